import type { EvidenceKind } from '@constat/contract/review.ts';
import type { Reason } from '@constat/contract/exposure.ts';
import type { InputFault } from '../exposure/inputFile.ts';

/** What people read of clerical review, samples and seeded recall. */
export interface ReviewWords {
  /** Counted questions that are open for the reviewer. */
  readonly waiting: string;
  readonly nothing: string;
  readonly place: string;
  readonly patient: string;
  readonly born: string;
  readonly shows: string;
  readonly speaks: string;
  readonly probability: string;
  readonly elsewhere: string;
  readonly nowhereElse: string;
  /** The commands that answer. */
  readonly answer: string;
  readonly recorded: string;
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly kinds: Readonly<Record<EvidenceKind, string>>;
  readonly title: string;
  /** Counted answers, counted reviewers. */
  readonly answers: string;
  readonly countReviewers: string;
  readonly outcomes: string;
  readonly second: string;
  readonly third: string;
  readonly overturned: string;
  /** Counted pairs, share, kappa, from, to. */
  readonly agreement: string;
  readonly noAgreement: string;
  readonly calibration: string;
  /** Kind, band from, band to, decided, confirmed, mean, from, to. */
  readonly band: string;
  readonly applied: string;
  readonly notApplied: string;
  readonly next: string;
  /** Counted lines, counted new ones. */
  readonly imported: string;
  readonly countNew: string;
  readonly faults: Readonly<Record<InputFault, string>>;
  /** Counted faults of a file of answers. */
  readonly refused: string;
}
