import { encode } from '../../text/windows1252.ts';
import type { Sink } from '../format.ts';
import type { MarkupHandler } from '../parseMarkup.ts';
import { numberText } from './cellFormats.ts';
import { PendingSheets } from './pendingSheets.ts';
import { cellName, type SheetTexts } from './sheetTexts.ts';

/** A cell or row repeated more often than this fills the sheet to its edge and holds nothing. */
const REPEAT_LIMIT = 1000;
const CELLS = new Set(['table:table-cell', 'table:covered-table-cell']);

interface Cell {
  readonly repeat: number;
  /** What the cell holds by its type; null where it is the text that counts. */
  readonly value: string | null;
  text: string;
}

/** Reads the sheets of an OpenDocument spreadsheet: cells as rows, comments and shapes as lines behind their sheet. */
export class OpenDocumentSheets implements MarkupHandler {
  readonly #sheets: PendingSheets;
  #row = 0;
  #rowRepeat = 1;
  #column = 0;
  #cell: Cell | null = null;
  /** Cells of a row that is repeated. */
  #cells: { column: number; bytes: Uint8Array }[] = [];
  /** Depth of paragraphs, of what is drawn over the cells, and of a table inside a cell. */
  #paragraphs = 0;
  #drawn = 0;
  #tables = 0;
  #drawnText = '';
  #author: string | null = null;
  #authors = '';
  #skipped = 0;

  constructor(sink: Sink) {
    this.#sheets = new PendingSheets(sink);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'table:table') this.#openTable(attributes['table:name'] ?? '');
    else if (this.#tables > 1) return;
    else if (name === 'table:table-row') this.#beginRow(repeatOf(attributes['table:number-rows-repeated']));
    else if (CELLS.has(name) && this.#drawn === 0) this.#beginCell(attributes);
    else if (name === 'text:p') this.#paragraphs++;
    else if (name === 'text:s') this.text(' ');
    else if (name === 'office:binary-data') this.#skipped++;
    else if (name === 'dc:creator' && this.#drawn > 0) this.#author = '';
    else if (isDrawn(name)) {
      this.#drawn++;
      this.#texts?.add(
        attributes['draw:name'] !== undefined && /\.[a-z]{3,4}$/i.test(attributes['draw:name'])
          ? attributes['draw:name']
          : '',
      );
    }
  }

  text(text: string): void {
    if (this.#author !== null) this.#author += text;
    else if (this.#paragraphs === 0 || this.#skipped > 0 || this.#tables > 1) return;
    else if (this.#drawn > 0) this.#drawnText += text;
    else if (this.#cell !== null) this.#cell.text += text;
  }

  close(name: string): void {
    if (name === 'table:table') this.#closeTable();
    else if (this.#tables > 1) return;
    else if (name === 'text:p') this.#endParagraph();
    else if (CELLS.has(name) && this.#drawn === 0) this.#endCell();
    else if (name === 'table:table-row') this.#endRow();
    else if (name === 'office:binary-data') this.#skipped = Math.max(0, this.#skipped - 1);
    else if (name === 'dc:creator' && this.#author !== null) {
      this.#authors = this.#author;
      this.#author = null;
    } else if (isDrawn(name)) this.#endDrawn(name);
  }

  /** Hands on what is finished, and full rows of the sheet that is open. */
  flush(): Promise<void> {
    return this.#sheets.flush();
  }

  async end(): Promise<void> {
    if (this.#cell !== null) this.#endCell();
    this.#endRow();
    this.#tables = 1;
    this.#closeTable();
    await this.flush();
  }

  get #texts(): SheetTexts | undefined {
    return this.#sheets.last?.texts;
  }

  #openTable(name: string): void {
    if (++this.#tables > 1) return;
    this.#sheets.begin(name);
    this.#row = 0;
  }

  #closeTable(): void {
    if (this.#tables === 1) this.#sheets.endLast();
    this.#tables = Math.max(0, this.#tables - 1);
  }

  #beginRow(repeat: number): void {
    this.#rowRepeat = repeat;
    this.#column = 0;
    this.#cells = [];
  }

  #beginCell(attributes: Readonly<Record<string, string>>): void {
    this.#cell = {
      repeat: repeatOf(attributes['table:number-columns-repeated']),
      value: typedValue(attributes),
      text: '',
    };
  }

  #endParagraph(): void {
    this.#paragraphs = Math.max(0, this.#paragraphs - 1);
    if (this.#drawn > 0) this.#drawnText += ' ';
    else if (this.#cell !== null) this.#cell.text += ' ';
  }

  #endDrawn(name: string): void {
    this.#drawn = Math.max(0, this.#drawn - 1);
    if (this.#drawn > 0 && name !== 'office:annotation') return;
    const text = this.#drawnText.trim();
    if (name !== 'office:annotation') this.#texts?.add(text);
    else if (text !== '') this.#texts?.comment(cellName(this.#row, this.#column), this.#authors, text);
    this.#drawnText = '';
    this.#authors = '';
  }

  #endCell(): void {
    const cell = this.#cell;
    this.#cell = null;
    const rows = this.#sheets.last?.rows;
    if (cell === null || rows === undefined) return;
    const text = shownText(cell);
    if (text !== '')
      for (let k = 0; k < Math.min(cell.repeat, REPEAT_LIMIT); k++)
        if (this.#rowRepeat > 1) this.#cells.push({ column: this.#column + k, bytes: encode(text) });
        else {
          rows.appendText(text);
          rows.endCell(this.#column + k);
        }
    this.#column += cell.repeat;
  }

  #endRow(): void {
    const rows = this.#sheets.last?.rows;
    if (rows === undefined) return;
    if (!rows.rowIsEmpty) rows.endRow(this.#row + 1);
    const times = this.#cells.length === 0 ? 0 : Math.min(this.#rowRepeat, REPEAT_LIMIT);
    for (let k = 0; k < times; k++) {
      for (const { column, bytes } of this.#cells) {
        rows.append(bytes);
        rows.endCell(column);
      }
      rows.endRow(this.#row + k + 1);
    }
    this.#cells = [];
    this.#row += this.#rowRepeat;
    this.#rowRepeat = 1;
  }
}

/** What lies over the cells or hangs on one. */
function isDrawn(name: string): boolean {
  return (
    name === 'office:annotation' ||
    (name.startsWith('draw:') && !name.startsWith('draw:a')) ||
    name === 'table:tracked-changes'
  );
}

function repeatOf(attribute: string | undefined): number {
  return attribute === undefined ? 1 : Math.max(1, Number(attribute) || 1);
}

/** Dates by their typed value, since the shown text may leave the year out; long whole numbers too, of which it may show a few digits. */
function typedValue(attributes: Readonly<Record<string, string>>): string | null {
  const date = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/.exec(attributes['office:date-value'] ?? '');
  if (date !== null) {
    const day = `${date[3]!}/${date[2]!}/${date[1]!}`;
    return date[4] === undefined || (date[4] === '00' && date[5] === '00')
      ? day
      : `${day} ${date[4]}:${date[5]!}`;
  }
  const number = attributes['office:value-type'] === 'float' ? Number(attributes['office:value']) : NaN;
  return Number.isSafeInteger(number) && Math.abs(number) >= 1000 ? numberText(number) : null;
}

/** The text of a cell, unless it hides the date or digits of what it holds. */
function shownText({ value, text }: Cell): string {
  const shown = text.trim();
  if (value === null) return shown;
  const isDate = value.includes('/');
  return !isDate && shown.replace(/\D/g, '').includes(value.replace('-', '')) && !/[.,]\d{1,2}$/.test(shown)
    ? ungrouped(shown, value)
    : value;
}

/** Thousands are not grouped; the digits of a phone are. */
function ungrouped(shown: string, value: string): string {
  return /^-?\d{1,3}(?:[\s.,\u00a0\u202f]\d{3})+$/.test(shown) && !shown.startsWith('0') ? value : shown;
}
