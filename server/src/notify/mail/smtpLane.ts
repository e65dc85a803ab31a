import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { classifyStatus } from './bounces/classifyStatus.ts';
import type { OutgoingMail } from './composeMail.ts';
import { type MailSettings, readSecret } from './mailSettings.ts';
import { MailError } from './mailState.ts';
import type { NotSent, Outcome } from './recordOutcome.ts';

/** One way to the mail server. A mail is given to it once; it never tries again by itself. */
export interface Lane {
  /**
   * Sends a mail. `holds` is asked at the last moment before the contents leave; `cancel` ends the connection at once. Never throws: what went wrong is an Outcome.
   */
  send(mail: OutgoingMail, holds: () => boolean, cancel: AbortSignal): Promise<Outcome>;
  close(): void;
}

/** Mails on one connection, so that servers that count are not offended. */
const PER_CONNECTION = 100;
const CONNECT_MS = 30_000;

type Failure = Error & {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
};

/**
 * Creates lanes to the server of the settings. nodemailer's connection is used directly: its pool puts a mail back and sends it again when a connection
 * ends while the mail is on it, which is exactly what must not happen here. Throws MailError: 'password_missing', 'secret_too_open', 'settings_wrong' (authority).
 */
export async function createLanes(settings: MailSettings, folder: string): Promise<() => Lane> {
  const { server } = settings;
  const password = server.login === undefined ? undefined : await readSecret(server.login.password, folder);
  const authority =
    server.authority === undefined
      ? undefined
      : await readFile(resolve(folder, server.authority)).catch((error: unknown) => {
          throw new MailError('settings_wrong', ['server.authority'], { cause: error });
        });
  const options = {
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    ...(server.name === undefined ? {} : { name: server.name }),
    ...(authority === undefined ? {} : { tls: { ca: authority } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: settings.serverTimeoutSeconds * 1_000,
    socketCloseTimeout: 0,
  };
  const login = server.login === undefined ? undefined : { user: server.login.user, pass: password! };
  return () => new SmtpLane(options, login, settings.askForDelivery);
}

class SmtpLane implements Lane {
  readonly #options: ConstructorParameters<typeof SMTPConnection>[0];
  readonly #login: { user: string; pass: string } | undefined;
  readonly #askForDelivery: boolean;
  #connection: SMTPConnection | null = null;
  #sent = 0;

  constructor(
    options: ConstructorParameters<typeof SMTPConnection>[0],
    login: { user: string; pass: string } | undefined,
    askForDelivery: boolean,
  ) {
    this.#options = options;
    this.#login = login;
    this.#askForDelivery = askForDelivery;
  }

  async send(mail: OutgoingMail, holds: () => boolean, cancel: AbortSignal): Promise<Outcome> {
    let connection: SMTPConnection;
    try {
      connection = await this.#open();
    } catch (error) {
      this.close();
      return { kind: 'not_sent', reason: isLoginFailure(error as Failure) ? 'login' : 'connection' };
    }
    const outcome = await this.#transmit(connection, mail, holds, cancel);
    // After a refusal before the contents the session may go on; after anything else that is not an acceptance it ends.
    if (outcome.kind === 'accepted' && ++this.#sent < PER_CONNECTION) return outcome;
    this.close();
    return outcome;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#sent = 0;
  }

  async #open(): Promise<SMTPConnection> {
    if (this.#connection !== null) return this.#connection;
    const connection = new SMTPConnection(this.#options);
    // Whoever sends hears of a fault by its callback; a fault in between ends the connection.
    connection.on('error', () => this.#forget(connection));
    connection.on('end', () => this.#forget(connection));
    await new Promise<void>((done, fail) => {
      connection.once('error', fail);
      connection.once('end', () => fail(new Error('the server hung up')));
      connection.connect((error) => (error === undefined ? done() : fail(error)));
    });
    if (this.#login !== undefined) {
      const { user, pass } = this.#login;
      await new Promise<void>((done, fail) =>
        connection.login({ user, pass, credentials: { user, pass } }, (error) =>
          error === null ? done() : fail(error),
        ),
      );
    }
    this.#connection = connection;
    return connection;
  }

  #forget(connection: SMTPConnection): void {
    if (this.#connection === connection) this.#connection = null;
  }

  async #transmit(
    connection: SMTPConnection,
    mail: OutgoingMail,
    holds: () => boolean,
    cancel: AbortSignal,
  ): Promise<Outcome> {
    let hasBegun = false;
    let isLost = false;
    // The server has said that it is ready for the contents when the first byte is asked for.
    const contents = new Readable({
      read() {
        if (!holds()) {
          isLost = true;
          connection.close();
          return;
        }
        hasBegun = true;
        this.push(mail.raw);
        this.push(null);
      },
    });
    const end = (): void => connection.close();
    cancel.addEventListener('abort', end, { once: true });
    try {
      const envelope = { from: mail.returnPath, to: [mail.to], size: mail.raw.length, dsn: this.#dsn(mail) };
      return await new Promise<Outcome>((done) => {
        const stop = (): void =>
          done(hasBegun ? { kind: 'unknown' } : notSent(isLost ? 'lost' : 'connection'));
        // A connection that we close ourselves calls nobody back.
        connection.once('end', stop);
        connection.send(envelope, contents, (error) => {
          connection.off('end', stop);
          done(error === null ? { kind: 'accepted' } : outcomeOf(error as Failure, hasBegun));
        });
      });
    } finally {
      cancel.removeEventListener('abort', end);
      contents.destroy();
    }
  }

  /** Reports come with the headers only, and name the mail (RFC 3461). */
  #dsn(mail: OutgoingMail): { ret: string; envid: string; notify: string[] } {
    const notify = this.#askForDelivery ? ['SUCCESS', 'FAILURE', 'DELAY'] : ['FAILURE'];
    return { ret: 'HDRS', envid: mail.messageId.slice(1, mail.messageId.indexOf('@')), notify };
  }
}

function notSent(reason: NotSent): Outcome {
  return { kind: 'not_sent', reason };
}

/** An answer of the server is an answer; without one it depends on whether the contents had begun to leave. */
function outcomeOf(error: Failure, hasBegun: boolean): Outcome {
  const { responseCode, response = '' } = error;
  if (responseCode === undefined || responseCode < 400)
    return hasBegun ? { kind: 'unknown' } : notSent('connection');
  // 421: the server closes for reasons of its own.
  if (responseCode === 421 && !hasBegun) return notSent('connection');
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] ?? String(responseCode);
  const isPermanent = responseCode >= 500;
  return { kind: 'refused', isPermanent, status, class: classifyStatus(status, response) };
}

function isLoginFailure({ code, responseCode }: Failure): boolean {
  return code === 'EAUTH' || code === 'ETLS' || responseCode === 530 || responseCode === 535;
}
