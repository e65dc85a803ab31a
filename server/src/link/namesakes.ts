import { compareNames, type NameAgreement } from './compareNames.ts';
import { visitPairs } from './findCandidates.ts';
import type { LinkModel } from './linkModel.ts';
import { decode } from '../text/windows1252.ts';
import type { Traits } from './traits.ts';

/** A written name that so many may bear is remembered with them: it will be written again. */
const MANY = 20;
/** So many bearers are remembered at most, all names together; then it begins anew. */
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
  readonly #known = new Map<string, Namesakes>();
  #count = 0;

  /** Those of the written name; null where they are few, to be found one by one. */
  of(index: LinkModel, traits: Traits): Namesakes | null {
    if (traits.initials.length > 0 || !mayBeMany(index, traits)) return null;
    const key = keyOf(traits);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const namesakes = namesakesOf(index, traits);
    this.#keep(key, namesakes);
    return namesakes;
  }

  #keep(key: string, namesakes: Namesakes): void {
    this.#count += namesakes.patients.length;
    if (this.#count > KEPT) {
      this.#known.clear();
      this.#count = namesakes.patients.length;
    }
    this.#known.set(key, namesakes);
  }
}

function mayBeMany(index: LinkModel, traits: Traits): boolean {
  let count = 0;
  visitPairs(index, traits, () => count++);
  return count >= MANY;
}

/** Everything of the traits that a name is compared by. */
function keyOf(traits: Traits): string {
  const parts = [
    traits.nameParts,
    traits.surnameParts,
    traits.givenParts,
    traits.otherParts,
    traits.capitalParts,
  ];
  const words = [traits.unknownNameWords, traits.unknownSurnameWords, traits.unknownGivenWords];
  const written = words.map((some) => some.map((word) => decode(word)).join(' ')).join('/');
  return `${parts.map((some) => some.join(' ')).join('/')}/${written}/${traits.hasGivenName}/${traits.initial}`;
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
  const number = seen.findIndex((other) => saysTheSame(other, names));
  return number >= 0 ? number : seen.push({ ...names }) - 1;
}

function saysTheSame(a: NameAgreement, b: NameAgreement): boolean {
  return (Object.keys(a) as (keyof NameAgreement)[]).every((key) => a[key] === b[key]);
}
