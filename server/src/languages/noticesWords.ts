import type { Check } from '../notify/batches/checkFailure.ts';
import type { RuleName } from '../notify/select/selectionRules.ts';

/** What is said of notices. */
export interface NoticesWords {
  readonly flagged: string;
  readonly planned: string;
  readonly wouldPlan: string;
  readonly toldAlready: string;
  /** Counted persons of whom the register has another address now: letters offered, planned. */
  readonly corrected: string;
  readonly resent: string;
  readonly none: string;
  readonly states: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<RuleName, string>>;
  readonly channels: { readonly letter: string; readonly email: string };
  readonly batches: string;
  /** Number, letters, pages, state. */
  readonly batch: string;
  /** Day. */
  readonly departs: string;
  readonly pausing: string;
  readonly resumed: string;
  /** Moment. */
  readonly paused: string;
  readonly setting: string;
  readonly hashing: string;
  readonly built: string;
  readonly manifest: string;
  readonly approved: string;
  readonly handedOver: string;
  /** Number, letters. */
  readonly unmade: string;
  readonly queued: string;
  readonly sampled: string;
  /** Counted letters, file. */
  readonly tested: string;
  readonly returns: string;
  readonly checks: Readonly<Record<Check, string>>;
  readonly checksFailed: string;
  readonly checkLine: string;
  readonly more: string;
}
