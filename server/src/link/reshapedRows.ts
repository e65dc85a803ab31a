import type { PairsTable } from '../columns/pairsTable.ts';
import { cellStart, type ColumnsSegment, type RowsSegment } from '../read/segment.ts';
import { decode } from '../text/windows1252.ts';
import { rowStart } from './rowText.ts';

/** Takes the rows as they should have been: names of columns, rows of records. */
export interface RowTaker {
  columns(segment: ColumnsSegment): void;
  rows(segment: RowsSegment): void;
}

/** Kinds of data that records can have; what goes beyond stands together in the last column. */
const NAMES_LIMIT = 500;
/** Records that are handed on together. */
const BATCH = 64;
/** Data of one record; more begin another. */
const RECORD_LIMIT = 2_000;

interface Cell {
  readonly column: number;
  readonly bytes: Uint8Array;
}

/** Rows with cells of one's own; the byte between cells is a tab. */
function rowsSegment(
  rows: readonly { readonly number: number; readonly cells: readonly Cell[] }[],
): RowsSegment {
  const cells = rows.flatMap((row) => row.cells);
  const bytes = new Uint8Array(cells.reduce((sum, cell) => sum + cell.bytes.length + 1, 0)).fill(0x09);
  const cellEnds = new Uint32Array(cells.length);
  let at = 0;
  cells.forEach((cell, c) => {
    bytes.set(cell.bytes, at);
    at += cell.bytes.length;
    cellEnds[c] = at++;
  });
  let end = 0;
  return {
    kind: 'rows',
    bytes,
    cellEnds,
    cellColumns: Uint16Array.from(cells, (cell) => cell.column),
    rowEnds: Uint32Array.from(rows, (row) => (end += row.cells.length)),
    rowNumbers: Uint32Array.from(rows, (row) => row.number),
  };
}

/** The cells of row `r`, by column. */
function cellsOf(segment: RowsSegment, r: number): Uint8Array[] {
  const cells: Uint8Array[] = [];
  for (let c = rowStart(segment, r); c < segment.rowEnds[r]!; c++)
    cells[segment.cellColumns[c]!] = segment.bytes.slice(cellStart(segment.cellEnds, c), segment.cellEnds[c]);
  return cells;
}

const NOTHING = new Uint8Array(0);

/** Makes one row of all data of a record; it stands where the record begins. */
export class RecordRows {
  readonly #table: PairsTable;
  readonly #taker: RowTaker;
  readonly #names: string[];
  readonly #columnOf = new Map<string, number>();
  #named = 0;
  #key = '';
  #number = 0;
  #cells: Cell[] = [];
  #batch: { number: number; cells: Cell[] }[] = [];

  /** @param names the names of the table's columns; '' where it has none. */
  constructor(table: PairsTable, names: readonly string[], taker: RowTaker) {
    this.#table = table;
    this.#taker = taker;
    this.#names = [table.key, ...table.fixed].map((column) => names[column] ?? '');
  }

  row(segment: RowsSegment, r: number): void {
    const { key, code, value, fixed } = this.#table;
    const cells = cellsOf(segment, r);
    const own = decode(cells[key] ?? NOTHING);
    if (own !== this.#key || this.#cells.length >= RECORD_LIMIT) {
      this.#endRecord();
      this.#key = own;
      this.#number = segment.rowNumbers[r]!;
      this.#cells = [key, ...fixed].map((column, c) => ({ column: c, bytes: cells[column] ?? NOTHING }));
    }
    this.#cells.push({
      column: this.#columnFor(decode(cells[code] ?? NOTHING)),
      bytes: cells[value] ?? NOTHING,
    });
  }

  end(): void {
    this.#endRecord();
    this.#flush();
  }

  #columnFor(name: string): number {
    const known = this.#columnOf.get(name);
    if (known !== undefined) return known;
    if (this.#names.length >= NAMES_LIMIT) return NAMES_LIMIT - 1;
    this.#columnOf.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  #endRecord(): void {
    if (this.#cells.length === 0) return;
    this.#batch.push({ number: this.#number, cells: this.#cells.sort((a, b) => a.column - b.column) });
    this.#cells = [];
    if (this.#batch.length >= BATCH) this.#flush();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    if (this.#named < this.#names.length) {
      this.#taker.columns({ kind: 'columns', names: [...this.#names] });
      this.#named = this.#names.length;
    }
    this.#taker.rows(rowsSegment(this.#batch));
    this.#batch = [];
  }
}

/** Hands on a table whose columns are persons with a row for each of them; `rows` are those that name a datum. */
export function turnRows(segments: readonly RowsSegment[], rows: readonly number[], taker: RowTaker): void {
  const all = segments.flatMap((segment) =>
    Array.from(segment.rowNumbers, (number, r) => ({ number, cells: cellsOf(segment, r) })),
  );
  const named = rows.map((r) => all[r]!);
  const width = Math.max(...named.map(({ cells }) => cells.length));
  const persons = Array.from({ length: width - 1 }, (_, p) => ({
    number: named[0]!.number,
    cells: named.map(({ cells }, column) => ({ column, bytes: cells[p + 1] ?? NOTHING })),
  }));
  taker.columns({ kind: 'columns', names: named.map(({ cells }) => decode(cells[0] ?? NOTHING)) });
  taker.rows(rowsSegment(persons));
}
