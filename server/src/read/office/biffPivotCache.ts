import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { type BiffRecord, BiffRecords } from './biffRecords.ts';
import { BiffStringReader } from './biffStrings.ts';
import { numberText } from './cellFormats.ts';
import { type CompoundStorage, type CompoundStream, findStorage } from '../compoundFile.ts';
import { CELL_ERRORS, truthText } from './sheetTexts.ts';

/** Types of records of a cache ([MS-XLS] 2.3.2). */
const CACHE = 0xc6;
const FIELD = 0xc7;
const ROW = 0xc8;

const ALL_SHARED = 0x0001;
const WIDE_INDEX = 0x0200;
const FIELD_LIMIT = 20_000;

/** A column of the data behind a pivot table. */
interface Field {
  readonly name: Uint8Array;
  /** Whether rows hold the number of one of `items`, else they hold the value. */
  readonly isShared: boolean;
  readonly indexBytes: 1 | 2;
  readonly items: Uint8Array[];
}

/** The data behind the pivot tables of a workbook: all rows of the source, also where the sheet shows totals only, or is gone. */
export async function writePivotCaches(root: CompoundStorage, sink: Sink): Promise<void> {
  for (const stream of findStorage(root, '_SX_DB_CUR')?.streams ?? []) await writeCache(stream, sink);
}

async function writeCache(stream: CompoundStream, sink: Sink): Promise<void> {
  await sink.segment({ kind: 'part', place: 'row', name: `pivot cache ${stream.name}`, number: 0 });
  const cache = new CacheReader(sink);
  const records = new BiffRecords(stream);
  for (;;) {
    const record = records.next();
    if (record !== null) cache.take(record);
    else if (!(await records.fill())) break;
    if (cache.isFull) await cache.flush();
  }
  await cache.end();
}

class CacheReader {
  readonly #rows: RowEmitter;
  readonly #fields: Field[] = [];
  /** Fields of the source; others are groupings of them, which rows do not hold. */
  #sourceFields = FIELD_LIMIT;
  #row = 0;
  /** Columns of the open row whose values come one by one. */
  #waiting: number[] = [];

  constructor(sink: Sink) {
    this.#rows = new RowEmitter(sink);
  }

  get isFull(): boolean {
    return this.#rows.isFull;
  }

  flush(): Promise<void> {
    return this.#rows.flush();
  }

  take({ type, parts }: BiffRecord): void {
    const body = parts[0]!;
    if (type === CACHE && body.length >= 12) this.#sourceFields = body.readUInt16LE(10);
    else if (type === FIELD && body.length > 14) this.#addField(body, parts);
    else if (type === ROW) this.#beginRow(body);
    else {
      const value = valueOf(type, parts);
      if (value === null) return;
      if (this.#row > 0) this.#cell(this.#waiting.shift(), value);
      else this.#fields.at(-1)?.items.push(value);
    }
  }

  async end(): Promise<void> {
    if (this.#row === 0) this.#writeHeader();
    this.#endRow();
    await this.#rows.flush();
  }

  #addField(body: Buffer, parts: readonly Buffer[]): void {
    if (this.#fields.length >= FIELD_LIMIT) return;
    const flags = body.readUInt16LE(0);
    this.#fields.push({
      name: new BiffStringReader(parts, 0, 14).read(),
      isShared: (flags & ALL_SHARED) !== 0,
      indexBytes: (flags & WIDE_INDEX) !== 0 ? 2 : 1,
      items: [],
    });
  }

  #beginRow(body: Buffer): void {
    if (this.#row === 0) this.#writeHeader();
    this.#endRow();
    this.#row++;
    let at = 0;
    this.#waiting = [];
    for (const [column, field] of this.#fields.slice(0, this.#sourceFields).entries()) {
      if (!field.isShared) this.#waiting.push(column);
      else if (at + field.indexBytes <= body.length) {
        this.#cell(column, field.items[body.readUIntLE(at, field.indexBytes)]);
        at += field.indexBytes;
      }
    }
  }

  #writeHeader(): void {
    for (const [column, field] of this.#fields.slice(0, this.#sourceFields).entries())
      this.#cell(column, field.name);
    this.#row = 1;
  }

  #cell(column: number | undefined, value: Uint8Array | undefined): void {
    if (column === undefined || value === undefined || value.length === 0) return;
    this.#rows.append(value);
    this.#rows.endCell(column);
  }

  #endRow(): void {
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#row);
  }
}

/** A value of a cache by the type of its record; null when it is none. */
function valueOf(type: number, parts: readonly Buffer[]): Uint8Array | null {
  const body = parts[0]!;
  switch (type) {
    case 0xc9:
      return body.length >= 8 ? encode(numberText(body.readDoubleLE(0))) : new Uint8Array(0);
    case 0xca:
      return truthText(body[0] === 1);
    case 0xcb:
      return encode(CELL_ERRORS[body[0] ?? 0] ?? '');
    case 0xcc:
      return body.length >= 2 ? encode(String(body.readInt16LE(0))) : new Uint8Array(0);
    case 0xcd:
      return new BiffStringReader(parts).read();
    case 0xce:
      return body.length >= 8 ? encode(dateOf(body)) : new Uint8Array(0);
    case 0xcf:
      return new Uint8Array(0);
    default:
      return null;
  }
}

function dateOf(body: Buffer): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(body[4]!)}/${two(body.readUInt16LE(2))}/${body.readUInt16LE(0)}`;
  return body[5] === 0 && body[6] === 0 ? day : `${day} ${two(body[5]!)}:${two(body[6]!)}`;
}
