import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Format, Sink } from '../format.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';
import { type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import type { PartSegment } from '../segment.ts';
import { openDocumentEntries } from './odt.ts';

/** A cell or row repeated more often than this fills the sheet to its edge and holds nothing. */
const REPEAT_LIMIT = 1000;

/** OpenDocument spreadsheets: all sheets, dates as DD/MM/YYYY. */
export const ods: Format = {
  name: 'ods',
  recognise: (head, extension) => looksLikeOpenDocument(head, extension, 'spreadsheet'),
  async read(source, sink) {
    for (const entry of await openDocumentEntries(source, ['content.xml'])) {
      const sheets = new SheetReader(sink);
      await parseMarkup(entry.open(), 'xml', sheets, () => sheets.flush(), 'utf-8');
      await sheets.end();
    }
  },
};

class SheetReader implements MarkupHandler {
  readonly #sink: Sink;
  #rows: RowEmitter;
  /** Parts and finished emitters that wait to be handed on, in order. */
  #queue: (PartSegment | RowEmitter)[] = [];
  #row = 0;
  #rowRepeat = 1;
  #column = 0;
  #cell: { repeat: number; value: string | null; text: string } | null = null;
  #inText = 0;
  #cells: { column: number; text: string }[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#rows = new RowEmitter(sink);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'table:table') this.#beginSheet(attributes['table:name'] ?? '');
    else if (name === 'table:table-row') this.#beginRow(repeatOf(attributes['table:number-rows-repeated']));
    else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
      this.#cell = {
        repeat: repeatOf(attributes['table:number-columns-repeated']),
        value: typedValue(attributes),
        text: '',
      };
    } else if (name === 'text:p') this.#inText++;
    else if (name === 'text:s' && this.#cell !== null) this.#cell.text += ' ';
  }

  text(text: string): void {
    if (this.#inText > 0 && this.#cell !== null) this.#cell.text += text;
  }

  close(name: string): void {
    if (name === 'text:p') {
      this.#inText--;
      if (this.#cell !== null) this.#cell.text += ' ';
    } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') this.#endCell();
    else if (name === 'table:table-row') this.#endRow();
  }

  #beginSheet(name: string): void {
    this.#queue.push(this.#rows, { kind: 'part', place: 'row', name, number: 0 });
    this.#rows = new RowEmitter(this.#sink);
    this.#row = 0;
  }

  #beginRow(repeat: number): void {
    this.#rowRepeat = repeat;
    this.#column = 0;
    this.#cells = [];
  }

  #endCell(): void {
    const cell = this.#cell;
    this.#cell = null;
    if (cell === null) return;
    const text = (cell.value ?? cell.text).trim();
    if (text !== '')
      for (let k = 0; k < Math.min(cell.repeat, REPEAT_LIMIT); k++)
        this.#cells.push({ column: this.#column + k, text });
    this.#column += cell.repeat;
  }

  #endRow(): void {
    const times = this.#cells.length === 0 ? 0 : Math.min(this.#rowRepeat, REPEAT_LIMIT);
    for (let k = 0; k < times; k++) {
      for (const { column, text } of this.#cells) {
        this.#rows.append(encode(text));
        this.#rows.endCell(column);
      }
      this.#rows.endRow(this.#row + k + 1);
    }
    this.#row += this.#rowRepeat;
  }

  async flush(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) {
      if ('kind' in waiting) await this.#sink.segment(waiting);
      else await waiting.flush();
    }
    await this.#rows.flush();
  }

  async end(): Promise<void> {
    await this.flush();
  }
}

function repeatOf(attribute: string | undefined): number {
  return attribute === undefined ? 1 : Math.max(1, Number(attribute) || 1);
}

/** Dates by their typed value, since the shown text may leave the year out. Numbers and texts as shown. */
function typedValue(attributes: Readonly<Record<string, string>>): string | null {
  const date = /^(\d{4})-(\d\d)-(\d\d)/.exec(attributes['office:date-value'] ?? '');
  return date === null ? null : `${date[3]!}/${date[2]!}/${date[1]!}`;
}
