import type { DatabaseTrouble } from '../notify/mail/isDatabaseGone.ts';
import type { MailState } from '@constat/contract/mailDesk.ts';
import type { TakenBounces } from '../notify/mail/bounces/takeBounces.ts';
import type { MailProblem } from '../notify/mail/mailState.ts';
import type { SendReport } from '../notify/mail/sendMails.ts';

/** What people read of e-mails. */
export interface MailWords {
  /** One sentence that says what to do; details follow. */
  readonly problems: Readonly<Record<MailProblem, string>>;
  /** Counted mails. */
  readonly states: Readonly<Record<MailState, string>>;
  readonly empty: string;
  /** Counted mails that were accepted twice. */
  readonly doubled: string;
  /** Counted reports. */
  readonly unclear: string;
  /** Counted domains. */
  readonly stopped: string;
  /** Moment, reason. */
  readonly paused: string;
  readonly reasons: Readonly<
    Record<'person' | 'no_progress' | 'policy' | 'server_refuses' | 'campaign', string>
  >;
  readonly pausing: string;
  readonly resumed: string;
  /** Counted mails. */
  readonly cancelled: string;
  readonly settingsKept: string;
  /** Counted mails: accepted by this run; what reconciliation found. */
  /** Beside the figures while mails are sent. */
  readonly sending: string;
  /** Why nothing goes on, by what the database does not do. */
  readonly trouble: Readonly<Record<DatabaseTrouble, string>>;
  readonly sent: string;
  readonly reconciled: string;
  readonly failed: string;
  readonly ended: Readonly<Record<SendReport['ended'], string>>;
  /** Moment. */
  readonly next: string;
  readonly test: {
    readonly subject: string;
    readonly text: string;
    readonly accepted: string;
    readonly notAccepted: string;
  };
  /** Counted mails. */
  readonly decidedSent: string;
  readonly decidedAgain: string;
  /** Counted reports. */
  readonly taken: Readonly<Record<keyof TakenBounces, string>>;
  /** Counted persons: a letter is planned after an e-mail that failed; nothing is left to try. */
  readonly byLetter: string;
  readonly waiting: string;
  readonly noReports: string;
  /** Number, kind, moment. */
  readonly report: string;
  readonly kinds: Readonly<Record<'unclear' | 'forged', string>>;
}
