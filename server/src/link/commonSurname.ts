import { visitValues } from '../patients/index/multimap.ts';
import { rolesOfPart } from '../patients/index/patientIndex.ts';
import type { LinkModel } from './linkModel.ts';
import { KeptAnswers } from './keptAnswers.ts';
import { hasInitial, SURNAME } from './compareNames.ts';
import { scoreCandidate } from './scoreCandidate.ts';
import type { Traits } from './traits.ts';
import { personKey } from './traitsKey.ts';

/** So many answers are kept at most: lists repeat the common surnames. */
const KEPT = 10_000;

/** A surname that so many bear at most is looked at bearer by bearer; so are those whom sex, age or initial leave of a commoner one. */
export const FEW_BEARERS = 20;
/** Of a commoner surname so many bearers are asked whether they fit: of more they are a sample. */
const ASKED = 4_096;
/** An age is given in whole years, and its year may be off by one. */
const AGE_SLACK = 2;

/** Bearers of a surname who are weighed together, since each alone is improbable. */
export interface Crowd {
  readonly bearers: number;
  /** The sum of 2^weight over them. */
  readonly likelihood: number;
}

/** Who may be meant by a surname that many bear: those who are few enough to be weighed one by one, and all others together. */
export interface CommonSurname {
  readonly few: readonly number[];
  readonly crowds: readonly Crowd[];
}

/**
 * The bearers of a surname that stands alone (with a civility, an initial, an age) and that more than {@link FEW_BEARERS} bear. Who is of the other sex, or
 * whose given name begins with another letter, is left out; who is of another age too, where the text itself says when the age was written.
 */
export function findCommonSurname(index: LinkModel, traits: Traits): CommonSurname | null {
  const surname = commonSurname(index, traits);
  if (surname === 0) return null;
  const key = personKey(traits);
  if (key === null) return weighBearers(index, traits, surname);
  let answers = known.get(index);
  if (answers === undefined) known.set(index, (answers = new KeptAnswers(KEPT)));
  return answers.get(key) ?? answers.keep(key, weighBearers(index, traits, surname));
}

/** Answers by model: what a surname says with a sex, an initial and an age is the same wherever it stands. */
const known = new WeakMap<LinkModel, KeptAnswers<CommonSurname>>();

function weighBearers(index: LinkModel, traits: Traits, surname: number): CommonSurname {
  const fits = new Gathered();
  const others = new Gathered();
  let asked = 0;
  visitValues(index.bySurname, surname, (p) => {
    if (bearsAll(index, p, traits) && agrees(index, p, traits))
      (isOfAge(index.birthDates[p]!, traits) ? fits : others).add(p);
    return ++asked < ASKED;
  });
  const scale = asked < ASKED ? 1 : Math.max(1, index.surnameCounts[surname]! / ASKED);
  const isFew = fits.count * scale <= FEW_BEARERS;
  const crowds = [isFew ? null : fits, traits.isAgeDated ? null : others].filter((some) => some !== null);
  return {
    few: isFew ? fits.some : [],
    crowds: crowds.filter(({ count }) => count > 0).map((some) => crowdOf(index, traits, some, scale)),
  };
}

/** Bearers of whom the first are kept and all counted. */
class Gathered {
  readonly some: number[] = [];
  count = 0;

  add(p: number): void {
    this.count++;
    if (this.some.length < FEW_BEARERS) this.some.push(p);
  }
}

/** The rarest of the written words, where all of them are surnames that many bear; 0 where one is not, or is no surname of the register at all. */
function commonSurname(index: LinkModel, traits: Traits): number {
  const { nameParts, unknownNameWords, hasGivenName, birthDate } = traits;
  // Whoever bears the name and was born that day is known without this.
  if (hasGivenName || unknownNameWords.length > 0 || birthDate !== 0) return 0;
  let rarest = 0;
  for (const part of nameParts) {
    if (index.particles[part] !== 0) continue;
    if (index.surnameCounts[part]! <= FEW_BEARERS) return 0;
    if (rarest === 0 || index.surnameCounts[part]! < index.surnameCounts[rarest]!) rarest = part;
  }
  return rarest;
}

function bearsAll(index: LinkModel, p: number, { nameParts }: Traits): boolean {
  return nameParts.every(
    (part) => index.particles[part] !== 0 || (rolesOfPart(index, p, part) & SURNAME) !== 0,
  );
}

function agrees(index: LinkModel, p: number, { sex, initial }: Traits): boolean {
  if (sex !== 0 && index.sexes[p] !== 0 && index.sexes[p] !== sex) return false;
  return initial === 0 || hasInitial(index, p, initial);
}

function isOfAge(birthDate: number, { age, ageYear }: Traits): boolean {
  if (age < 0 || ageYear === 0 || birthDate === 0) return true;
  return Math.abs(ageYear - Math.floor(birthDate / 10_000) - age) <= AGE_SLACK;
}

/** Weighs some of the bearers for all of them; `scale` is how many stand for each that was asked. */
function crowdOf(index: LinkModel, traits: Traits, { some, count }: Gathered, scale: number): Crowd {
  // They are compared for the sum alone: nobody is told of each.
  const quiet = index.recorder === null ? index : { ...index, recorder: null };
  const sum = some.reduce((total, p) => total + 2 ** scoreCandidate(quiet, p, traits).weight, 0);
  const bearers = Math.round(count * scale);
  return { bearers, likelihood: (sum / some.length) * bearers };
}
