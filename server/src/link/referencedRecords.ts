import type { CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { mix } from '../patients/index/multimap.ts';
import type { Match } from './resolve.ts';
import type { SightingTable, Years } from './sightingTable.ts';

/** At most so many records and so many unanswered references of one content are remembered. */
const LIMIT = 2_000_000;

interface Reference {
  readonly categories: CategorySet;
  readonly years: Years;
  readonly part: number;
  readonly position: number;
}

/**
 * Rows that point to a person by the key of another row of the same content (a stay to its patient, a FHIR Condition to its subject).
 * A reference may stand before the record that it means.
 */
export class ReferencedRecords {
  readonly #records = new RecordTable();
  readonly #open = new Map<number, Reference[]>();
  #openCount = 0;
  readonly #sightings: SightingTable;

  constructor(sightings: SightingTable) {
    this.#sightings = sightings;
  }

  /** The record with key `id` is about this patient; null: about nobody of the register. The first definition stays. */
  define(id: number, match: Match | null): void {
    if (this.#records.size >= LIMIT || !this.#records.define(id, match)) return;
    if (match === null || this.#openCount === 0) return;
    for (const reference of this.#open.get(id) ?? []) this.#add(match, reference);
    this.#open.delete(id);
  }

  /** A row refers to the record `id`. */
  refer(id: number, categories: CategorySet, years: Years, part: number, position: number): void {
    const reference = { categories, years, part, position };
    const match = this.#records.get(id);
    if (match !== null) this.#add(match, reference);
    else if (this.#openCount < LIMIT) {
      this.#openCount++;
      const waiting = this.#open.get(id);
      if (waiting === undefined) this.#open.set(id, [reference]);
      else waiting.push(reference);
    }
  }

  #add(match: Match, reference: Reference): void {
    this.#sightings.add(
      match,
      reference.categories,
      reference.years,
      reference.part,
      reference.position,
      REASON_BIT.referenced_record,
    );
  }

  clear(): void {
    this.#records.clear();
    this.#open.clear();
    this.#openCount = 0;
  }
}

/**
 * Records by key in flat arrays: dumps have millions of rows, and nearly every row is a record. They are only noted one after the other;
 * the table of keys is built when the first reference asks, since most files have none.
 */
class RecordTable {
  /** Number of records. */
  size = 0;
  /** Four numbers a record: key; index position of the patient + 1 (0: nobody of the register); reasons; probability in 2^-32. */
  #records = new Uint32Array(4 * 1024);
  /** Open addressing: number of the record + 1, 0 for a free slot. */
  #slots: Uint32Array | null = null;

  /** Notes a record. False when its key is known already, unless it was about nobody and now is about a patient. */
  define(id: number, match: Match | null): boolean {
    if (this.size * 4 === this.#records.length) this.#grow();
    const records = this.#records;
    const at = this.size++ * 4;
    records[at] = id;
    records[at + 1] = match === null ? 0 : match.patient + 1;
    records[at + 2] = match === null ? 0 : match.reasons;
    records[at + 3] = match === null ? 0 : match.probability * 0xffff_ffff;
    return this.#slots === null || this.#insert(this.#slots, this.size - 1);
  }

  /** Who the record is about; null when it is unknown or about nobody. */
  get(id: number): Match | null {
    const slots = (this.#slots ??= this.#build());
    const at = (slots[this.#slotOf(slots, id)]! - 1) * 4;
    if (at < 0 || this.#records[at + 1] === 0) return null;
    return {
      patient: this.#records[at + 1]! - 1,
      reasons: this.#records[at + 2]!,
      probability: this.#records[at + 3]! / 0xffff_ffff,
    };
  }

  clear(): void {
    this.size = 0;
    this.#slots = null;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#records.length * 2);
    larger.set(this.#records);
    this.#records = larger;
  }

  #build(): Uint32Array {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(this.size * 2 + 1024)));
    for (let record = 0; record < this.size; record++) this.#insert(slots, record);
    return slots;
  }

  #insert(slots: Uint32Array, record: number): boolean {
    if (this.size * 2 > slots.length) {
      this.#slots = this.#build();
      return true;
    }
    const slot = this.#slotOf(slots, this.#records[record * 4]!);
    const known = (slots[slot]! - 1) * 4;
    const isBetter = known >= 0 && this.#records[known + 1] === 0 && this.#records[record * 4 + 1] !== 0;
    if (known >= 0 && !isBetter) return false;
    slots[slot] = record + 1;
    return true;
  }

  /** Where the record is, or the free slot where it would be. */
  #slotOf(slots: Uint32Array, id: number): number {
    const mask = slots.length - 1;
    let slot = mix(id) & mask;
    while (slots[slot] !== 0 && this.#records[(slots[slot]! - 1) * 4] !== id) slot = (slot + 1) & mask;
    return slot;
  }
}
