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

  /** The record with key `id` is about this patient. The first definition stays. */
  define(id: number, match: Match): void {
    if (this.#records.size >= LIMIT || !this.#records.define(id, match) || this.#openCount === 0) return;
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
  /**
   * Four numbers a record: key, index position of the patient, reasons, probability in 2^-32.
   * In blocks that are never copied, kept for the next content.
   */
  readonly #blocks: Uint32Array[] = [];
  /** Open addressing: number of the record + 1, 0 for a free slot. */
  #slots: Uint32Array | null = null;

  /** Notes a record. False when its key is known already (as far as the table of keys is built). */
  define(id: number, match: Match): boolean {
    const record = this.size++;
    const block = (this.#blocks[record >>> BLOCK_BITS] ??= new Uint32Array(4 << BLOCK_BITS));
    const at = offsetOf(record);
    block[at] = id;
    block[at + 1] = match.patient;
    block[at + 2] = match.reasons;
    block[at + 3] = match.probability * 0xffff_ffff;
    return this.#slots === null || this.#insert(this.#slots, record);
  }

  /** Who the record is about; null when it is unknown. */
  get(id: number): Match | null {
    const slots = (this.#slots ??= this.#build());
    const record = slots[this.#slotOf(slots, id)]! - 1;
    if (record < 0) return null;
    return {
      patient: this.#field(record, 1),
      reasons: this.#field(record, 2),
      probability: this.#field(record, 3) / 0xffff_ffff,
    };
  }

  clear(): void {
    this.size = 0;
    this.#slots = null;
  }

  #field(record: number, field: number): number {
    return this.#blocks[record >>> BLOCK_BITS]![offsetOf(record) + field]!;
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
    const slot = this.#slotOf(slots, this.#field(record, 0));
    if (slots[slot] !== 0) return false;
    slots[slot] = record + 1;
    return true;
  }

  /** Where the record is, or the free slot where it would be. */
  #slotOf(slots: Uint32Array, id: number): number {
    const mask = slots.length - 1;
    let slot = mix(id) & mask;
    while (slots[slot] !== 0 && this.#field(slots[slot]! - 1, 0) !== id) slot = (slot + 1) & mask;
    return slot;
  }
}

/** Records of a block: 2^15, half a megabyte. */
const BLOCK_BITS = 15;

/** Where a record begins in its block. */
function offsetOf(record: number): number {
  return (record & ((1 << BLOCK_BITS) - 1)) * 4;
}
