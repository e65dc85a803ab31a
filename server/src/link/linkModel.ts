import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { Candidates } from './candidates.ts';
import { KeptAnswers } from './keptAnswers.ts';
import { KnownNamesakes } from './namesakes.ts';
import type { Resolution } from './resolve.ts';
import type { OneOfMany, Place } from './sighting.ts';
import type { MatchWeights } from './weights.ts';

/** Kinds of evidence that one comparison of a passage with a patient can give, for and against: the levels of the traits. */
export const EVIDENCE_KINDS = [
  'surname_equal', 'surname_alike', 'surname_differs', 'given_equal', 'given_further', 'given_variant', 'given_alike', 'given_differs', 'initial_equal', 'initial_differs', 'initials_equal',
  'initials_differ', 'name_similar', 'names_exchanged', 'capitals_are_given', 'extra_word', 'missing_word', 'namesakes', 'birth_date_equal',
  'birth_month_equal', 'birth_year_equal', 'birth_date_similar', 'birth_date_near', 'birth_date_differs', 'sex_equal', 'sex_differs', 'age_equal', 'age_near',
  'age_differs', 'number_equal', 'number_bare', 'number_of_other', 'number_of_nobody', 'nir_equal', 'nir_key_wrong', 'nir_similar', 'nir_differs', 'nir_and_date_differ', 'phone_equal',
  'email_equal', 'email_name_equal', 'email_domain_equal', 'address_equal', 'postcode_equal', 'postcode_differs', 'town_equal', 'town_differs', 'household',
] as const; // prettier-ignore
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How one candidate came out of a comparison. */
export interface CandidateOutcome {
  readonly patient: number;
  /** Sum of the match weights, bits. */
  readonly weight: number;
  /** Among all candidates and somebody outside the register. */
  readonly probability: number;
}

/** How the patient who is asked about comes out of a passage, as if he had been looked up for it. */
export interface AskedOutcome {
  /**
   * Whether he was: found, weighed only together with all who bear the surname, not looked for since somebody fits exactly, or not found since nothing by which
   * the register is looked through agrees.
   */
  readonly search: 'found' | 'among_many' | 'not_sought' | 'not_found';
  /** Whether enough agrees for him to be meant at all, see {@link Score.anchored}. */
  readonly isPossible: boolean;
  /** Sum of the match weights, bits. */
  readonly weight: number;
  /** Beside all others and somebody outside the register. */
  readonly probability: number;
  /** The weight from which on he would be kept beside them, bits. */
  readonly needed: number;
}

/** Is told what linking decides, and of what: for explanations, and for the estimation of the weights. A linker without one pays nothing for it. */
export interface LinkRecorder {
  /** The patient with whom every passage is compared, whoever is found for it; -1 for nobody. */
  readonly asked: number;
  /** The passage that is decided next stands there. */
  stands(place: Place): void;
  /** How the patient asked about comes out of the passage that is decided next; his evidence has been told. */
  compared(outcome: AskedOutcome): void;
  /** The comparison of the passage with patient `p` begins. */
  candidate(p: number): void;
  /** One piece of evidence of the comparison that began last, bits: positive speaks for the patient. */
  evidence(kind: EvidenceKind, bits: number): void;
  /**
   * The passage is decided; candidates that could not be meant at all are left out. `registered` is the prior, `oneOfMany` what those are together
   * each of whom is too improbable to be kept.
   */
  decided(outcomes: readonly CandidateOutcome[], registered: number, oneOfMany: OneOfMany | null): void;
}

/** What linking needs of a case: the register's index, how much each agreement and disagreement weighs, and who is told, if anybody. */
export interface LinkModel extends PatientIndex {
  readonly weights: MatchWeights;
  readonly recorder: LinkRecorder | null;
  /** Whom the passage at hand may mean; used over and over. */
  readonly candidates: Candidates;
  /** Whom common names may mean, as far as they have been written. */
  readonly namesakes: KnownNamesakes;
  /** What was decided of persons who are written again. */
  readonly resolutions: KeptAnswers<Resolution>;
}

/** So many decisions are kept. */
const KEPT = 250_000;

/** An index with the weights of its case. */
export function linkModel(
  index: PatientIndex,
  weights: MatchWeights,
  recorder: LinkRecorder | null = null,
): LinkModel {
  return {
    ...index,
    weights,
    recorder,
    candidates: new Candidates(index.size),
    namesakes: new KnownNamesakes(),
    resolutions: new KeptAnswers(KEPT),
  };
}
