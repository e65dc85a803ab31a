import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What a sink does with a mail. 'cut_before': it hangs up without having taken it; 'cut_after': it takes it and hangs up instead of saying so. */
export type SinkPlan =
  | 'accept'
  | 'cut_before'
  | 'cut_after'
  | { readonly reply: number; readonly text: string; readonly at: 'recipient' | 'contents' };

/** A mail that a sink has received whole. */
export interface SinkMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** A mail server for tests and measures: takes everything, and writes the Message-ID to its file, durably, before it answers. */
export interface Sink {
  readonly port: number;
  /** What it took, in order: each time, doubles too. */
  readonly taken: readonly string[];
  close(): Promise<void>;
}

/** How a sink behaves. */
export interface SinkOptions {
  /** The file with the Message-IDs. */
  readonly file: string;
  readonly port?: number;
  /** Asked with the number of the mail: those with contents are counted from 0. */
  readonly plan?: (mail: SinkMail, number: number) => SinkPlan | Promise<SinkPlan>;
  /** Asked when a recipient is named. */
  readonly recipient?: (address: string) => SinkPlan;
  /** After so long without a word it closes a connection. */
  readonly timeoutMs?: number;
  readonly onMail?: (mail: SinkMail) => void;
}

/** Starts a sink on 127.0.0.1. */
export async function startSink(options: SinkOptions): Promise<Sink> {
  const file = openSync(options.file, 'a');
  const taken: string[] = [];
  let number = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    socketTimeout: options.timeoutMs ?? 60_000,
    onRcptTo({ address }, _session, done) {
      const plan = options.recipient?.(address) ?? 'accept';
      done(typeof plan === 'object' ? replyOf(plan) : undefined);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = mailOf(Buffer.concat(chunks).toString('latin1'), session);
        void settle(mail, session.id, done);
      });
    },
  });
  const settle = async (
    mail: SinkMail,
    session: string,
    done: (error?: Error | null) => void,
  ): Promise<void> => {
    const plan = (await options.plan?.(mail, number++)) ?? 'accept';
    if (typeof plan === 'object') {
      done(replyOf(plan));
      return;
    }
    if (plan !== 'cut_before') {
      writeSync(file, `${mail.messageId}\n`);
      fdatasyncSync(file);
      taken.push(mail.messageId);
      options.onMail?.(mail);
    }
    if (plan === 'accept') {
      done();
      return;
    }
    for (const connection of server.connections) if (connection.id === session) connection._socket.destroy();
  };
  // Senders are killed all the time: their connections break, and that is all there is to it.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const connection of server.connections) connection._socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    closeSync(file);
  };
  return { port, taken, close };
}

function replyOf({ reply, text }: Extract<SinkPlan, object>): Error {
  return Object.assign(new Error(text), { responseCode: reply });
}

function mailOf(raw: string, { envelope }: SMTPServerSession): SinkMail {
  const messageId = /^Message-ID: (<[^>\r\n]+>)/im.exec(raw)?.[1] ?? '';
  const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  return { messageId, from, to: envelope.rcptTo.map(({ address }) => address), raw };
}
