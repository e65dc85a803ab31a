import type { CategorySet } from '@constat/contract/category.ts';
import type { ReasonSet } from '@constat/contract/exposure.ts';
import type { Match } from './resolve.ts';
import { joinYears, LIKELY, type Place, type Sighting, type Years } from './sighting.ts';

/** More rows than a content can have patients. */
const ROWS = 2 ** 26;

/**
 * Gathers the passages of one content per patient, in flat columns: a file with a million rows costs what its patients cost, not its rows.
 * Reused from content to content.
 */
export class SightingTable {
  /** Row + 1 of each patient of the index; 0 when not seen in this content. */
  readonly #rowOf: Uint32Array;
  #count = 0;
  #patients = new Uint32Array(64);
  #categories = new Uint16Array(64);
  #reasons = new Uint32Array(64);
  #probabilities = new Float32Array(64);
  #yearFrom = new Uint16Array(64);
  #yearTo = new Uint16Array(64);
  #parts = new Uint32Array(64);
  #positions = new Uint32Array(64);
  #passages = new Uint32Array(64);
  #rivals = new Uint32Array(64);

  /** Categories that all passages get besides their own, as long as it is set: what a table says of everybody in it. */
  alsoCategories: CategorySet = 0;

  constructor(patients: number) {
    this.#rowOf = new Uint32Array(patients);
  }

  /**
   * Adds one passage that concerns `match.patient`; `also` are reasons besides those of the match, `goesOn` says that it only goes on with a passage
   * that was added.
   */
  add(
    match: Match,
    seen: CategorySet,
    years: Years,
    part: number,
    position: number,
    also: ReasonSet = 0,
    goesOn = false,
  ): void {
    const categories = seen | this.alsoCategories;
    const known = this.#rowOf[match.patient]!;
    const reasons = match.reasons | also;
    if (known === 0) {
      this.#append(match, categories, years, part, position, reasons);
      return;
    }
    const row = known - 1;
    if (!goesOn) this.#passages[row]!++;
    const before = this.#probabilities[row]!;
    if (match.probability < LIKELY && before >= LIKELY) return;
    const replaces = before < LIKELY && match.probability >= LIKELY;
    if (replaces || isClearer(match.probability, categories, before, this.#categories[row]!)) {
      this.#parts[row] = part;
      this.#positions[row] = position;
    }
    if (replaces || isSurer(match.probability, before)) this.#rivals[row] = match.rivals ?? 0;
    if (replaces) this.#reasons[row] = reasons;
    else this.#reasons[row]! |= reasons;
    this.#categories[row] = replaces ? categories : this.#categories[row]! | categories;
    this.#probabilities[row] = Math.max(before, match.probability);
    const span = joinYears({ from: this.#yearFrom[row]!, to: this.#yearTo[row]! }, years);
    this.#yearFrom[row] = span.from;
    this.#yearTo[row] = span.to;
  }

  #append(
    match: Match,
    categories: CategorySet,
    years: Years,
    part: number,
    position: number,
    reasons: ReasonSet,
  ): void {
    if (this.#count === this.#patients.length) this.#grow();
    const row = this.#count++;
    this.#rowOf[match.patient] = row + 1;
    this.#patients[row] = match.patient;
    this.#categories[row] = categories;
    this.#reasons[row] = reasons;
    this.#probabilities[row] = match.probability;
    this.#yearFrom[row] = years.from;
    this.#yearTo[row] = years.to;
    this.#parts[row] = part;
    this.#positions[row] = position;
    this.#passages[row] = 1;
    this.#rivals[row] = match.rivals ?? 0;
  }

  #grow(): void {
    const length = this.#count * 2;
    const larger = <T extends Uint16Array | Uint32Array | Float32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#patients = larger(new Uint32Array(length), this.#patients);
    this.#categories = larger(new Uint16Array(length), this.#categories);
    this.#reasons = larger(new Uint32Array(length), this.#reasons);
    this.#probabilities = larger(new Float32Array(length), this.#probabilities);
    this.#yearFrom = larger(new Uint16Array(length), this.#yearFrom);
    this.#yearTo = larger(new Uint16Array(length), this.#yearTo);
    this.#parts = larger(new Uint32Array(length), this.#parts);
    this.#positions = larger(new Uint32Array(length), this.#positions);
    this.#passages = larger(new Uint32Array(length), this.#passages);
    this.#rivals = larger(new Uint32Array(length), this.#rivals);
  }

  /** Number of patients seen. */
  get count(): number {
    return this.#count;
  }

  /** Row `row` (0 … count-1). */
  sighting(row: number): Sighting {
    return sightingOf(
      {
        patients: this.#patients,
        categories: this.#categories,
        reasons: this.#reasons,
        probabilities: this.#probabilities,
        yearFrom: this.#yearFrom,
        yearTo: this.#yearTo,
        parts: this.#parts,
        positions: this.#positions,
        passages: this.#passages,
        rivals: this.#rivals,
      },
      row,
    );
  }

  /** A copy of all rows in the order of the register, to be handed to another thread: a table takes rows sooner in the order of its keys. */
  packed(): PackedSightings {
    const order = this.#inOrder();
    const pick = <T extends Uint16Array | Uint32Array | Float32Array>(to: T, from: T): T => {
      for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
      return to;
    };
    return {
      patients: pick(new Uint32Array(order.length), this.#patients),
      categories: pick(new Uint16Array(order.length), this.#categories),
      reasons: pick(new Uint32Array(order.length), this.#reasons),
      probabilities: pick(new Float32Array(order.length), this.#probabilities),
      yearFrom: pick(new Uint16Array(order.length), this.#yearFrom),
      yearTo: pick(new Uint16Array(order.length), this.#yearTo),
      parts: pick(new Uint32Array(order.length), this.#parts),
      positions: pick(new Uint32Array(order.length), this.#positions),
      passages: pick(new Uint32Array(order.length), this.#passages),
      rivals: pick(new Uint32Array(order.length), this.#rivals),
    };
  }

  /** Numbers of the rows by patient: both in one number each, which sorts faster than by a comparison. */
  #inOrder(): Uint32Array {
    const keys = new Float64Array(this.#count);
    for (let row = 0; row < keys.length; row++) keys[row] = this.#patients[row]! * ROWS + row;
    return Uint32Array.from(keys.sort(), (key) => key % ROWS);
  }

  /** Forgets everything: the next content begins. */
  clear(): void {
    for (let row = 0; row < this.#count; row++) this.#rowOf[this.#patients[row]!] = 0;
    this.#count = 0;
  }
}

/** Sightings in columns, as they travel between threads. */
export interface PackedSightings {
  readonly patients: Uint32Array<ArrayBuffer>;
  readonly categories: Uint16Array<ArrayBuffer>;
  readonly reasons: Uint32Array<ArrayBuffer>;
  readonly probabilities: Float32Array<ArrayBuffer>;
  readonly yearFrom: Uint16Array<ArrayBuffer>;
  readonly yearTo: Uint16Array<ArrayBuffer>;
  readonly parts: Uint32Array<ArrayBuffer>;
  readonly positions: Uint32Array<ArrayBuffer>;
  readonly passages: Uint32Array<ArrayBuffer>;
  readonly rivals: Uint32Array<ArrayBuffer>;
}

/** Packed sightings one by one. */
export function* sightingsIn(packed: PackedSightings): Generator<Sighting> {
  for (let row = 0; row < packed.patients.length; row++) yield sightingOf(packed, row);
}

function sightingOf(packed: PackedSightings, row: number): Sighting {
  const place: Place = { part: packed.parts[row]!, position: packed.positions[row]! };
  return {
    patient: packed.patients[row]!,
    categories: packed.categories[row]!,
    reasons: packed.reasons[row]!,
    probability: packed.probabilities[row]!,
    yearFrom: packed.yearFrom[row]!,
    yearTo: packed.yearTo[row]!,
    place,
    passages: packed.passages[row]!,
    rivals: packed.rivals[row]!,
  };
}

/** The clearest place is the surest one, and among equally sure ones the one that shows most. */
function isClearer(
  probability: number,
  categories: number,
  before: number,
  categoriesBefore: number,
): boolean {
  if (Math.abs(probability - before) > SAME) return probability > before;
  return bits(categories) > bits(categoriesBefore);
}

/** Probabilities no further apart than this are one and the same. */
const SAME = 0.001;

function isSurer(probability: number, before: number): boolean {
  return probability - before > SAME;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
