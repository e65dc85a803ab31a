import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The mail server of the demonstration: takes every mail on this machine and keeps it as a file, and sends nothing on. */
export interface MailSink {
  readonly port: number;
  /** Mails taken so far. */
  readonly taken: number;
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1; mails lie in the folder as 0001.eml, 0002.eml … (RFC 5321, as much as a client that is ours needs). */
export async function startMailSink(folder: string): Promise<MailSink> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let taken = 0;
  const keep = async (mail: string): Promise<void> => {
    const name = `${String(++taken).padStart(4, '0')}.eml`;
    await writeFile(join(folder, name), mail, { encoding: 'latin1', mode: 0o600 });
  };
  const server = createServer((socket) => void converse(socket, keep).catch(() => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get taken() {
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function converse(socket: Socket, keep: (mail: string) => Promise<void>): Promise<void> {
  const answer = (line: string): void => void socket.write(`${line}\r\n`);
  socket.setEncoding('latin1');
  answer('220 demonstration');
  let mail: string[] | null = null;
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (mail !== null && line !== '.') mail.push(line.startsWith('.') ? line.slice(1) : line);
    else if (mail !== null) {
      await keep(`${mail.join('\r\n')}\r\n`);
      mail = null;
      answer('250 taken');
    } else if (/^DATA$/i.test(line)) {
      mail = [];
      answer('354 go on');
    } else if (/^QUIT$/i.test(line)) {
      answer('221 good-bye');
      socket.end();
    } else answer(/^(?:EHLO|HELO|MAIL|RCPT|RSET|NOOP)\b/i.test(line) ? '250 ok' : '502 not known here');
  }
}
