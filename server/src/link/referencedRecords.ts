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

/** Records by key in flat arrays (open addressing): dumps have millions of rows, and nearly every row is a record. */
class RecordTable {
  /** Number of records. */
  size = 0;
  #ids = new Uint32Array(1024);
  /** Index position of the patient + 1; 0: nobody of the register. */
  #patients = new Uint32Array(1024);
  #probabilities = new Float32Array(1024);
  #reasons = new Uint32Array(1024);

  /** Keeps the record unless a patient is known for it already; false then, and when it is known to be about nobody and stays so. */
  define(id: number, match: Match | null): boolean {
    if (this.size * 2 >= this.#ids.length) this.#grow();
    const slot = this.#slotOf(id);
    if (this.#ids[slot] === 0) {
      this.#ids[slot] = id;
      this.size++;
    } else if (match === null || this.#patients[slot] !== 0) return false;
    if (match === null) return true;
    this.#patients[slot] = match.patient + 1;
    this.#probabilities[slot] = match.probability;
    this.#reasons[slot] = match.reasons;
    return true;
  }

  /** Who the record is about; null when it is unknown or about nobody. */
  get(id: number): Match | null {
    const slot = this.#slotOf(id);
    const patient = this.#patients[slot]!;
    if (this.#ids[slot] === 0 || patient === 0) return null;
    return {
      patient: patient - 1,
      probability: this.#probabilities[slot]!,
      reasons: this.#reasons[slot]!,
    };
  }

  clear(): void {
    if (this.size > 0) {
      this.#ids.fill(0);
      this.#patients.fill(0);
    }
    this.size = 0;
  }

  /** Where the record is, or the free slot where it would be. */
  #slotOf(id: number): number {
    const mask = this.#ids.length - 1;
    let slot = mix(id) & mask;
    while (this.#ids[slot] !== 0 && this.#ids[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [ids, patients, probabilities, reasons] = [
      this.#ids,
      this.#patients,
      this.#probabilities,
      this.#reasons,
    ];
    const length = ids.length * 2;
    this.#ids = new Uint32Array(length);
    this.#patients = new Uint32Array(length);
    this.#probabilities = new Float32Array(length);
    this.#reasons = new Uint32Array(length);
    ids.forEach((id, from) => {
      if (id === 0) return;
      const slot = this.#slotOf(id);
      this.#ids[slot] = id;
      this.#patients[slot] = patients[from]!;
      this.#probabilities[slot] = probabilities[from]!;
      this.#reasons[slot] = reasons[from]!;
    });
  }
}
