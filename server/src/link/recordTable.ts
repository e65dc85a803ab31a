import { mayMean } from '../columns/tableStem.ts';
import { checkText, hashText } from '../patients/index/hashText.ts';
import { mix } from '../patients/index/multimap.ts';
import { FOLD } from '../text/fold.ts';
import type { Match } from './resolve.ts';

/** A record of a content: the row of a table. */
export interface RecordKey {
  /** Stem of the table's name, as {@link tableStem} gives it; for a reference the stem of what its column names. '' when neither says anything. */
  readonly table: string;
  /** As {@link recordId} gives it. */
  readonly id: number;
}

/** The table of stay numbers: they are no keys of rows, and no other key is mistaken for one. */
export const STAYS = '#stays';

/** Numbers below are themselves, other keys are hashes above. */
const HASHED = 2 ** 40;

/** The key of a row as a number: itself when it is a whole number of up to twelve digits, else 40 bits of hash. */
export function recordId(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  let digits = 0;
  for (let i = start; i < end; i++) {
    const folded = FOLD[bytes[i]!]!;
    if (folded === 0) continue;
    if (folded < 0x30 || folded > 0x39 || ++digits > 12) {
      const high = checkText(bytes, start, end) & 0xff;
      return HASHED + high * 2 ** 32 + hashText(bytes, start, end);
    }
    number = number * 10 + folded - 0x30;
  }
  return number;
}

/**
 * Records and whom they are about, in flat arrays: dumps have millions of rows, and nearly every row is a record. They are only noted one
 * after the other; the table of keys is built when the first reference asks, since most files have none.
 */
export class RecordTable {
  /** Number of records. */
  size = 0;
  /** In blocks that are never copied, kept for the next content. */
  readonly #blocks: Block[] = [];
  readonly #links = new LinkTable();
  readonly #tables = new Map<string, number>();
  /** Open addressing: number of the record + 1, 0 for a free slot. */
  #slots: Uint32Array | null = null;

  /** Notes a record. */
  define({ table, id }: RecordKey, match: Match): void {
    const record = this.size++;
    const block = (this.#blocks[record >>> BLOCK_BITS] ??= newBlock());
    const at = record & BLOCK_MASK;
    block.low[at] = id;
    writeHigh(block, at, Math.floor(id / 2 ** 32));
    block.tables[at] = this.#numberOf(table);
    block.patients[at] = match.patient;
    block.links[at] = this.#links.numberOf(match);
    if (this.#slots !== null) this.#insert(this.#slots, record);
  }

  /** The content has such a table, whether or not its records are known yet: what names it means nothing else. */
  announce(table: string): void {
    this.#numberOf(table);
  }

  /**
   * Who the record is about; null when it is unknown. A reference whose name fits no table of the content is answered only when `anyTable`
   * is set (no table will follow) and all records with that key mean the same patient.
   */
  get({ table, id }: RecordKey, anyTable: boolean): Match | null {
    const fitting = [...this.#tables].filter(([stem]) => mayMean(table, stem)).map(([, number]) => number);
    if (fitting.length > 0) return this.#only(fitting, id);
    if (!anyTable || table === STAYS) return null;
    const others = [...this.#tables].filter(([stem]) => stem !== STAYS).map(([, number]) => number);
    return this.#only(others, id);
  }

  /** The patient whom the records with this key in these tables mean, where they all mean the same. */
  #only(tables: readonly number[], id: number): Match | null {
    let found: Match | null = null;
    for (const table of tables) {
      const match = this.#find(table, id);
      if (match === null) continue;
      if (found !== null && found.patient !== match.patient) return null;
      found ??= match;
    }
    return found;
  }

  #find(table: number, id: number): Match | null {
    const slots = (this.#slots ??= this.#build());
    const record = slots[this.#slotOf(slots, table, id)]! - 1;
    if (record < 0) return null;
    const block = this.#blocks[record >>> BLOCK_BITS]!;
    const at = record & BLOCK_MASK;
    return { patient: block.patients[at]!, ...this.#links.get(block.links[at]!) };
  }

  clear(): void {
    this.size = 0;
    this.#slots = null;
    this.#tables.clear();
    this.#links.clear();
  }

  #numberOf(table: string): number {
    let number = this.#tables.get(table);
    if (number === undefined) {
      // A content with more tables than that keeps the rest in the last one.
      number = Math.min(this.#tables.size, 0xffff);
      this.#tables.set(table, number);
    }
    return number;
  }

  #build(): Uint32Array {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(this.size / LOAD + 1024)));
    for (let record = 0; record < this.size; record++) this.#insert(slots, record);
    return slots;
  }

  /** The first record of a key stays. */
  #insert(slots: Uint32Array, record: number): void {
    if (this.size > slots.length * LOAD) {
      this.#slots = this.#build();
      return;
    }
    const block = this.#blocks[record >>> BLOCK_BITS]!;
    const at = record & BLOCK_MASK;
    const slot = this.#slotOf(slots, block.tables[at]!, idAt(block, at));
    if (slots[slot] === 0) slots[slot] = record + 1;
  }

  /** Where the record is, or the free slot where it would be. */
  #slotOf(slots: Uint32Array, table: number, id: number): number {
    const mask = slots.length - 1;
    let slot = mix((id >>> 0) ^ mix(table * 0x9e3779b1)) & mask;
    while (slots[slot] !== 0 && !this.#isAt(slots[slot]! - 1, table, id)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(record: number, table: number, id: number): boolean {
    const block = this.#blocks[record >>> BLOCK_BITS]!;
    const at = record & BLOCK_MASK;
    return block.tables[at] === table && idAt(block, at) === id;
  }
}

/** The table of keys is filled up to this share. */
const LOAD = 0.75;
/** Records of a block: 2^15, less than half a megabyte. */
const BLOCK_BITS = 15;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;

interface Block {
  /** The key in two pieces; most keys are small numbers, and all their upper pieces 0. */
  readonly low: Uint32Array;
  high: Uint16Array | null;
  readonly tables: Uint16Array;
  readonly patients: Uint32Array;
  /** Numbers of the {@link LinkTable}. */
  readonly links: Uint16Array;
}

function newBlock(): Block {
  const records = 1 << BLOCK_BITS;
  return {
    low: new Uint32Array(records),
    high: null,
    tables: new Uint16Array(records),
    patients: new Uint32Array(records),
    links: new Uint16Array(records),
  };
}

function idAt(block: Block, at: number): number {
  return (block.high === null ? 0 : block.high[at]! * 2 ** 32) + block.low[at]!;
}

/** A block is used again by the next content: an upper piece that it has must be written even if it is 0. */
function writeHigh(block: Block, at: number, high: number): void {
  if (block.high === null && high === 0) return;
  block.high ??= new Uint16Array(1 << BLOCK_BITS);
  block.high[at] = high;
}

type Link = Pick<Match, 'probability' | 'reasons'>;

/** Why and how surely rows are linked, each way once: the rows of a table differ in whom they mean, hardly in how. */
class LinkTable {
  #links: Link[] = [];
  readonly #numbers = new Map<number, number>();

  /** Probabilities are told apart by thousandths. */
  numberOf({ probability, reasons }: Link): number {
    const key = Math.floor(probability * 1000) * 2 ** 32 + (reasons >>> 0);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#links.length === LINK_LIMIT) return LINK_LIMIT - 1;
      number = this.#links.push({ probability, reasons }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  get(number: number): Link {
    return this.#links[number]!;
  }

  clear(): void {
    this.#links = [];
    this.#numbers.clear();
  }
}

/** Numbers of 16 bits. */
const LINK_LIMIT = 65_536;
