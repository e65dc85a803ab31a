import type { CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { mix } from '../patients/index/multimap.ts';
import { STAY_CLASS, UNNAMED_CLASS } from './recordClass.ts';
import type { Match } from './resolve.ts';
import type { SightingTable, Years } from './sightingTable.ts';

/** At most so many records and so many unanswered references of one content are remembered. */
const LIMIT = 2_000_000;

/** A row that refers to a record. */
export interface Reference {
  readonly categories: CategorySet;
  readonly years: Years;
  readonly part: number;
  readonly position: number;
  /** Class of the record that is meant (see recordClass), 0 when the name of the column does not say. */
  readonly recordClass: number;
  /** Number of the stay that the row is about; 0 when it has none. Others refer to the person by it. */
  readonly stay: number;
}

/**
 * Rows that point to a person by the key of another row of the same content (a stay to its patient, a FHIR Condition to its subject).
 * A reference may stand before the record that it means. Keys of different tables are often the same numbers: a reference whose column names
 * a class of records (patient_id) means a record of a table of that class where the content has one; else any record with the key, told at the end.
 */
export class ReferencedRecords {
  readonly #records = new RecordTable();
  readonly #open = new Map<number, Reference[]>();
  #openCount = 0;
  /** Bits of the classes of which there are records. */
  readonly #classes = new Set<number>();
  readonly #sightings: SightingTable;

  constructor(sightings: SightingTable) {
    this.#sightings = sightings;
  }

  /** The table of a class exists, even if none of its records is a patient's. */
  hasTable(recordClass: number): void {
    if (recordClass !== 0) this.#classes.add(recordClass);
  }

  /** The record with key `id` is about this patient. The first definition stays. */
  define(id: number, recordClass: number, match: Match): void {
    if (this.#records.size >= LIMIT || !this.#records.define(id, recordClass, match)) return;
    if (this.#openCount === 0) return;
    const waiting = this.#open.get(id);
    if (waiting === undefined) return;
    const meant = waiting.filter((reference) => isMeant(reference.recordClass, recordClass));
    if (meant.length === waiting.length) this.#open.delete(id);
    else
      this.#open.set(
        id,
        waiting.filter((reference) => !meant.includes(reference)),
      );
    for (const reference of meant) this.#add(match, reference);
  }

  /** A row refers to the record `id`. */
  refer(id: number, reference: Reference): void {
    const match = this.#records.get(id, reference.recordClass, false);
    if (match !== null) this.#add(match, reference);
    else if (this.#openCount < LIMIT) {
      this.#openCount++;
      const waiting = this.#open.get(id);
      if (waiting === undefined) this.#open.set(id, [reference]);
      else waiting.push(reference);
    }
  }

  /** The content ends: references to a class of which it has no table mean any record with their key. */
  end(): void {
    for (const [id, waiting] of this.#open)
      for (const reference of waiting) {
        if (this.#classes.has(reference.recordClass) || reference.recordClass === STAY_CLASS) continue;
        const match = this.#records.get(id, reference.recordClass, true);
        if (match !== null) this.#add(match, reference);
      }
    this.#open.clear();
    this.#openCount = 0;
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
    if (reference.stay !== 0) this.define(reference.stay, STAY_CLASS, match);
  }

  clear(): void {
    this.#records.clear();
    this.#open.clear();
    this.#classes.clear();
    this.#openCount = 0;
  }
}

/** A reference of no class means any record but a stay; one of a class also a record of which no class is known. */
function isMeant(wanted: number, found: number): boolean {
  if (wanted === STAY_CLASS || found === STAY_CLASS) return wanted === found;
  return wanted === 0 || found === UNNAMED_CLASS || wanted === found;
}

/**
 * Records by key in flat arrays: dumps have millions of rows, and nearly every row is a record. They are only noted one after the other;
 * the table of keys is built when the first reference asks, since most files have none.
 */
class RecordTable {
  /** Number of records. */
  size = 0;
  /**
   * Five numbers a record: key, class, index position of the patient, reasons, probability in 2^-32.
   * In blocks that are never copied, kept for the next content.
   */
  readonly #blocks: Uint32Array[] = [];
  /** Open addressing: number of the record + 1, 0 for a free slot. */
  #slots: Uint32Array | null = null;

  /** Notes a record. False when its key is known already (as far as the table of keys is built). */
  define(id: number, recordClass: number, match: Match): boolean {
    const record = this.size++;
    const block = (this.#blocks[record >>> BLOCK_BITS] ??= new Uint32Array(FIELDS << BLOCK_BITS));
    const at = offsetOf(record);
    block[at] = id;
    block[at + 1] = recordClass;
    block[at + 2] = match.patient;
    block[at + 3] = match.reasons;
    block[at + 4] = match.probability * 0xffff_ffff;
    return this.#slots === null || this.#insert(this.#slots, record);
  }

  /** Who the record of this class (or, where `any`, of any but stays) is about; null when it is unknown. */
  get(id: number, recordClass: number, any: boolean): Match | null {
    const slots = (this.#slots ??= this.#build());
    const mask = slots.length - 1;
    const wanted = any ? 0 : recordClass;
    for (let slot = mix(id) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const record = slots[slot]! - 1;
      if (this.#field(record, 0) !== id || !isMeant(wanted, this.#field(record, 1))) continue;
      return {
        patient: this.#field(record, 2),
        reasons: this.#field(record, 3),
        probability: this.#field(record, 4) / 0xffff_ffff,
      };
    }
    return null;
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
    const slot = this.#slotOf(slots, this.#field(record, 0), this.#field(record, 1));
    if (slots[slot] !== 0) return false;
    slots[slot] = record + 1;
    return true;
  }

  /** Where the record is, or the free slot where it would be. */
  #slotOf(slots: Uint32Array, id: number, recordClass: number): number {
    const mask = slots.length - 1;
    const isOther = (record: number): boolean =>
      this.#field(record, 0) !== id || this.#field(record, 1) !== recordClass;
    let slot = mix(id) & mask;
    while (slots[slot] !== 0 && isOther(slots[slot]! - 1)) slot = (slot + 1) & mask;
    return slot;
  }
}

/** Numbers a record. */
const FIELDS = 5;
/** Records of a block: 2^15, more than half a megabyte. */
const BLOCK_BITS = 15;

/** Where a record begins in its block. */
function offsetOf(record: number): number {
  return (record & ((1 << BLOCK_BITS) - 1)) * FIELDS;
}
