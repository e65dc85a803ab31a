import type { Elsewhere } from '../exposure/review/importDecisions.ts';
import type { EvidenceKind } from '@constat/contract/review.ts';
import type { SeedIdentifier } from '@constat/contract/recall.ts';
import type { StratumName } from '@constat/contract/sample.ts';
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
  /** What the three counted phrases after it say. */
  readonly outcomes: string;
  readonly confirmed: string;
  readonly denied: string;
  readonly leftOpen: string;
  readonly second: string;
  readonly third: string;
  readonly overturned: string;
  /** Counted pairs, share, kappa, from, to. */
  readonly agreement: string;
  /** Counted pairs, share: too few for a kappa. */
  readonly fewPairs: string;
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
  /** Counted decisions about nothing in the case; why, for one of them. */
  readonly importedApart: string;
  readonly elsewhereCodes: Readonly<Record<Elsewhere, string>>;
  /** Counted answers that are kept and count nowhere. */
  readonly apart: string;
  readonly faults: Readonly<Record<InputFault, string>>;
  /** Counted faults of a file of answers. */
  readonly refused: string;
  readonly strata: Readonly<Record<StratumName, string>>;
  /** Counted units, number of the sample, seed. */
  readonly drawn: string;
  /** Sheet, sheet, case. */
  readonly fillIn: string;
  /** Counted answers; of them those that were known already, those that change one given before. */
  readonly taken: string;
  readonly takenKnown: string;
  readonly takenChanged: string;
  readonly noSample: string;
  /** Number, moment, seed, version of the engine. */
  readonly sample: string;
  /** Stratum, units, read, drawn, missed, upper bound of the share, units at most in the stratum alone, at most such that all strata hold together. */
  readonly fileStratum: string;
  readonly patientStratum: string;
  /** Stratum, units. */
  readonly notSampled: string;
  /** Counted units missed at most, units missed by estimate. */
  readonly allStrata: string;
  /** Counted files (patients) that were drawn and not read, files missed at most with these taken for missed. */
  readonly unreadFiles: string;
  readonly unreadPatients: string;
  /** Counted answers, number of the sample, units with somebody by the first answers, by the last ones. */
  readonly changed: string;
  /** Unit, stratum, found before, found now, moment, reason. */
  readonly change: string;
  readonly outdated: string;
  readonly identifiers: Readonly<Record<SeedIdentifier, string>>;
  /** Number, moment, seed, version of the engine. */
  readonly seedRun: string;
  /** Of what, found, planted, from, to. */
  readonly recall: string;
  readonly wholeRecall: string;
  readonly mistaken: string;
  readonly unplanted: string;
  readonly seedsAreEasy: string;
  /** Of what, by number, by name and birth date, by both, estimate, from, to, share found. */
  readonly recapture: string;
  readonly recapturePatients: string;
  readonly recapturePairs: string;
  readonly recaptureCaveat: string;
  readonly noRecapture: string;
  readonly yes: string;
  readonly no: string;
  readonly notReviewed: string;
  readonly noSeeds: string;
  /** Counted files read, files missed at most. */
  readonly lastSample: string;
  /** Found, planted, from, to. */
  readonly lastSeeds: string;
}
