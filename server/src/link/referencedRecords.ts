import type { CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
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
  readonly #records = new Map<number, Match | null>();
  readonly #open = new Map<number, Reference[]>();
  #openCount = 0;
  readonly #sightings: SightingTable;

  constructor(sightings: SightingTable) {
    this.#sightings = sightings;
  }

  /** The record with key `id` is about this patient; null: about nobody of the register. The first definition stays. */
  define(id: number, match: Match | null): void {
    if (this.#records.has(id) && (match === null || this.#records.get(id) !== null)) return;
    if (this.#records.size >= LIMIT) return;
    this.#records.set(id, match);
    for (const reference of this.#open.get(id) ?? []) this.#add(match, reference);
    if (match !== null) this.#open.delete(id);
  }

  /** A row refers to the record `id`. */
  refer(id: number, categories: CategorySet, years: Years, part: number, position: number): void {
    const reference = { categories, years, part, position };
    const match = this.#records.get(id);
    if (match !== undefined) this.#add(match, reference);
    else if (this.#openCount < LIMIT) {
      this.#openCount++;
      const waiting = this.#open.get(id);
      if (waiting === undefined) this.#open.set(id, [reference]);
      else waiting.push(reference);
    }
  }

  #add(match: Match | null, reference: Reference): void {
    if (match === null) return;
    const reasons = match.reasons | REASON_BIT.referenced_record;
    this.#sightings.add(
      { ...match, reasons },
      reference.categories,
      reference.years,
      reference.part,
      reference.position,
    );
  }

  clear(): void {
    this.#records.clear();
    this.#open.clear();
    this.#openCount = 0;
  }
}
