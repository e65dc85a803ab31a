import { compareNames, type NameAgreement } from './compareNames.ts';
import { visitPairs } from './findCandidates.ts';
import { KeptAnswers } from './keptAnswers.ts';
import type { LinkModel } from './linkModel.ts';
import type { Traits } from './traits.ts';
import { namesKey } from './traitsKey.ts';

/** A written name that so many may bear is remembered with them: it will be written again. */
const MANY = 20;
/** So many bearers are remembered at most, all names together. */
const KEPT = 4_000_000;

/** Sex and what is known of the place, beside the names: see {@link Namesakes.kinds}. */
const KINDS_OF_NAMES = 16;

/** All whom a written name may mean, with what their names say of it: side by side, since in a large register they lie all over the memory. */
export interface Namesakes {
  readonly patients: Uint32Array;
  /** As in the index. */
  readonly birthDates: Uint32Array;
  /** Equal for those whose names say the very same, who are of one sex and of whom a postcode and a town are both known or not. */
  readonly kinds: Uint32Array;
  /** What the names say, by {@link namesOfKind}. */
  readonly names: readonly NameAgreement[];
}

/** Where {@link Namesakes.names} has what those of a kind have in common. */
export function namesOfKind(kind: number): number {
  return Math.floor(kind / KINDS_OF_NAMES);
}

/** The namesakes of names that have been written, as one model weighs them. */
export class KnownNamesakes {
  readonly #known = new KeptAnswers<Namesakes>(KEPT);

  /** Those of the written name; null where they are few, to be found one by one. */
  of(index: LinkModel, traits: Traits): Namesakes | null {
    if (traits.initials.length > 0 || !mayBeMany(index, traits)) return null;
    const key = namesKey(traits);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const namesakes = namesakesOf(index, traits);
    return this.#known.keep(key, namesakes, namesakes.patients.length);
  }
}

function mayBeMany(index: LinkModel, traits: Traits): boolean {
  let count = 0;
  visitPairs(index, traits, () => count++);
  return count >= MANY;
}

function namesakesOf(index: LinkModel, traits: Traits): Namesakes {
  const bearers = new Set<number>();
  visitPairs(index, traits, (p) => bearers.add(p));
  const patients = Uint32Array.from(bearers);
  const names: NameAgreement[] = [];
  return {
    patients,
    birthDates: patients.map((p) => index.birthDates[p]!),
    kinds: patients.map((p) => kindOf(index, p, numberOf(names, compareNames(index, p, traits)))),
    names,
  };
}

function kindOf(index: LinkModel, p: number, names: number): number {
  const isPostcodeKnown = index.postcodes[p] === 0 ? 0 : 1;
  const isTownKnown = index.towns[p] === 0 ? 0 : 1;
  return names * KINDS_OF_NAMES + index.sexes[p]! * 4 + isPostcodeKnown * 2 + isTownKnown;
}

/** The number of an agreement among those that were seen before. */
function numberOf(seen: NameAgreement[], names: NameAgreement): number {
  for (let i = 0; i < seen.length; i++) if (saysTheSame(seen[i]!, names)) return i;
  return seen.push({ ...names }) - 1;
}

function saysTheSame(a: NameAgreement, b: NameAgreement): boolean {
  for (const key in a) if (a[key as keyof NameAgreement] !== b[key as keyof NameAgreement]) return false;
  return true;
}
