import type { RowEmitter } from './emitRows.ts';
import { encode } from '../text/windows1252.ts';
import type { Sink } from './format.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const DEPTH_LIMIT = 64;
/** So many columns have a name of their own (a file may invent keys without end); further ones are one. */
const NAME_LIMIT = 15_000;
const REST = '…';

/** The columns of a part as they come up: a name is the path of keys joined with '.', array positions left out. */
export class ColumnNames {
  readonly #ids = new Map<string, number>();
  readonly #sink: Sink;
  #announced = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    if (name !== REST && this.#ids.size >= NAME_LIMIT) return this.idOf(REST);
    const id = this.#ids.size;
    this.#ids.set(name, id);
    return id;
  }

  /** Sends the names when there are new ones; rows that use them must follow. */
  async announce(): Promise<void> {
    if (this.#ids.size === this.#announced) return;
    this.#announced = this.#ids.size;
    await this.#sink.segment({ kind: 'columns', names: [...this.#ids.keys()] });
  }
}

/** Calls `leaf` with each scalar of a value and its path. */
export function visitLeaves(
  value: Json,
  path: string,
  leaf: (path: string, text: string) => void,
  depth = 0,
): void {
  if (value === null || depth > DEPTH_LIMIT) return;
  if (Array.isArray(value)) for (const item of value) visitLeaves(item, path, leaf, depth + 1);
  else if (typeof value === 'object') {
    const scalar = mongoScalar(value);
    if (scalar !== null) {
      leaf(path, scalar);
      return;
    }
    for (const [key, item] of Object.entries(value))
      visitLeaves(item, path === '' ? key : `${path}.${key}`, leaf, depth + 1);
  } else leaf(path, String(value));
}

/** A scalar as MongoDB writes it ({"$oid": …}, {"$date": …}, {"$numberLong": …}), dates as YYYY-MM-DD…; null for any other object. */
function mongoScalar(value: { [key: string]: Json }): string | null {
  const [key, ...more] = Object.keys(value);
  if (key === undefined || more.length > 0 || !/^\$(?:oid|date|number\w+|uuid|symbol|code)$/.test(key))
    return null;
  const inner = value[key] ?? null;
  if (key !== '$date') return typeof inner === 'object' ? null : String(inner);
  if (typeof inner === 'string') return inner;
  const time = Number(typeof inner === 'object' && inner !== null ? Object.values(inner)[0] : inner);
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null;
}

/** Writes one record as a row. */
export function writeRecord(rows: RowEmitter, columns: ColumnNames, record: Json, number: number): boolean {
  visitLeaves(record, '', (path, text) => {
    rows.append(encode(text));
    rows.endCell(columns.idOf(path));
  });
  return rows.endRow(number);
}
