import { decode, encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import type { BiffRecord } from './biffRecords.ts';
import { BiffStringReader, codePageString } from './biffStrings.ts';
import type { WorkbookState } from './biffWorkbook.ts';
import { CELL_ERRORS, truthText } from './sheetTexts.ts';

/** A place in a sheet, from 0, with the style of the cell. */
interface Place {
  readonly row: number;
  readonly column: number;
  readonly style: number;
}

/** Excel 2 keeps the style in three bytes, later versions in two. */
const HEADER_BYTES = 6;
const HEADER_BYTES_2 = 7;

/** Turns the cell records of a sheet into rows. */
export class BiffCells {
  readonly #state: WorkbookState;
  readonly #sink: Sink;
  #rows: RowEmitter;
  #row = -1;
  /** A formula whose text comes in a record of its own. */
  #formula: Place | null = null;
  /** The data that a chart keeps: not cells of the sheet. */
  isChart = false;
  #texts: string[] = [];

  constructor(state: WorkbookState, sink: Sink) {
    this.#state = state;
    this.#sink = sink;
    this.#rows = new RowEmitter(sink);
  }

  get isFull(): boolean {
    return this.#rows.isFull;
  }

  async begin(name: string): Promise<void> {
    await this.#sink.segment({ kind: 'part', place: 'row', name, number: 0 });
    this.#rows = new RowEmitter(this.#sink);
    this.#row = -1;
    this.#formula = null;
  }

  async flush(): Promise<void> {
    await this.#rows.flush();
  }

  async end(): Promise<void> {
    this.#endRow();
    await this.#rows.flush();
  }

  /** The texts among the data of charts since the last call. */
  takeTexts(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }

  /** Takes a record of cells; false when it is none. */
  take(record: BiffRecord): boolean {
    const body = record.parts[0]!;
    switch (record.type) {
      case 0xfd:
        this.#sharedString(body);
        return true;
      case 0x027e:
        this.#number(placeOf(body), packedNumber(body, HEADER_BYTES));
        return true;
      case 0xbd:
        this.#packedNumbers(body);
        return true;
      case 0x0203:
      case 0x03:
        this.#number(this.#place(record), doubleAt(body, this.#headerBytes(record)));
        return true;
      case 0x02:
        if (body.length >= 9) this.#number(this.#place(record), body.readUInt16LE(HEADER_BYTES_2));
        return true;
      case 0x0204:
      case 0xd6:
      case 0x04:
        this.#cell(this.#place(record), this.#label(record));
        return true;
      case 0x0205:
      case 0x05:
        this.#truthOrError(record);
        return true;
      case 0x06:
      case 0x0206:
      case 0x0406:
        this.#formulaResult(record);
        return true;
      case 0x0207:
      case 0x07:
        this.#formulaText(record);
        return true;
      default:
        return false;
    }
  }

  /** Cells kept of another workbook ([MS-XLS] 2.4.77 CRN): values of one row, each with a byte that says its kind. */
  takeOther(parts: readonly Buffer[]): void {
    const body = parts[0]!;
    if (body.length < 4) return;
    const row = body.readUInt16LE(2);
    let at = 4;
    for (let column = body[1]!; column <= body[0]! && at < body.length; column++) {
      const place = { row, column, style: 0 };
      const kind = body[at]!;
      if (kind === 2) {
        const string = new BiffStringReader([body.subarray(at + 1)]).read();
        this.#cell(place, string);
        at += 4 + (body.length > at + 3 ? body.readUInt16LE(at + 1) * (1 + (body[at + 3]! & 1)) : 0);
      } else {
        if (kind === 1) this.#number(place, doubleAt(body, at + 1));
        else if (kind === 4) this.#cell(place, truthText(body[at + 1] === 1));
        at += 9;
      }
    }
  }

  #headerBytes({ type }: BiffRecord): number {
    return type < 0x0a && this.#state.version === 2 ? HEADER_BYTES_2 : HEADER_BYTES;
  }

  #place({ parts }: BiffRecord): Place | null {
    const body = parts[0]!;
    if (this.#state.version > 2 || body.length < HEADER_BYTES_2) return placeOf(body);
    return { row: body.readUInt16LE(0), column: body.readUInt16LE(2), style: -1 - (body[5]! & 0x3f) };
  }

  #sharedString(body: Buffer): void {
    if (body.length >= 10) this.#cell(placeOf(body), this.#state.strings[body.readUInt32LE(6)]);
  }

  #packedNumbers(body: Buffer): void {
    if (body.length < 6) return;
    const row = body.readUInt16LE(0);
    let column = body.readUInt16LE(2);
    for (let at = 4; at + 8 <= body.length; at += 6, column++)
      this.#number({ row, column, style: body.readUInt16LE(at) }, packedNumber(body, at + 2));
  }

  #label(record: BiffRecord): Uint8Array {
    const { version, codePage } = this.#state;
    const header = this.#headerBytes(record);
    if (version === 8) return new BiffStringReader(record.parts, 0, header).read();
    return codePageString(record.parts[0]!, header, version === 2 ? 1 : 2, codePage);
  }

  #truthOrError(record: BiffRecord): void {
    const body = record.parts[0]!;
    const at = this.#headerBytes(record);
    const value = body[at] ?? 0;
    this.#cell(
      this.#place(record),
      body[at + 1] === 1 ? encode(CELL_ERRORS[value] ?? '') : truthText(value === 1),
    );
  }

  /** A number, or a mark that says that the result is something else ([MS-XLS] 2.5.133). */
  #formulaResult(record: BiffRecord): void {
    const body = record.parts[0]!;
    const at = this.#headerBytes(record);
    const place = this.#place(record);
    this.#formula = null;
    if (at + 8 > body.length) return;
    if (body.readUInt16LE(at + 6) !== 0xffff) this.#number(place, body.readDoubleLE(at));
    else if (body[at] === 0) this.#formula = place;
    else if (body[at] === 1) this.#cell(place, truthText(body[at + 2] === 1));
    else if (body[at] === 2) this.#cell(place, encode(CELL_ERRORS[body[at + 2]!] ?? ''));
  }

  #formulaText({ parts }: BiffRecord): void {
    const { version, codePage } = this.#state;
    const text =
      version === 8
        ? new BiffStringReader(parts).read()
        : codePageString(parts[0]!, 0, version === 2 ? 1 : 2, codePage);
    this.#cell(this.#formula, text);
    this.#formula = null;
  }

  #number(place: Place | null, value: number): void {
    if (place === null || Number.isNaN(value)) return;
    const { formats } = this.#state;
    const { style } = place;
    this.#cell(place, encode(style < 0 ? formats.showFormat(-1 - style, value) : formats.show(style, value)));
  }

  #cell(place: Place | null, bytes: Uint8Array | undefined): void {
    if (place === null || bytes === undefined || bytes.length === 0) return;
    if (this.isChart) {
      this.#texts.push(decode(bytes));
      return;
    }
    if (place.row !== this.#row) {
      this.#endRow();
      this.#row = place.row;
    }
    this.#rows.append(bytes);
    this.#rows.endCell(place.column);
  }

  #endRow(): void {
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#row + 1);
  }
}

function placeOf(body: Buffer): Place | null {
  if (body.length < HEADER_BYTES) return null;
  return { row: body.readUInt16LE(0), column: body.readUInt16LE(2), style: body.readUInt16LE(4) };
}

function doubleAt(body: Buffer, at: number): number {
  return at + 8 <= body.length ? body.readDoubleLE(at) : NaN;
}

const double = Buffer.alloc(8);

/** A number in four bytes ([MS-XLS] 2.5.217 RkNumber): an integer or the upper half of a double, perhaps divided by 100. */
function packedNumber(body: Buffer, at: number): number {
  return at + 4 <= body.length ? unpackNumber(body.readInt32LE(at)) : NaN;
}

/** The number in such four bytes. */
export function unpackNumber(packed: number): number {
  let value = packed >> 2;
  if ((packed & 2) === 0) {
    double.writeInt32LE(packed & ~3, 4);
    value = double.readDoubleLE(0);
  }
  return (packed & 1) !== 0 ? value / 100 : value;
}
