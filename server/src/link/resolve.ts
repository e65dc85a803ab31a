import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import type { Candidates } from './candidates.ts';
import { type Crowd, findCommonSurname } from './commonSurname.ts';
import { findByBirthDate, findByIdentity, findByName, findByPlace } from './findCandidates.ts';
import type { AskedOutcome, CandidateOutcome, LinkModel, LinkRecorder } from './linkModel.ts';
import { type Score, scoreCandidate, scoreNamesakes } from './scoreCandidate.ts';
import type { OneOfMany } from './sighting.ts';
import type { Traits } from './traits.ts';
import { personKey } from './traitsKey.ts';
import { RARITY_PARTS, REGISTERED } from './weights.ts';

/** One patient whom the passage may mean. */
export interface Match {
  readonly patient: number;
  readonly probability: number;
  readonly reasons: ReasonSet;
  /**
   * Where the passage may mean several: the key of them all together, above 0. Their probabilities share one sum with that of an outsider, so that one of them is
   * meant at most. Absent where nobody else is left.
   */
  readonly rivals?: number;
}

/** However rare a name, at least so many bear it outside of the register, for each who does inside: names run in families and regions. */
const NAMESAKES = 0.15;

/** A surname that so large a share of the register bears leaves room for somebody whose surname or birth date is only alike. */
const COMMON = 1 / 8;
/** Of a birth date that is less rare, bits, the same is true: it is that of one patient in 256. */
const RARE_DATE = 8;

/** Matches below this probability are not kept. */
export const FLOOR = 0.05;

/** Who is meant. What the probabilities leave of 1 is that nobody of the register is. */
export interface Resolution {
  /** Matches of at least {@link FLOOR}, most probable first. */
  readonly matches: readonly Match[];
  /** Null where all who are left out are together less than {@link FLOOR}. */
  readonly oneOfMany: OneOfMany | null;
}

const NO_CROWDS: readonly Crowd[] = [];

/** Nobody of the register is meant. */
export const NOBODY: Resolution = { matches: [], oneOfMany: null };

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
  const found = index.candidates.begin();
  const scores = scoreByIdentity(index, traits, found);
  if (isSettled(index, scores)) return decide(index, traits, { scores, crowds: NO_CROWDS, registered });
  // The same outsiders are written over and over: doctors, relatives, people of another house.
  const key = index.recorder === null ? personKey(traits) : null;
  if (key === null) return resolveFurther(index, traits, found, scores, registered, outside);
  const asked = `${key}|${registered}/${outside}`;
  const known = index.resolutions.get(asked);
  if (known !== undefined) return known;
  const resolution = resolveFurther(index, traits, found, scores, registered, outside);
  const isNobody = resolution.matches.length === 0 && resolution.oneOfMany === null;
  return index.resolutions.keep(asked, isNobody ? NOBODY : resolution);
}

/** Who is meant where nobody bears the name and was born that day. */
function resolveFurther(
  index: LinkModel,
  traits: Traits,
  found: Candidates,
  scores: Score[],
  registered: number,
  outside: number,
): Resolution {
  findByBirthDate(index, traits, found);
  scoreNew(index, found, traits, scores);
  if (isSettled(index, scores)) return decide(index, traits, { scores, crowds: NO_CROWDS, registered });
  const crowds = scoreByName(index, traits, found, scores);
  if (isOpen(scores, index.size, registered)) {
    findByPlace(index, traits, found);
    scoreNew(index, found, traits, scores);
  }
  return decide(index, traits, { scores, crowds, registered, outside });
}

/** Adds the scores of those who bear the name; those of a common surname whom the name alone would bring in are weighed together instead. */
function scoreByName(index: LinkModel, traits: Traits, found: Candidates, scores: Score[]): readonly Crowd[] {
  // Who records is told of everybody's evidence.
  const namesakes = index.recorder === null ? index.namesakes.of(index, traits) : null;
  if (namesakes !== null) {
    for (const score of scoreNamesakes(index, namesakes, traits, found.found))
      if (isPossible(score, traits)) scores.push(score);
    if (traits.address + traits.postcode + traits.town > 0) found.exclude(namesakes.patients);
    return NO_CROWDS;
  }
  findByName(index, traits, found);
  const common = found.found.length === 0 ? findCommonSurname(index, traits) : null;
  for (const p of common?.few ?? []) found.add(p);
  scoreNew(index, found, traits, scores);
  return common?.crowds ?? NO_CROWDS;
}

/** Whether nobody among the candidates is rather meant than somebody outside. */
function isOpen(scores: readonly Score[], size: number, registered: number): boolean {
  return scores.every(({ weight }) => (registered / size) * 2 ** weight < 1 - registered);
}

/** Who may be meant by a passage, before bearers of the name are counted. */
interface Weighing {
  readonly scores: readonly Score[];
  readonly crowds: readonly Crowd[];
  readonly registered: number;
  /** The least number of namesakes outside the register; absent where somebody fits so well that bearers are not counted. */
  readonly outside?: number;
}

/** The matches, told to whoever records. */
function decide(index: LinkModel, traits: Traits, weighing: Weighing): Resolution {
  const { crowds, registered } = weighing;
  const scores = weighed(weighing);
  if (index.recorder !== null) compareAsked(index, index.recorder, traits, weighing);
  const resolution = posterior(scores, crowds, index.size, registered);
  const { oneOfMany } = resolution;
  index.recorder?.decided(outcomes(scores, crowds, index.size, registered), registered, oneOfMany);
  return resolution;
}

function weighed({ scores, outside }: Weighing): readonly Score[] {
  return outside === undefined || scores.some(isNameAndBirthDate) ? scores : countBearers(scores, outside);
}

/** Compares whoever is asked about, and tells what would have come of him had he been found for the passage. */
function compareAsked(index: LinkModel, recorder: LinkRecorder, traits: Traits, weighing: Weighing): void {
  const { asked } = recorder;
  if (asked < 0) return;
  const { scores, crowds, registered } = weighing;
  const known = scores.find(({ patients }) => patients.includes(asked));
  const own = known ?? scoreCandidate(index, asked, traits);
  const search = known !== undefined ? 'found' : searchOf(index, asked, weighing, isPossible(own, traits));
  const mayBeMeant = known !== undefined || isPossible(own, traits);
  const isAdded = known === undefined && mayBeMeant && search !== 'among_many';
  const all = weighed({ ...weighing, scores: isAdded ? [...scores, own] : scores });
  const { weight } = all.find(({ patients }) => patients.includes(asked)) ?? own;
  const prior = registered / index.size;
  const likelihood = prior * 2 ** weight;
  const total = evidenceOf(all, crowds, prior) + 1 - registered;
  const others = known !== undefined || isAdded ? total - likelihood : total;
  recorder.compared({
    search,
    isPossible: mayBeMeant,
    weight,
    probability: mayBeMeant ? likelihood / total : 0,
    needed: Math.log2(((FLOOR / (1 - FLOOR)) * others) / prior),
  });
}

/** Why somebody who is not among the scores is not. */
function searchOf(
  { candidates }: LinkModel,
  p: number,
  { crowds, outside }: Weighing,
  mayBeMeant: boolean,
): AskedOutcome['search'] {
  if (candidates.has(p)) return 'found';
  if (mayBeMeant && crowds.length > 0) return 'among_many';
  return outside === undefined ? 'not_sought' : 'not_found';
}

/** The probability that nobody of the register is meant. */
export function outsideOf({ matches, oneOfMany }: Resolution): number {
  const inside = matches.reduce((sum, { probability }) => sum + probability, oneOfMany?.probability ?? 0);
  return Math.max(0, 1 - inside);
}

/** {@link resolve} without those whom the name alone would bring in. */
export function resolveByIdentity(index: LinkModel, traits: Traits, registered: number): readonly Match[] {
  const found = index.candidates.begin();
  const scores = scoreByIdentity(index, traits, found);
  if (!isSettled(index, scores)) {
    findByBirthDate(index, traits, found);
    scoreNew(index, found, traits, scores);
  }
  return posterior(scores, NO_CROWDS, index.size, registered).matches;
}

/**
 * Whether somebody bears the name and was born that day, both exactly, and leaves no room for anybody less like: where surname and birth date are rare,
 * namesakes born on a day that is only alike, and those born that day whose surname is, weigh a hundred times less and more.
 */
function isSettled({ size, birthRarities }: LinkModel, scores: readonly Score[]): boolean {
  return scores.some(
    (score) =>
      isNameAndBirthDate(score) &&
      score.surnameBearers < COMMON * size &&
      birthRarities[score.patients[0]!]! >= RARE_DATE * RARITY_PARTS,
  );
}

/** Who has the number or the NIR, or was born that day and bears the name. */
function scoreByIdentity(index: LinkModel, traits: Traits, found: Candidates): Score[] {
  const scores: Score[] = [];
  findByIdentity(index, traits, found);
  scoreNew(index, found, traits, scores);
  return scores;
}

/** Adds the scores of those who have just been found and can be meant at all. */
function scoreNew(index: LinkModel, found: Candidates, traits: Traits, scores: Score[]): void {
  for (const p of found.take()) {
    const score = scoreCandidate(index, p, traits);
    if (isPossible(score, traits)) scores.push(score);
  }
}

/** Whether somebody can be meant at all. */
function isPossible(score: Score, traits: Traits): boolean {
  return score.anchored || isSurnameAlone(traits, score);
}

/** Whether a candidate bears the name and was born that day, both exactly: then bearers are not counted. */
export function isNameAndBirthDate({ reasons }: Pick<Score, 'reasons'>): boolean {
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
  let bearers = 0;
  for (const { expectedBearers, patients } of scores) if (expectedBearers > 0) bearers += patients.length;
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
  const matches: Match[] = [];
  for (const score of scores) {
    const { patients, reasons } = score;
    const probability = probabilityOf(score, prior, total);
    if (probability >= FLOOR) for (const patient of patients) matches.push({ patient, probability, reasons });
  }
  const oneOfMany = leftOut(scores, crowds, prior, total);
  const isAlone = matches.length + (oneOfMany === null ? 0 : 1) < 2;
  return { matches: isAlone ? matches : asRivals(matches), oneOfMany };
}

/** Candidates of whom one is meant at most, most probable first. */
function asRivals(matches: readonly Match[]): Match[] {
  const rivals = rivalsKey(matches);
  const further = matches.length > 1 ? REASON_BIT.homonyms : 0;
  return matches
    .map((match) => ({ ...match, reasons: match.reasons | further, rivals }))
    .sort((a, b) => b.probability - a.probability || a.patient - b.patient);
}

/** A number for a set of patients, whatever their order: 1 … 2^31 - 1. It tells the sets of one content apart. */
function rivalsKey(matches: readonly Match[]): number {
  let key = 0;
  for (const { patient } of matches) key = (key + mixed(patient)) >>> 0;
  return mixed(key) % 0x7fffffff || 1;
}

/** Spreads a number over 32 bits (the finaliser of MurmurHash3, Appleby 2008). */
function mixed(value: number): number {
  let bits = value + 1;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The probability that one of those who share the score is meant. */
function probabilityOf({ weight }: Score, prior: number, total: number): number {
  return (prior * 2 ** weight) / total;
}

/** P(what is written, somebody of the register is meant). */
function evidenceOf(scores: readonly Score[], crowds: readonly Crowd[], prior: number): number {
  let sum = 0;
  for (const { weight, patients } of scores) sum += patients.length * prior * 2 ** weight;
  for (const { likelihood } of crowds) sum += prior * likelihood;
  return sum;
}

function leftOut(
  scores: readonly Score[],
  crowds: readonly Crowd[],
  prior: number,
  total: number,
): OneOfMany | null {
  let probability = 0;
  let bearers = 0;
  for (const score of scores) {
    const own = probabilityOf(score, prior, total);
    if (own >= FLOOR) continue;
    probability += score.patients.length * own;
    bearers += score.patients.length;
  }
  for (const crowd of crowds) {
    probability += (prior / total) * crowd.likelihood;
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
  return scores.flatMap(({ patients, weight }) =>
    patients.map((patient) => ({ patient, weight, probability: (prior * 2 ** weight) / total })),
  );
}

/** The match of a single candidate, whatever its probability. `traits` are all that the passage says. */
export function onlyCandidate(index: LinkModel, score: Score, registered: number, traits: Traits): Match {
  if (index.recorder !== null) {
    index.candidates.begin();
    compareAsked(index, index.recorder, traits, { scores: [score], crowds: NO_CROWDS, registered });
  }
  const [only] = outcomes([score], [], index.size, registered) as [CandidateOutcome];
  index.recorder?.decided([only], registered, null);
  return { patient: only.patient, probability: only.probability, reasons: score.reasons };
}
