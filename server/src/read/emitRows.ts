import type { Sink } from './format.ts';

/** Target size of a rows segment. */
const SEGMENT_BYTES = 262_144;

/** Gathers rows cell by cell into segments of about 256 kB. The byte loop of a format may write into `bytes` itself (see {@link reserve}). */
export class RowEmitter {
  readonly #sink: Sink;
  bytes = new Uint8Array(SEGMENT_BYTES * 2);
  length = 0;
  #cellEnds = new Uint32Array(16_384);
  #cellColumns = new Uint16Array(16_384);
  #cells = 0;
  #rowEnds = new Uint32Array(4_096);
  #rowNumbers = new Uint32Array(4_096);
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

  appendByte(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Ends the cell that is open, in the given column. */
  endCell(column: number): void {
    if (this.#cells === this.#cellEnds.length) this.#growCells();
    this.#cellEnds[this.#cells] = this.length;
    this.#cellColumns[this.#cells++] = Math.min(column, 0xffff);
    this.#rowCells++;
  }

  /** Whether the row that is open has no cell yet. */
  get rowIsEmpty(): boolean {
    return this.#rowCells === 0;
  }

  /** Ends the row that is open; true when the segment is full and {@link flush} is due. */
  endRow(number: number): boolean {
    if (this.#rows === this.#rowEnds.length) this.#growRows();
    this.#rowEnds[this.#rows] = this.#cells;
    this.#rowNumbers[this.#rows++] = number;
    this.#rowCells = 0;
    return this.length >= SEGMENT_BYTES;
  }

  /** Sends the rows gathered so far. */
  async flush(): Promise<void> {
    if (this.#rows === 0) return;
    await this.#sink.segment({
      kind: 'rows',
      bytes: this.bytes.slice(0, this.length),
      cellEnds: this.#cellEnds.slice(0, this.#cells),
      cellColumns: this.#cellColumns.slice(0, this.#cells),
      rowEnds: this.#rowEnds.slice(0, this.#rows),
      rowNumbers: this.#rowNumbers.slice(0, this.#rows),
    });
    this.length = this.#cells = this.#rows = 0;
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
