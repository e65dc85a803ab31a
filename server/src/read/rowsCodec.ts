import { cellStart, type RowsSegment } from './segment.ts';

/**
 * Rows on the wire. A body begins with five numbers of 32 bits: length of the bytes, cells, rows, width, first row number. Nearly all tables are
 * regular: every row has `width` cells, in columns 0, 1, 2 …, and the rows are numbered one after the other; of them only the lengths of the
 * cells are sent. Width 0 means an irregular piece, whose arrays are sent as they are. The bytes of the cells come last.
 */
const HEAD = 20;
/** Columns of a table, in rows and among names: their numbers have 16 bits. */
export const COLUMN_LIMIT = 0x1_0000;
/** Lines, pages and rows are counted up to here: positions are 32-bit numbers with a sign in the database. */
export const POSITION_LIMIT = 1_500_000_000;
/** Cells of one frame: a segment has about 256 kB, a single row may be longer. */
const CELL_LIMIT = 8_000_000;
/** From this length on a cell is too long for a regular piece. */
const LONG_CELL = 0x1_0000;

/** The body of a frame, in pieces. */
export function encodeRows(segment: RowsSegment): Uint8Array[] {
  const { bytes, cellEnds, cellColumns, rowEnds, rowNumbers } = segment;
  const lengths = isRegular(segment) ? lengthsOf(cellEnds) : null;
  const width = lengths === null ? 0 : rowEnds[0]!;
  const head = Uint32Array.of(bytes.length, cellEnds.length, rowEnds.length, width, rowNumbers[0] ?? 0);
  const arrays = lengths === null ? [cellEnds, rowEnds, rowNumbers, cellColumns] : [lengths];
  return [head, ...arrays].map(bytesOf).concat(bytes);
}

function bytesOf(array: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function isRegular({ cellColumns, rowEnds, rowNumbers }: RowsSegment): boolean {
  const width = rowEnds[0] ?? 0;
  if (width === 0) return false;
  for (let r = 0; r < rowEnds.length; r++)
    if (rowEnds[r] !== (r + 1) * width || rowNumbers[r] !== rowNumbers[0]! + r) return false;
  for (let c = 0, column = 0; c < cellColumns.length; c++) {
    if (cellColumns[c] !== column) return false;
    if (++column === width) column = 0;
  }
  return true;
}

/** Null when a cell is too long. */
function lengthsOf(cellEnds: Uint32Array): Uint16Array | null {
  const lengths = new Uint16Array(cellEnds.length);
  for (let c = 0; c < cellEnds.length; c++) {
    const length = cellEnds[c]! - cellStart(cellEnds, c);
    if (length >= LONG_CELL) return null;
    lengths[c] = length;
  }
  return lengths;
}

/** Decodes bodies one after the other; the arrays of a segment are used again for the next one. */
export class RowsDecoder {
  #cellEnds = new Uint32Array(0);
  #cellColumns = new Uint16Array(0);
  #rowEnds = new Uint32Array(0);
  #rowNumbers = new Uint32Array(0);

  /** The segment of a body; null when the counts and ends in it contradict each other. The body should begin at a multiple of 4 in its buffer. */
  decode(body: Uint8Array): RowsSegment | null {
    if (body.length < HEAD) return null;
    const aligned = body.byteOffset % 4 === 0 ? body : new Uint8Array(body);
    const [length, cells, rows, width, firstNumber] = new Uint32Array(aligned.buffer, aligned.byteOffset, 5);
    if (cells! > CELL_LIMIT || rows! > CELL_LIMIT || width! > COLUMN_LIMIT) return null;
    if (firstNumber! > POSITION_LIMIT) return null;
    const counts = { length: length!, cells: cells!, rows: rows!, width: width!, firstNumber: firstNumber! };
    return width === 0 ? decodeIrregular(aligned, counts) : this.#decodeRegular(aligned, counts);
  }

  #decodeRegular(body: Uint8Array, { length, cells, rows, width, firstNumber }: Counts): RowsSegment | null {
    if (cells !== rows * width || body.length !== HEAD + cells * 2 + length) return null;
    this.#makeRoom(cells, rows);
    const lengths = new Uint16Array(body.buffer, body.byteOffset + HEAD, cells);
    const cellEnds = this.#cellEnds.subarray(0, cells);
    const cellColumns = this.#cellColumns.subarray(0, cells);
    let end = -1;
    for (let c = 0, column = 0; c < cells; c++) {
      end += lengths[c]! + 1;
      cellEnds[c] = end;
      cellColumns[c] = column;
      if (++column === width) column = 0;
    }
    if (end > length) return null;
    const rowEnds = this.#rowEnds.subarray(0, rows);
    const rowNumbers = this.#rowNumbers.subarray(0, rows);
    for (let r = 0; r < rows; r++) {
      rowEnds[r] = (r + 1) * width;
      rowNumbers[r] = firstNumber + r;
    }
    return {
      kind: 'rows',
      bytes: body.subarray(HEAD + cells * 2),
      cellEnds,
      cellColumns,
      rowEnds,
      rowNumbers,
    };
  }

  #makeRoom(cells: number, rows: number): void {
    if (cells > this.#cellEnds.length) {
      this.#cellEnds = new Uint32Array(2 * cells);
      this.#cellColumns = new Uint16Array(2 * cells);
    }
    if (rows > this.#rowEnds.length) {
      this.#rowEnds = new Uint32Array(2 * rows);
      this.#rowNumbers = new Uint32Array(2 * rows);
    }
  }
}

interface Counts {
  readonly length: number;
  readonly cells: number;
  readonly rows: number;
  readonly width: number;
  readonly firstNumber: number;
}

function decodeIrregular(body: Uint8Array, { length, cells, rows }: Counts): RowsSegment | null {
  if (body.length !== HEAD + cells * 6 + rows * 8 + length) return null;
  let at = body.byteOffset + HEAD;
  const take = (size: number): [ArrayBufferLike, number] => {
    at += size;
    return [body.buffer, at - size];
  };
  const segment: RowsSegment = {
    kind: 'rows',
    cellEnds: new Uint32Array(...take(cells * 4), cells),
    rowEnds: new Uint32Array(...take(rows * 4), rows),
    rowNumbers: new Uint32Array(...take(rows * 4), rows),
    cellColumns: new Uint16Array(...take(cells * 2), cells),
    bytes: body.subarray(body.length - length),
  };
  const isPlausible =
    rise(segment.cellEnds, length, 1) &&
    rise(segment.rowEnds, cells, 0) &&
    segment.rowNumbers.every((number) => number <= POSITION_LIMIT);
  return isPlausible ? segment : null;
}

/** Whether ends rise by at least `gap` and the last one lies within the whole. */
function rise(ends: Uint32Array, whole: number, gap: number): boolean {
  let least = 0;
  for (const end of ends) {
    if (end < least) return false;
    least = end + gap;
  }
  return least - gap <= whole;
}
