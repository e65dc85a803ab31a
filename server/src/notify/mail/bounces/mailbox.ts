/** A message of a mailbox that nobody has taken yet. */
export interface MailboxMessage {
  readonly bytes: Buffer;
  /** Marks it as taken: it does not come again. */
  readonly done: () => Promise<void>;
}

/** Where reports come back to: an extension point, one member a kind beside this file. */
export interface Mailbox {
  /** Messages that were not taken, one after the other. Throws MailError('mailbox_unreadable'). */
  messages(): AsyncIterable<MailboxMessage>;
}

/** Larger ones are no reports; of those only the beginning is taken. */
export const LARGEST_MESSAGE = 5_000_000;
