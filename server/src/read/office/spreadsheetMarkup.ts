import { encode } from '../../text/windows1252.ts';
import type { Sink } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { CellFormats } from './cellFormats.ts';
import { PendingSheets } from './pendingSheets.ts';
import { cellName, headerText, truthText } from './sheetTexts.ts';

const PROPERTIES = new Set(['DocumentProperties', 'CustomDocumentProperties']);
/** Number formats that go by names of their own. */
const NAMED_FORMATS: Record<string, string> = {
  'General Date': 'dd/mm/yyyy hh:mm',
  'Long Date': 'dd/mm/yyyy',
  'Medium Date': 'dd/mm/yyyy',
  'Short Date': 'dd/mm/yyyy',
  'Long Time': 'h:mm',
  'Medium Time': 'h:mm',
  'Short Time': 'h:mm',
  'Percent': '0.00%',
  'Fixed': '0.00',
  'Standard': '#,##0.00',
};

/** Reads a workbook of Excel 2003 in XML. */
export class SpreadsheetMarkup implements MarkupHandler {
  readonly #properties: MarkupHandler;
  readonly #formats = new CellFormats();
  /** Numbers of the formats of styles, by the ids of the styles. */
  readonly #styles = new Map<string, number>();
  readonly #sheets: PendingSheets;
  #section = '';
  #styleId = '';
  #row = 0;
  #column = -1;
  #merged = 0;
  #cellStyle = '';
  #type = '';
  #value = '';
  #isReading = false;
  #comment: { author: string } | null = null;

  constructor(sink: Sink, properties: MarkupHandler) {
    this.#sheets = new PendingSheets(sink);
    this.#properties = properties;
  }

  /** To be awaited before the markup is read. */
  prepare(): Promise<void> {
    return this.#formats.load();
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    const attribute = (key: string): string | undefined => attributes[`ss:${key}`] ?? attributes[key];
    if (this.#section !== '') this.#properties.open?.(name, attributes);
    else if (PROPERTIES.has(local)) this.#section = local;
    else if (local === 'Style') this.#styleId = attribute('ID') ?? '';
    else if (local === 'NumberFormat') this.#defineStyle(attribute('Format') ?? '');
    else if (local === 'Worksheet') this.#beginSheet(attribute('Name') ?? '');
    else if (local === 'Row') this.#row = indexOf(attribute('Index'), this.#row);
    else if (local === 'Cell') {
      this.#column = indexOf(attribute('Index'), this.#column + 1 + this.#merged) - 1;
      this.#merged = Math.max(0, Number(attribute('MergeAcross') ?? 0) || 0);
      this.#cellStyle = attribute('StyleID') ?? '';
      const address = /^mailto:([^?]{3,200})/i.exec(attribute('HRef') ?? '')?.[1];
      if (address !== undefined) this.#sheets.last?.texts.add(address);
    } else if (local === 'Comment') this.#comment = { author: attribute('Author') ?? '' };
    else if (local === 'Data') {
      this.#type = attribute('Type') ?? 'String';
      this.#value = '';
      this.#isReading = true;
    } else if (local === 'Header' || local === 'Footer')
      this.#sheets.last?.texts.add(headerText(attributes['x:Data'] ?? attributes['Data'] ?? ''));
  }

  text(text: string): void {
    if (this.#section !== '') this.#properties.text?.(text);
    else if (this.#isReading) this.#value += text;
  }

  close(name: string): void {
    const local = localName(name);
    if (local === this.#section) this.#section = '';
    else if (this.#section !== '') this.#properties.close?.(name);
    else if (local === 'Data') this.#endData();
    else if (local === 'Comment') this.#comment = null;
    else if (local === 'Row') this.#endRow();
    else if (local === 'Worksheet') this.#endSheet();
  }

  /** Hands on what is finished, and full rows of the sheet that is open. */
  flush(): Promise<void> {
    return this.#sheets.flush();
  }

  async end(): Promise<void> {
    this.#endRow();
    this.#endSheet();
    await this.flush();
  }

  #defineStyle(format: string): void {
    const id = 200 + this.#styles.size;
    this.#styles.set(this.#styleId, id);
    this.#formats.define(id, NAMED_FORMATS[format] ?? format);
    this.#formats.add(id);
  }

  #beginSheet(name: string): void {
    this.#sheets.begin(name);
    this.#row = 0;
    this.#column = -1;
    this.#merged = 0;
  }

  #endSheet(): void {
    this.#sheets.endLast();
  }

  #endRow(): void {
    const rows = this.#sheets.last?.rows;
    if (rows?.rowIsEmpty === false) rows.endRow(this.#row);
    this.#column = -1;
    this.#merged = 0;
  }

  #endData(): void {
    this.#isReading = false;
    const sheet = this.#sheets.last;
    if (sheet === undefined || this.#value === '') return;
    if (this.#comment !== null) {
      sheet.texts.comment(cellName(this.#row - 1, this.#column), this.#comment.author, this.#value);
      return;
    }
    sheet.rows.append(this.#bytes());
    sheet.rows.endCell(this.#column);
  }

  #bytes(): Uint8Array {
    const value = this.#value;
    if (this.#type === 'Boolean') return truthText(value === '1');
    if (this.#type === 'DateTime') return encode(dateText(value));
    const number = this.#type === 'Number' ? Number(value) : NaN;
    if (!Number.isFinite(number)) return encode(value);
    return encode(this.#formats.showFormat(this.#styles.get(this.#cellStyle) ?? 0, number));
  }
}

/** '1984-07-14T00:00:00.000' as 14/07/1984; a time of day is kept, the day before all days is not. */
function dateText(text: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(text);
  if (match === null) return text;
  const time = match[4] ?? '00:00';
  const day = `${match[3]!}/${match[2]!}/${match[1]!}`;
  if (match[1] === '1899') return time;
  return time === '00:00' ? day : `${day} ${time}`;
}

/** The place that is said, else the next one. */
function indexOf(said: string | undefined, before: number): number {
  const index = Number(said);
  return said !== undefined && Number.isSafeInteger(index) && index > 0 ? index : before + 1;
}
