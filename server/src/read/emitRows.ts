import { encode } from '../text/windows1252.ts';
import type { Sink } from './format.ts';
import type { RowsSegment } from './segment.ts';

/** Target size of a rows segment. */
const SEGMENT_BYTES = 262_144;
/** Room at first: most tables are small. */
const SMALL_BYTES = 16_384;
const TAB = 0x09;

/** Gathers rows cell by cell into segments of about 256 kB. The byte loop of a format may write into `bytes` itself (see {@link reserve}). */
export class RowEmitter {
  readonly #sink: Sink;
  bytes = new Uint8Array(SMALL_BYTES);
  length = 0;
  /** Whether the rows fill a segment, so that {@link flush} is due. */
  isFull = false;
  #cellEnds = new Uint32Array(1_024);
  #cellColumns = new Uint16Array(1_024);
  #cells = 0;
  #rowEnds = new Uint32Array(256);
  #rowNumbers = new Uint32Array(256);
  #rows = 0;
  #rowCells = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + count) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends to the cell that is open. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends text to the cell that is open. */
  appendText(text: string): void {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.append(encode(text));
        return;
      }
      bytes[length + i] = unit;
    }
    this.length += text.length;
  }

  /** Ends the cell that is open, in the given column. */
  endCell(column: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.endCellAt(this.length, column);
    this.bytes[this.length++] = TAB;
  }

  /** Ends a cell at `end`, where the caller himself writes the cell and one byte behind it into `bytes`. */
  endCellAt(end: number, column: number): void {
    if (this.#cells === this.#cellEnds.length) this.#growCells();
    this.#cellEnds[this.#cells] = end;
    this.#cellColumns[this.#cells++] = column < 0xffff ? column : 0xffff;
    this.#rowCells++;
  }

  /** Whether the row that is open has no cell yet. */
  get rowIsEmpty(): boolean {
    return this.#rowCells === 0;
  }

  /** Ends the row that is open; true when the segment (of `length` bytes) is full. */
  endRow(number: number, length = this.length): boolean {
    if (this.#rows === this.#rowEnds.length) this.#growRows();
    this.#rowEnds[this.#rows] = this.#cells;
    this.#rowNumbers[this.#rows++] = number;
    this.#rowCells = 0;
    this.isFull = length >= SEGMENT_BYTES;
    return this.isFull;
  }

  /** Sends the rows that have ended; the row that is open stays. */
  async flush(): Promise<void> {
    if (this.#rows === 0) return;
    const cells = this.#rowEnds[this.#rows - 1]!;
    const bytes = Math.min(this.length, cells === 0 ? 0 : this.#cellEnds[cells - 1]! + 1);
    const segment: RowsSegment = {
      kind: 'rows',
      bytes: this.bytes.subarray(0, bytes),
      cellEnds: this.#cellEnds.subarray(0, cells),
      cellColumns: this.#cellColumns.subarray(0, cells),
      rowEnds: this.#rowEnds.subarray(0, this.#rows),
      rowNumbers: this.#rowNumbers.subarray(0, this.#rows),
    };
    await this.#sink.segment(segment);
    this.bytes.copyWithin(0, bytes, this.length);
    this.length -= bytes;
    for (let c = cells; c < this.#cells; c++) {
      this.#cellEnds[c - cells] = this.#cellEnds[c]! - bytes;
      this.#cellColumns[c - cells] = this.#cellColumns[c]!;
    }
    this.#cells -= cells;
    this.#rows = 0;
    this.isFull = false;
  }

  #growCells(): void {
    const ends = new Uint32Array(this.#cells * 2);
    ends.set(this.#cellEnds);
    this.#cellEnds = ends;
    const columns = new Uint16Array(this.#cells * 2);
    columns.set(this.#cellColumns);
    this.#cellColumns = columns;
  }

  #growRows(): void {
    const ends = new Uint32Array(this.#rows * 2);
    ends.set(this.#rowEnds);
    this.#rowEnds = ends;
    const numbers = new Uint32Array(this.#rows * 2);
    numbers.set(this.#rowNumbers);
    this.#rowNumbers = numbers;
  }
}
