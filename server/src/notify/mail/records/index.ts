import { createConnection } from 'node:net';
import type { MailSettings } from '../mailSettings.ts';
import type { MailServerRecord } from '../serverRecord.ts';
import { fileRecord } from './fileRecord.ts';
import { noRecord } from './noRecord.ts';
import { postfixRecord } from './postfixRecord.ts';

/** The record that the settings name. */
export function recordOf({ record, server }: MailSettings): MailServerRecord {
  switch (record.kind) {
    case 'postfix': {
      const { logs, logCommand, queueCommand } = record;
      return postfixRecord({
        logs,
        queueCommand,
        ...(logCommand === undefined ? {} : { logCommand }),
        knock: () => knock(server.host, server.port),
      });
    }
    case 'file':
      return fileRecord(record.path);
    case 'none':
      return noRecord();
  }
}

/** Opens a connection to a server, waits for its first word, and leaves. */
async function knock(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection({ host, port, timeout: 10_000 });
    socket.once('data', () => socket.end('QUIT\r\n'));
    socket.once('close', () => resolve());
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
  });
}
