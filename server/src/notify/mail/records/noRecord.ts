import type { MailServerRecord } from '../serverRecord.ts';

/** A server that nobody can ask: whatever was cut off is uncertain. */
export function noRecord(): MailServerRecord {
  return { ask: (mails) => Promise.resolve(mails.map(() => 'unknowable')) };
}
