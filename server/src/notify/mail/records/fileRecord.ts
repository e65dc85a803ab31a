import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { MailServerRecord } from '../serverRecord.ts';

/** A file with the Message-ID of each accepted mail on a line of its own, made durable before the server answered 250. The file must be there: a missing one says nothing. */
export function fileRecord(path: string): MailServerRecord {
  return {
    async ask(mails) {
      const sought = new Set(mails.map(({ messageId }) => messageId));
      const found = new Set<string>();
      try {
        for await (const line of createInterface({ input: createReadStream(path) }))
          if (sought.has(line)) found.add(line);
      } catch {
        return mails.map(() => 'later');
      }
      return mails.map(({ messageId }) => (found.has(messageId) ? 'found' : 'absent'));
    },
  };
}
