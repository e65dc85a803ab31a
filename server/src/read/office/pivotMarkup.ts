import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { OfficePackage } from './officePackage.ts';
import { isoDate } from './sheetMarkup.ts';

const DEFINITIONS = /^xl\/pivotCache\/pivotCacheDefinition\d*\.xml$/;
const FULL_BYTES = 200_000;
const FIELD_LIMIT = 20_000;

/** A column of the data behind a pivot table: its name, and values that rows refer to by number. */
interface Field {
  readonly name: string;
  readonly items: string[];
}

/** The data behind the pivot tables of a workbook: all rows of the source, also where the sheet shows totals only, or is gone. */
export async function writePivotData(file: OfficePackage, sink: Sink): Promise<void> {
  for (const definition of file.matching(DEFINITIONS)) {
    const fields: Field[] = [];
    await file.parse(definition, fieldHandler(fields));
    if (fields.length === 0) continue;
    const records = (await file.relations(definition)).find(({ type }) => type === 'pivotCacheRecords');
    await sink.segment({ kind: 'part', place: 'row', name: definition.split('/').at(-1)!, number: 0 });
    const rows = new PivotRows(fields, sink);
    if (records !== undefined) await file.parse(records.target, rows, () => rows.flush());
    await rows.end();
  }
}

/** Elements that are a value: text, number, date, truth, error. */
const VALUES = new Set(['s', 'n', 'd', 'b', 'e', 'm']);

function fieldHandler(fields: Field[]): MarkupHandler {
  let isShared = false;
  return {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'cacheField' && fields.length < FIELD_LIMIT)
        fields.push({ name: attributes['name'] ?? '', items: [] });
      else if (local === 'sharedItems') isShared = true;
      else if (isShared && VALUES.has(local)) fields.at(-1)?.items.push(isoDate(attributes['v'] ?? ''));
    },
    close: (name) => void (isShared &&= localName(name) !== 'sharedItems'),
  };
}

/** Rows of the cache; where the workbook keeps none, the values of each column. */
class PivotRows implements MarkupHandler {
  readonly #fields: readonly Field[];
  readonly #rows: RowEmitter;
  #row = 1;
  #column = 0;

  constructor(fields: readonly Field[], sink: Sink) {
    this.#fields = fields;
    this.#rows = new RowEmitter(sink);
    for (const [column, { name }] of fields.entries()) this.#cell(column, name);
    this.#rows.endRow(1);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    const value = attributes['v'] ?? '';
    if (local === 'r') this.#column = 0;
    else if (local === 'x')
      this.#cell(this.#column, this.#fields[this.#column++]?.items[Number(value)] ?? '');
    else if (VALUES.has(local)) this.#cell(this.#column++, isoDate(value));
  }

  close(name: string): void {
    if (localName(name) === 'r' && !this.#rows.rowIsEmpty) this.#rows.endRow(++this.#row);
  }

  async flush(): Promise<void> {
    if (this.#rows.length > FULL_BYTES && this.#rows.rowIsEmpty) await this.#rows.flush();
  }

  async end(): Promise<void> {
    if (this.#row === 1) this.#writeItems();
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(++this.#row);
    await this.#rows.flush();
  }

  #writeItems(): void {
    const longest = Math.max(0, ...this.#fields.map(({ items }) => items.length));
    for (let i = 0; i < longest; i++) {
      for (const [column, { items }] of this.#fields.entries()) this.#cell(column, items[i] ?? '');
      if (!this.#rows.rowIsEmpty) this.#rows.endRow(++this.#row);
    }
  }

  #cell(column: number, text: string): void {
    if (text === '') return;
    this.#rows.append(encode(text));
    this.#rows.endCell(column);
  }
}
