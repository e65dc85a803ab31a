/** A mail of which our own server is asked whether it has taken it. */
export interface AskedMail {
  readonly messageId: string;
  /** Unique to the mail, like the Message-ID; some servers log the one, some the other. */
  readonly returnPath: string;
  /** When the attempt began: what the server can tell must reach back to it. */
  readonly claimed: Date;
}

/**
 * What the server says. 'absent': it never took it, and what it remembers reaches back far enough to say so. 'later': it cannot be asked now.
 * 'unknowable': it will never be able to say.
 */
export type RecordAnswer = 'found' | 'absent' | 'later' | 'unknowable';

/**
 * The memory of our own mail server: an extension point, one member a kind in `records/`. Asked only when nothing of the attempt can be under way any
 * more. It must not say 'absent' unless it is sure: then the mail is sent again.
 */
export interface MailServerRecord {
  /** One answer a mail, in the same order. Never throws: what goes wrong is 'later'. */
  ask(mails: readonly AskedMail[]): Promise<RecordAnswer[]>;
}
