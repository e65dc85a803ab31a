import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { findCandidates } from './findCandidates.ts';
import { type Score, scoreCandidate } from './scoreCandidate.ts';
import type { Traits } from './traits.ts';

/** One patient whom the passage may mean. */
export interface Match {
  readonly patient: number;
  readonly probability: number;
  readonly reasons: ReasonSet;
}

/** Matches below this probability are not kept. */
export const FLOOR = 0.05;

/**
 * Who is meant: candidates, their match weights, and from them probabilities that, with 'somebody outside the register', sum to 1.
 * `registered` is the prior probability that the person is in the register at all.
 * @returns matches of at least {@link FLOOR}, most probable first.
 */
export function resolve(index: PatientIndex, traits: Traits, registered: number): Match[] {
  const scores: Score[] = [];
  for (const p of findCandidates(index, traits)) {
    const score = scoreCandidate(index, p, traits);
    if (score.anchored || isSurnameAlone(traits, score)) scores.push(score);
  }
  return posterior(scores, index.size, registered);
}

function isSurnameAlone(traits: Traits, score: Score): boolean {
  return !traits.hasGivenName && (score.reasons & REASON_BIT.surname_only) !== 0;
}

/** Bayes over the candidates and the outsider, who starts with weight 0 and prior 1 - registered. */
export function posterior(scores: readonly Score[], size: number, registered: number): Match[] {
  const prior = registered / size;
  let total = 1 - registered;
  for (const score of scores) total += prior * 2 ** score.weight;
  const shared =
    scores.filter((s) => (prior * 2 ** s.weight) / total >= FLOOR).length > 1 ? REASON_BIT.homonyms : 0;
  return scores
    .map((s) => ({
      patient: s.patient,
      probability: (prior * 2 ** s.weight) / total,
      reasons: s.reasons | shared,
    }))
    .filter((m) => m.probability >= FLOOR)
    .sort((a, b) => b.probability - a.probability || a.patient - b.patient);
}

/** {@link posterior} of a single candidate, whatever its probability. */
export function onlyCandidate(score: Score, size: number, registered: number): Match {
  const likelihood = (registered / size) * 2 ** score.weight;
  return {
    patient: score.patient,
    probability: likelihood / (1 - registered + likelihood),
    reasons: score.reasons,
  };
}
