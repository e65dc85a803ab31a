import type { CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { Match } from './resolve.ts';
import { type RecordKey, RecordTable } from './recordTable.ts';
import { joinYears, type Years } from './sighting.ts';
import { type SightingTable } from './sightingTable.ts';

/** At most so many records, and so many rows that wait for one, are remembered of one content. */
const LIMIT = 1_500_000;
/** A stay of a patient, an act of a stay, a result of an act: chains of references are followed so far. */
const CHAIN_LIMIT = 6;

/** What a row says of the person of the record that it refers to. */
export interface ReferringRow {
  /** The records that the row itself is: whoever refers to one of them means the same person. */
  readonly records: readonly RecordKey[];
  readonly categories: CategorySet;
  readonly years: Years;
  readonly part: number;
  readonly position: number;
}

/** Rows that wait for one record: what they say together, and the records that they are themselves. */
interface Waiting {
  readonly target: RecordKey;
  categories: CategorySet;
  years: Years;
  readonly part: number;
  readonly position: number;
  readonly records: RecordKey[];
}

/**
 * Rows that point to a person by the key of another row of the same content (a stay to its patient, a FHIR Condition to its subject),
 * also over several steps (an act to its stay). A reference may stand before the record that it means: then it is answered at the end.
 */
export class ReferencedRecords {
  readonly #records = new RecordTable();
  readonly #waiting = new Map<string, Waiting>();
  #waitingRows = 0;
  /** Records or rows that found no room. */
  #dropped = 0;
  readonly #sightings: SightingTable;

  constructor(sightings: SightingTable) {
    this.#sightings = sightings;
  }

  /** The content has such a table, whether or not its records are known yet: a column that names it means nothing else. */
  announce(table: string): void {
    this.#records.announce(table);
  }

  /** The record is about this patient. The first definition stays. */
  define(record: RecordKey, match: Match): void {
    if (this.#records.size < LIMIT) this.#records.define(record, match);
    else this.#dropped++;
  }

  /** A row refers to a record. */
  refer(target: RecordKey, row: ReferringRow): void {
    const match = this.#records.get(target, false);
    if (match !== null) {
      this.#add(match, row);
      for (const record of row.records) this.define(record, match);
    } else if (this.#waitingRows < LIMIT) this.#wait(target, row);
    else this.#dropped++;
  }

  #wait(target: RecordKey, row: ReferringRow): void {
    this.#waitingRows++;
    const key = `${target.table} ${target.id}`;
    const known = this.#waiting.get(key);
    if (known === undefined) {
      this.#waiting.set(key, { ...row, target, records: [...row.records] });
      return;
    }
    known.categories |= row.categories;
    known.years = joinYears(known.years, row.years);
    known.records.push(...row.records);
  }

  /** The content ends: rows that stood before their record are answered, step by step along chains. */
  end(): void {
    for (const anyTable of [false, true])
      for (let step = 0; step < CHAIN_LIMIT && this.#answer(anyTable); step++);
  }

  /** False when nothing more can be answered. */
  #answer(anyTable: boolean): boolean {
    const before = this.#waiting.size;
    for (const [key, waiting] of this.#waiting) {
      const match = this.#records.get(waiting.target, anyTable);
      if (match === null) continue;
      this.#waiting.delete(key);
      this.#add(match, waiting);
      for (const record of waiting.records) this.define(record, match);
    }
    return this.#waiting.size > 0 && this.#waiting.size < before;
  }

  /** True when a reference stays unanswered while there was more than could be remembered: whom it means may have been among that. */
  get isIncomplete(): boolean {
    return this.#dropped > 0 && this.#waiting.size > 0;
  }

  #add(match: Match, { categories, years, part, position }: Omit<ReferringRow, 'records'>): void {
    this.#sightings.add(match, categories, years, part, position, REASON_BIT.referenced_record, true);
  }

  clear(): void {
    this.#records.clear();
    this.#waiting.clear();
    this.#waitingRows = this.#dropped = 0;
  }
}
