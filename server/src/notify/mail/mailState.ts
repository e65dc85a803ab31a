/** What can happen to a mail; kept in `mail_events`. */
export type MailEvent =
  | 'queued'
  | 'claimed'
  /** Claimed, but nothing was sent: the claim's answer was lost with the connection to the database. */
  | 'released'
  | 'accepted'
  | 'refused'
  | 'deferred'
  /** The connection ended between the contents and the answer. */
  | 'cut'
  /** What our own mail server answered when it was asked. */
  | 'found'
  | 'absent'
  | 'unknown'
  /** A worker that had lost the mail brought an acceptance all the same. */
  | 'accepted_late'
  | 'delivered'
  | 'delayed'
  | 'bounced'
  | 'complained'
  | 'decided_sent'
  | 'decided_again'
  | 'cancelled';

/** What a status code means for the person to be told (RFC 3463; classes of `classifyStatus`). */
export const STATUS_CLASSES = ['hard', 'policy', 'full', 'soft', 'content'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** What can be wrong with sending as a whole, or with a mail that is to be queued. The command line says each in words. */
export type MailProblem =
  | 'settings_missing'
  | 'settings_wrong'
  | 'password_missing'
  | 'secret_too_open'
  | 'refused_by_lint'
  | 'already_on_its_way'
  | 'paused'
  | 'no_progress'
  | 'server_refuses'
  | 'server_unreachable'
  | 'mail_unknown'
  | 'not_uncertain'
  | 'second_person_needed'
  | 'mailbox_missing'
  | 'mailbox_unreadable';

/** A failure that an officer or an administrator can mend. `details`: faults and places, never an address of a patient. */
export class MailError extends Error {
  readonly problem: MailProblem;
  readonly details: readonly string[];

  constructor(problem: MailProblem, details: readonly string[] = [], options?: ErrorOptions) {
    super([problem, ...details].join(': '), options);
    this.name = 'MailError';
    this.problem = problem;
    this.details = details;
  }
}
