import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { unpackNumber } from './biffCells.ts';
import type { SharedCells } from './sheetMarkup.ts';
import { CELL_ERRORS, headerText, type SheetTexts, truthText } from './sheetTexts.ts';
import { wideString } from './xlsbRecords.ts';

/** Types of records ([MS-XLSB] 2.3.2). */
const ROW = 0;
const RICH_STRING = 62;
const HEADERS = 479;

/** Cells say their column; short ones follow the cell before. Both have the same kinds of values, in this order. */
const FIRST_CELL = 1;
const LAST_CELL = 11;
const FIRST_SHORT = 12;
const LAST_SHORT = 18;
const CELL_BYTES = 8;
const SHORT_BYTES = 4;
const PACKED = 2;
const ERROR = 3;
const TRUTH = 4;
const REAL = 5;
const STRING = 6;
const SHARED_STRING = 7;
/** Results of formulas have kinds of their own. */
const FORMULA_KINDS: Record<number, number> = { 8: STRING, 9: REAL, 10: TRUTH, 11: ERROR };

/** Reads the cells of one sheet of a binary workbook; headers and footers go to `texts`. */
export class XlsbSheet {
  readonly #shared: SharedCells;
  readonly #rows: RowEmitter;
  readonly #texts: SheetTexts;
  #row = 0;
  #column = -1;

  constructor(sink: Sink, shared: SharedCells, texts: SheetTexts) {
    this.#shared = shared;
    this.#rows = new RowEmitter(sink);
    this.#texts = texts;
  }

  take(type: number, body: Buffer): void {
    if (type >= FIRST_CELL && type <= LAST_CELL) this.#cell(FORMULA_KINDS[type] ?? type, body);
    else if (type >= FIRST_SHORT && type <= LAST_SHORT)
      this.#shortCell(type - FIRST_SHORT + FIRST_CELL, body);
    else if (type === ROW) this.#beginRow(body);
    else if (type === RICH_STRING && body.length > CELL_BYTES) {
      this.#column = body.readUInt32LE(0);
      this.#write(encode(wideString(body, CELL_BYTES + 1).text));
    } else if (type === HEADERS) this.#takeHeaders(body);
  }

  async flush(): Promise<void> {
    if (this.#rows.isFull) await this.#rows.flush();
  }

  async end(): Promise<void> {
    this.#endRow();
    await this.#rows.flush();
  }

  #beginRow(body: Buffer): void {
    this.#endRow();
    this.#row = body.length >= 4 ? body.readUInt32LE(0) : this.#row + 1;
    this.#column = -1;
  }

  #endRow(): void {
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#row + 1);
  }

  #cell(kind: number, body: Buffer): void {
    if (body.length < CELL_BYTES) return;
    this.#column = body.readUInt32LE(0);
    this.#value(kind, body.readUIntLE(4, 3), body, CELL_BYTES);
  }

  #shortCell(kind: number, body: Buffer): void {
    this.#column++;
    if (body.length >= SHORT_BYTES) this.#value(kind, body.readUIntLE(0, 3), body, SHORT_BYTES);
  }

  #value(kind: number, style: number, body: Buffer, at: number): void {
    const left = body.length - at;
    if (kind === PACKED && left >= 4) this.#number(style, unpackNumber(body.readInt32LE(at)));
    else if (kind === REAL && left >= 8) this.#number(style, body.readDoubleLE(at));
    else if (kind === STRING) this.#write(encode(wideString(body, at).text));
    else if (kind === SHARED_STRING && left >= 4) this.#write(this.#shared.strings[body.readUInt32LE(at)]);
    else if (kind === TRUTH && left >= 1) this.#write(truthText(body[at] === 1));
    else if (kind === ERROR && left >= 1) this.#write(encode(CELL_ERRORS[body[at]!] ?? ''));
  }

  #number(style: number, value: number): void {
    if (!Number.isNaN(value)) this.#write(encode(this.#shared.formats.show(style, value)));
  }

  #write(bytes: Uint8Array | undefined): void {
    if (bytes === undefined || bytes.length === 0) return;
    this.#rows.append(bytes);
    this.#rows.endCell(this.#column);
  }

  #takeHeaders(body: Buffer): void {
    for (let at = 2; at < body.length;) {
      const { text, end } = wideString(body, at);
      this.#texts.add(headerText(text));
      at = end;
    }
  }
}
