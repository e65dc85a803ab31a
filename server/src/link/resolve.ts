import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import { type Crowd, findCommonSurname } from './commonSurname.ts';
import { findByBirthDate, findByIdentity, findByName, findByPlace } from './findCandidates.ts';
import type { CandidateOutcome, LinkModel } from './linkModel.ts';
import { type Score, scoreCandidates } from './scoreCandidate.ts';
import type { OneOfMany } from './sighting.ts';
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

/** Who is meant. What the probabilities leave of 1 is that nobody of the register is. */
export interface Resolution {
  /** Matches of at least {@link FLOOR}, most probable first. */
  readonly matches: readonly Match[];
  /** Null where all who are left out are together less than {@link FLOOR}. */
  readonly oneOfMany: OneOfMany | null;
}

/**
 * Who is meant: candidates, their match weights, and from them probabilities that, with 'somebody outside the register', sum to 1.
 * `registered` is the prior probability that the person is in the register at all, `outside` the least number of namesakes outside of it.
 */
export function resolve(
  index: LinkModel,
  traits: Traits,
  registered: number,
  outside: number = NAMESAKES,
): Resolution {
  const { found, scores } = bornThatDay(index, traits);
  if (scores.some(isNameAndBirthDate)) return decide(index, scores, [], registered);
  const named = findByName(index, traits, found);
  const common = found.size + named.size === 0 ? findCommonSurname(index, traits) : null;
  for (const p of common?.few ?? []) named.add(p);
  scores.push(...scoreAll(index, named, traits));
  if (isOpen(scores, index.size, registered))
    scores.push(...scoreAll(index, findByPlace(index, traits, found.union(named)), traits));
  return decide(index, countBearers(scores, outside), common?.crowds ?? [], registered);
}

/** Whether nobody among the candidates is rather meant than somebody outside. */
function isOpen(scores: readonly Score[], size: number, registered: number): boolean {
  return scores.every(({ weight }) => (registered / size) * 2 ** weight < 1 - registered);
}

/** The matches, told to whoever records. */
function decide(
  index: LinkModel,
  scores: readonly Score[],
  crowds: readonly Crowd[],
  registered: number,
): Resolution {
  const resolution = posterior(scores, crowds, index.size, registered);
  const { oneOfMany } = resolution;
  index.recorder?.decided(outcomes(scores, crowds, index.size, registered), registered, oneOfMany);
  return resolution;
}

/** The probability that nobody of the register is meant. */
export function outsideOf({ matches, oneOfMany }: Resolution): number {
  const inside = matches.reduce((sum, { probability }) => sum + probability, oneOfMany?.probability ?? 0);
  return Math.max(0, 1 - inside);
}

/** {@link resolve} without those whom the name alone would bring in. */
export function resolveByIdentity(index: LinkModel, traits: Traits, registered: number): readonly Match[] {
  return posterior(bornThatDay(index, traits).scores, [], index.size, registered).matches;
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
  for (const score of scoreCandidates(index, candidates, traits))
    if (score.anchored || isSurnameAlone(traits, score)) scores.push(score);
  return scores;
}

/** Whether a candidate bears the name and was born that day, both exactly: then nobody else is looked for, nor are bearers counted. */
export function isNameAndBirthDate({ reasons }: Score): boolean {
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
export function countBearers(scores: readonly Score[], outside: number = NAMESAKES): Score[] {
  const bearers = scores.filter(({ expectedBearers }) => expectedBearers > 0).length;
  return scores.map((score) => {
    const { expectedBearers } = score;
    if (expectedBearers === 0) return score;
    const rate = Math.max(outside, (1 + bearers) / (1 + 1 / expectedBearers));
    return { ...score, weight: score.weight + Math.log2(expectedBearers / rate) };
  });
}

/** Bayes over the candidates, those who are weighed together, and the outsider, who starts with weight 0 and prior 1 - registered. */
export function posterior(
  scores: readonly Score[],
  crowds: readonly Crowd[],
  size: number,
  registered: number,
): Resolution {
  const prior = registered / size;
  const total = evidenceOf(scores, crowds, prior) + 1 - registered;
  const probabilityOf = ({ weight }: Score): number => (prior * 2 ** weight) / total;
  const kept = scores.filter((score) => probabilityOf(score) >= FLOOR);
  const shared = kept.length > 1 ? REASON_BIT.homonyms : 0;
  return {
    matches: kept
      .map((s) => ({ patient: s.patient, probability: probabilityOf(s), reasons: s.reasons | shared }))
      .sort((a, b) => b.probability - a.probability || a.patient - b.patient),
    oneOfMany: leftOut(scores, crowds, probabilityOf, prior / total),
  };
}

/** P(what is written, somebody of the register is meant). */
function evidenceOf(scores: readonly Score[], crowds: readonly Crowd[], prior: number): number {
  let sum = 0;
  for (const { weight } of scores) sum += prior * 2 ** weight;
  for (const { likelihood } of crowds) sum += prior * likelihood;
  return sum;
}

function leftOut(
  scores: readonly Score[],
  crowds: readonly Crowd[],
  probabilityOf: (score: Score) => number,
  scale: number,
): OneOfMany | null {
  let probability = 0;
  let bearers = 0;
  for (const score of scores) {
    const own = probabilityOf(score);
    if (own >= FLOOR) continue;
    probability += own;
    bearers++;
  }
  for (const crowd of crowds) {
    probability += scale * crowd.likelihood;
    bearers += crowd.bearers;
  }
  return probability < FLOOR ? null : { bearers, probability };
}

/** How probable it is at least that somebody is meant whose number, names and birth date stand there as they are registered. */
export function repeatedProbability({ weights, birthRarities }: LinkModel, p: number): number {
  const weight = weights.number + weights.birthDate + birthRarities[p]! / RARITY_PARTS;
  return 1 / (1 + (1 - REGISTERED) / (REGISTERED * 2 ** weight));
}

/** Every candidate with its probability, however small. */
function outcomes(
  scores: readonly Score[],
  crowds: readonly Crowd[],
  size: number,
  registered: number,
): CandidateOutcome[] {
  const prior = registered / size;
  const total = evidenceOf(scores, crowds, prior) + 1 - registered;
  return scores.map(({ patient, weight }) => ({
    patient,
    weight,
    probability: (prior * 2 ** weight) / total,
  }));
}

/** The match of a single candidate, whatever its probability. */
export function onlyCandidate(index: LinkModel, score: Score, registered: number): Match {
  const [only] = outcomes([score], [], index.size, registered) as [CandidateOutcome];
  index.recorder?.decided([only], registered, null);
  return { patient: score.patient, probability: only.probability, reasons: score.reasons };
}
