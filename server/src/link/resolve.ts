import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import { findByBirthDate, findByIdentity, findByName, findByPlace } from './findCandidates.ts';
import type { CandidateOutcome, LinkModel } from './linkModel.ts';
import { type Score, scoreCandidate } from './scoreCandidate.ts';
import type { Traits } from './traits.ts';
import { RARITY_PARTS, REGISTERED } from './weights.ts';

/** One patient whom the passage may mean. */
export interface Match {
  readonly patient: number;
  readonly probability: number;
  readonly reasons: ReasonSet;
}

/** However rare a name, at least so many bear it outside of the register, for each who does inside: names run in families and regions. */
const NAMESAKES = 0.15;

/** Matches below this probability are not kept. */
export const FLOOR = 0.05;

/**
 * Who is meant: candidates, their match weights, and from them probabilities that, with 'somebody outside the register', sum to 1.
 * `registered` is the prior probability that the person is in the register at all, `outside` the least number of namesakes outside of it.
 * @returns matches of at least {@link FLOOR}, most probable first.
 */
export function resolve(
  index: LinkModel,
  traits: Traits,
  registered: number,
  outside: number = NAMESAKES,
): Match[] {
  const { found, scores } = bornThatDay(index, traits);
  if (scores.some(isNameAndBirthDate)) return decide(index, scores, registered);
  const named = findByName(index, traits, found);
  scores.push(...scoreAll(index, named, traits));
  if (isOpen(scores, index.size, registered))
    scores.push(...scoreAll(index, findByPlace(index, traits, found.union(named)), traits));
  return decide(index, countBearers(scores, outside), registered);
}

/** Whether nobody among the candidates is rather meant than somebody outside. */
function isOpen(scores: readonly Score[], size: number, registered: number): boolean {
  return scores.every(({ weight }) => (registered / size) * 2 ** weight < 1 - registered);
}

/** The matches, told to whoever records. */
function decide(index: LinkModel, scores: readonly Score[], registered: number): Match[] {
  index.recorder?.decided(outcomes(scores, index.size, registered), registered);
  return posterior(scores, index.size, registered);
}

/** {@link resolve} without those whom the name alone would bring in. */
export function resolveByIdentity(index: LinkModel, traits: Traits, registered: number): Match[] {
  return posterior(bornThatDay(index, traits).scores, index.size, registered);
}

/**
 * Who has the number or the NIR, or was born that day and bears the name. Whoever does both, exactly, leaves no room for anybody less like:
 * namesakes of another birth date would weigh a hundred thousand times less.
 */
function bornThatDay(index: LinkModel, traits: Traits): { found: Set<number>; scores: Score[] } {
  const found = findByIdentity(index, traits);
  const scores = scoreAll(index, found, traits);
  if (scores.some(isNameAndBirthDate)) return { found, scores };
  const similar = findByBirthDate(index, traits, found);
  return { found: found.union(similar), scores: [...scores, ...scoreAll(index, similar, traits)] };
}

/** The scores of those who can be meant at all. */
function scoreAll(index: LinkModel, candidates: Iterable<number>, traits: Traits): Score[] {
  const scores: Score[] = [];
  for (const p of candidates) {
    const score = scoreCandidate(index, p, traits);
    if (score.anchored || isSurnameAlone(traits, score)) scores.push(score);
  }
  return scores;
}

function isNameAndBirthDate({ reasons }: Score): boolean {
  const both = REASON_BIT.name_equal | REASON_BIT.birth_date_equal;
  return (reasons & both) === both;
}

function isSurnameAlone(traits: Traits, score: Score): boolean {
  return !traits.hasGivenName && (score.reasons & REASON_BIT.surname_only) !== 0;
}

/**
 * What a name proves depends on how many bear it. Surname and given name taken apart say what to expect (Marie and Martin are common, so Marie MARTIN
 * should be); the register then shows how many there are. Both together, by a gamma prior around the expectation: 2 bearers where 9 were
 * expected make the name rarer than its parts, and an outsider less likely to bear it.
 */
function countBearers(scores: readonly Score[], outside: number): Score[] {
  const bearers = scores.filter(({ expectedBearers }) => expectedBearers > 0).length;
  return scores.map((score) => {
    const { expectedBearers } = score;
    if (expectedBearers === 0) return score;
    const rate = Math.max(outside, (1 + bearers) / (1 + 1 / expectedBearers));
    return { ...score, weight: score.weight + Math.log2(expectedBearers / rate) };
  });
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

/** How probable it is at least that somebody is meant whose number, names and birth date stand there as they are registered. */
export function repeatedProbability({ weights, birthRarities }: LinkModel, p: number): number {
  const weight = weights.number + weights.birthDate + birthRarities[p]! / RARITY_PARTS;
  return 1 / (1 + (1 - REGISTERED) / (REGISTERED * 2 ** weight));
}

/** Every candidate with its probability, however small. */
function outcomes(scores: readonly Score[], size: number, registered: number): CandidateOutcome[] {
  const likelihood = ({ weight }: Score): number => (registered / size) * 2 ** weight;
  const total = scores.reduce((sum, score) => sum + likelihood(score), 1 - registered);
  return scores.map((score) => ({
    patient: score.patient,
    weight: score.weight,
    probability: likelihood(score) / total,
  }));
}

/** The match of a single candidate, whatever its probability. */
export function onlyCandidate(index: LinkModel, score: Score, registered: number): Match {
  const [{ probability }] = outcomes([score], index.size, registered) as [CandidateOutcome];
  index.recorder?.decided([{ patient: score.patient, weight: score.weight, probability }], registered);
  return { patient: score.patient, probability, reasons: score.reasons };
}
