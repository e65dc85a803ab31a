import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { CellFormats } from './cellFormats.ts';
import { headerText, type SheetTexts, truthText } from './sheetTexts.ts';

/** What the sheets of a workbook share. */
export interface SharedCells {
  readonly strings: readonly Uint8Array[];
  readonly formats: CellFormats;
}

const NOTHING = new Uint8Array(0);
/** Rows are handed on when they hold so many bytes. */
const FULL_BYTES = 200_000;
const HEADERS = new Set(['oddHeader', 'oddFooter', 'evenHeader', 'evenFooter', 'firstHeader', 'firstFooter']);

/** Reads the cells of one sheet (SpreadsheetML of Excel 2007 and later); headers and footers go to `texts`. */
export class SheetMarkup implements MarkupHandler {
  readonly #shared: SharedCells;
  readonly #rows: RowEmitter;
  readonly #texts: SheetTexts;
  #row = 0;
  #column = -1;
  #type = '';
  #style = 0;
  #value = '';
  #isReading = false;

  constructor(sink: Sink, shared: SharedCells, texts: SheetTexts) {
    this.#shared = shared;
    this.#rows = new RowEmitter(sink);
    this.#texts = texts;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (local === 'row') {
      this.#endRow();
      this.#row = numberOf(attributes['r']) ?? this.#row + 1;
      this.#column = -1;
    } else if (local === 'c' || local === 'cell') {
      this.#column = columnOf(attributes['r']) ?? this.#column + 1;
      this.#type = attributes['t'] ?? 'n';
      this.#style = Number(attributes['s'] ?? 0);
      this.#value = '';
    } else if (local === 'v' || local === 't') this.#isReading = true;
    else if (HEADERS.has(local)) {
      this.#value = '';
      this.#isReading = true;
    }
  }

  text(text: string): void {
    if (this.#isReading) this.#value += text;
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 'v' || local === 't') this.#isReading = false;
    else if (local === 'c' || local === 'cell') this.#endCell();
    else if (local === 'row') this.#endRow();
    else if (HEADERS.has(local)) {
      this.#isReading = false;
      this.#texts.add(headerText(this.#value));
    }
  }

  /** Hands full rows on. */
  async flush(): Promise<void> {
    if (this.#rows.length > FULL_BYTES && this.#rows.rowIsEmpty) await this.#rows.flush();
  }

  async end(): Promise<void> {
    this.#endRow();
    await this.#rows.flush();
  }

  #endRow(): void {
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#row);
  }

  #endCell(): void {
    const value = this.#value;
    if (value === '') return;
    if (this.#type === 's') {
      const string = this.#shared.strings[Number(value)] ?? NOTHING;
      if (string.length === 0) return;
      this.#rows.append(string);
    } else if (this.#type === 'n') this.#rows.appendText(this.#number(value));
    else if (this.#type === 'b') this.#rows.append(truthText(value === '1'));
    else this.#rows.appendText(this.#type === 'd' ? isoDate(value) : escapedText(value));
    this.#rows.endCell(this.#column);
  }

  /** A number as it is stored, unless its style shows a date or a mask, or it is longer than what was typed. */
  #number(stored: string): string {
    const { formats } = this.#shared;
    if (stored.length < 16 && !/[eE]/.test(stored) && formats.isPlain(this.#style)) return stored;
    const value = Number(stored);
    return Number.isFinite(value) ? formats.show(this.#style, value) : stored;
  }
}

/** A text of a workbook with the characters that XML cannot hold, which stand in it as '_x000D_' (ECMA-376, 22.9.2.19). */
export function escapedText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** '2022-08-20T00:00:00' as 20/08/2022; other text as it is. */
export function isoDate(text: string): string {
  return text.replace(/^(\d{4})-(\d\d)-(\d\d)(?:T.*)?$/, '$3/$2/$1');
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** 'C12' is column 2. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}
