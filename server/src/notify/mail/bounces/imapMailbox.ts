import { readFile } from 'node:fs/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { type MailboxSettings, readSecret } from '../mailSettings.ts';
import { MailError } from '../mailState.ts';
import { LARGEST_MESSAGE, type Mailbox } from './mailbox.ts';

type ImapSettings = Extract<MailboxSettings, { kind: 'imap' }>;

const TIMEOUT_MS = 60_000;
/** A line of an answer without literals. */
const LONGEST_LINE = 100_000;

/**
 * A folder on an IMAP server (RFC 3501): unseen messages, marked as seen once they are taken. Seven commands are all it needs; the well-kept library for this
 * (imapflow) brings twenty-three packages (decision 0005).
 */
export function imapMailbox(settings: ImapSettings, caseFolder: string): Mailbox {
  return {
    async *messages() {
      const session = await openSession(settings, caseFolder).catch((error: unknown) => {
        throw asMailError(error, settings);
      });
      try {
        for (const uid of await session.unseen())
          yield {
            bytes: await session.fetch(uid),
            done: () => session.markSeen(uid),
          };
      } catch (error) {
        throw asMailError(error, settings);
      } finally {
        session.close();
      }
    },
  };
}

function asMailError(error: unknown, { host, port }: ImapSettings): MailError {
  return error instanceof MailError
    ? error
    : new MailError('mailbox_unreadable', [`${host}:${port}`], { cause: error });
}

async function openSession(settings: ImapSettings, caseFolder: string): Promise<Session> {
  const password = await readSecret(settings.login.password, caseFolder);
  const ca =
    settings.authority === undefined ? undefined : await readFile(resolve(caseFolder, settings.authority));
  const tls = { servername: settings.host, ...(ca === undefined ? {} : { ca }) };
  const { host, port } = settings;
  const session = new Session(
    settings.tls === 'implicit' ? connectTls({ ...tls, host, port }) : connectPlain({ host, port }),
  );
  try {
    await session.greeting();
    if (settings.tls === 'starttls') {
      await session.command('STARTTLS');
      session.secure((socket) => connectTls({ ...tls, socket }));
    }
    await session.command(`LOGIN ${quoted(settings.login.user)} ${quoted(password)}`);
    await session.command(`SELECT ${quoted(settings.folder)}`);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** A quoted string (RFC 3501, 4.3). Line ends cannot stand in one. */
function quoted(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error('a line end in a name or password');
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** A line of an answer, and the literals in it. */
interface Answer {
  readonly line: string;
  readonly literals: readonly Buffer[];
}

class Session {
  #socket: Socket;
  #held = Buffer.alloc(0);
  #fault: Error | null = null;
  #wake: () => void = () => undefined;
  #number = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  #listen(): void {
    this.#socket.setTimeout(TIMEOUT_MS, () => this.#socket.destroy(new Error('no answer')));
    this.#socket.on('data', (chunk: Buffer) => {
      this.#held = Buffer.concat([this.#held, chunk]);
      this.#wake();
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server hung up')));
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#wake();
  }

  /** Goes on over TLS. What the server sent before is forgotten: it was not protected. */
  secure(wrap: (socket: Socket) => Socket): void {
    this.#socket.removeAllListeners();
    this.#held = Buffer.alloc(0);
    this.#socket = wrap(this.#socket);
    this.#listen();
  }

  async greeting(): Promise<void> {
    if (!/^\* OK/i.test((await this.#answer()).line)) throw new Error('the server does not greet');
  }

  /** Sends a command; gives the untagged answers. Throws where it is not done. The command is not in the error: it may hold a password. */
  async command(text: string): Promise<Answer[]> {
    const tag = `c${++this.#number}`;
    this.#socket.write(`${tag} ${text}\r\n`);
    const answers: Answer[] = [];
    for (;;) {
      const answer = await this.#answer();
      if (!answer.line.startsWith(`${tag} `)) answers.push(answer);
      else if (/^\S+ OK/i.test(answer.line)) return answers;
      else throw new Error('the server refuses a command');
    }
  }

  async unseen(): Promise<number[]> {
    const answers = await this.command('UID SEARCH UNSEEN');
    return answers.flatMap(({ line }) =>
      /^\* SEARCH/i.test(line) ? [...line.matchAll(/\d{1,10}/g)].map(([uid]) => Number(uid)) : [],
    );
  }

  async fetch(uid: number): Promise<Buffer> {
    const answers = await this.command(`UID FETCH ${uid} (BODY.PEEK[]<0.${LARGEST_MESSAGE}>)`);
    const bytes = answers.find(({ line, literals }) => /^\* \d+ FETCH/i.test(line) && literals.length > 0)
      ?.literals[0];
    if (bytes === undefined) throw new Error('the server does not give a message');
    return bytes;
  }

  async markSeen(uid: number): Promise<void> {
    await this.command(`UID STORE ${uid} +FLAGS.SILENT (\\Seen)`);
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => undefined);
    this.#socket.end(`c${++this.#number} LOGOUT\r\n`);
    this.#socket.destroySoon();
  }

  /** One answer: a line, with each literal that it announces ('{123}' at its end) and what follows it. */
  async #answer(): Promise<Answer> {
    const literals: Buffer[] = [];
    let line = '';
    for (;;) {
      const piece = (await this.#take((held) => held.indexOf('\r\n') + 2)).toString('latin1').slice(0, -2);
      line += piece;
      const size = /\{(\d{1,9})\}$/.exec(piece)?.[1];
      if (size === undefined) return { line, literals };
      const bytes = Number(size);
      if (bytes > LARGEST_MESSAGE + 1_000) throw new Error('a literal that is too large');
      literals.push(await this.#take((held) => (held.length >= bytes ? bytes : 1), bytes));
    }
  }

  /** Takes bytes from what has come, waiting for more; `end` says how many, or 1 for not yet. */
  async #take(end: (held: Buffer) => number, exactly?: number): Promise<Buffer> {
    if (exactly === 0) return Buffer.alloc(0);
    for (;;) {
      const at = end(this.#held);
      if (at > 1 || at === exactly) {
        const taken = Buffer.from(this.#held.subarray(0, at));
        this.#held = this.#held.subarray(at);
        return taken;
      }
      if (exactly === undefined && this.#held.length > LONGEST_LINE)
        throw new Error('a line that is too long');
      if (this.#fault !== null) throw this.#fault;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
