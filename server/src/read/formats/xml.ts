import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import { ColumnNames } from '../flattenRecord.ts';
import { type Format, ReadFault, type Sink } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { localName, type MarkupHandler, parseMarkup } from '../parseMarkup.ts';

/** Records are siblings of one name at most so deep below the root. */
const RECORD_DEPTH = 3;

/** Elements whose name attribute is the name of a column, and of a table, in the exports of databases. */
const COLUMN_ELEMENT = /^(?:field|column|col|champ|colonne|property|param)$/i;
const TABLE_ELEMENT = /^(?:table|table_data|relation|entity)$/i;
/** A file may invent names without end. */
const TABLES_LIMIT = 10_000;

/** XML: repeated elements with content are records; everything else becomes lines 'name : value'. */
export const xml: Format = {
  name: 'xml',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 4096).trimStart();
    if (/^<\?xml/.test(start)) return /<html[\s>]/i.test(start) ? 0.3 : 0.8;
    return extension === 'xml' && start.startsWith('<') ? 0.75 : 0;
  },
  async read(source, sink) {
    const recordNames = new RepeatedElements();
    const first = await faultOf(parseMarkup(source.stream(), 'xml', recordNames));
    const writer = new XmlWriter(sink, recordNames.paths());
    const second = await faultOf(parseMarkup(source.stream(), 'xml', writer, () => writer.flush()));
    // What came before a fault is handed on.
    await writer.end();
    if (first !== null || second !== null) throw (second ?? first) as ReadFault;
  },
};

/** What a pass ended with before its time; null when it came to the end. */
async function faultOf(pass: Promise<void>): Promise<ReadFault | null> {
  try {
    await pass;
    return null;
  } catch (error) {
    if (error instanceof ReadFault) return error;
    throw error;
  }
}

/** Columns are named by so many last elements. */
const NAME_DEPTH = 64;

/** First pass: which elements repeat under one parent and have children of their own. */
class RepeatedElements implements MarkupHandler {
  readonly #stack: {
    path: string;
    children: Map<string, number>;
    hasElements: boolean;
    hasLeaves: boolean;
  }[] = [];
  readonly #counts = new Map<string, number>();
  readonly #withElements = new Set<string>();
  /** Elements that hold more than elements of one kind (a patient, unlike a table of patients). */
  readonly #composite = new Set<string>();
  /** Elements that are open below the depth at which records are looked for. */
  #deeper = 0;

  open(name: string): void {
    if (this.#stack.length > RECORD_DEPTH + 1) {
      this.#deeper++;
      return;
    }
    const parent = this.#stack.at(-1);
    const path = parent === undefined ? localName(name) : `${parent.path}/${localName(name)}`;
    if (parent !== undefined) {
      if (parent.children.size < 1000) parent.children.set(path, (parent.children.get(path) ?? 0) + 1);
      parent.hasElements = true;
    }
    this.#stack.push({ path, children: new Map(), hasElements: false, hasLeaves: false });
  }

  close(): void {
    if (this.#deeper > 0) {
      this.#deeper--;
      return;
    }
    const element = this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (element?.hasElements === false && parent !== undefined) parent.hasLeaves = true;
    if (element === undefined || this.#stack.length >= RECORD_DEPTH + 1) return;
    if (element.hasElements) this.#withElements.add(element.path);
    if (element.hasLeaves || element.children.size > 1) this.#composite.add(element.path);
    for (const [path, count] of element.children)
      this.#counts.set(path, Math.max(count, this.#counts.get(path) ?? 0));
  }

  /** Paths of record elements: repeated, with elements inside, none of them inside another one. */
  paths(): Set<string> {
    const repeated = [...this.#counts]
      .filter(([path, count]) => count >= 2 && this.#withElements.has(path))
      .map(([path]) => path);
    // What holds nothing but records (<table_data> of <row>) is none itself.
    const records = repeated.filter(
      (path) => this.#composite.has(path) || !repeated.some((inner) => inner.startsWith(`${path}/`)),
    );
    return new Set(records.filter((path) => !records.some((outer) => path.startsWith(`${outer}/`))));
  }
}

/** Second pass: rows for records, lines for the rest. */
class XmlWriter implements MarkupHandler {
  readonly #sink: Sink;
  readonly #records: ReadonlySet<string>;
  readonly #tables = new Map<string, RecordTable>();
  #lines = '';
  #path: string[] = [];
  /** The name attributes of the open elements: of a table, of a column. */
  readonly #names: string[] = [];
  #record: { table: RecordTable; depth: number } | null = null;
  #text = '';

  constructor(sink: Sink, records: ReadonlySet<string>) {
    this.#sink = sink;
    this.#records = records;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#takeText();
    const own = attributes['name'] ?? attributes['NAME'] ?? '';
    // <field name="ipp"> of mysqldump, <COLUMN NAME="IPP"> of Oracle: the attribute is the name.
    const isColumn = own !== '' && this.#record !== null && COLUMN_ELEMENT.test(localName(name));
    this.#path.push(isColumn ? own : localName(name));
    this.#names.push(own);
    if (this.#record === null && this.#path.length <= RECORD_DEPTH + 1)
      this.#beginRecord(this.#path.join('/'));
    if (isColumn) return;
    for (const [key, value] of Object.entries(attributes))
      if (!/^xmlns|^xsi:/.test(key)) this.#leaf(localName(key), value);
  }

  #beginRecord(path: string): void {
    if (this.#records.has(path)) this.#record = { table: this.#tableOf(path), depth: this.#path.length };
  }

  text(text: string): void {
    this.#text += text;
  }

  close(): void {
    this.#takeText();
    if (this.#record?.depth === this.#path.length) {
      this.#record.table.endRow();
      this.#record = null;
    }
    this.#path.pop();
    this.#names.pop();
  }

  #takeText(): void {
    const text = this.#text.trim();
    this.#text = '';
    if (text !== '') this.#leaf(null, text);
  }

  #leaf(attribute: string | null, value: string): void {
    const from = Math.max(this.#record?.depth ?? 0, this.#path.length - NAME_DEPTH);
    const path = [...this.#path.slice(from), ...(attribute === null ? [] : [attribute])];
    if (this.#record !== null) this.#record.table.cell(path.join('.') || this.#path.at(-1)!, value);
    else this.#lines += `${path.slice(-2).join('.')} : ${value.replace(/[ \t]+/g, ' ')}\n`;
  }

  /** Records of one kind are one table; those of different named tables (<table name="patient">) are not. */
  #tableOf(path: string): RecordTable {
    const isNamed = TABLE_ELEMENT.test(this.#path.at(-1)!) || TABLE_ELEMENT.test(this.#path.at(-2) ?? '');
    const named = isNamed ? this.#names.at(-1)! || (this.#names.at(-2) ?? '') : '';
    const key = `${path}\t${named}`;
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    if (named !== '' && this.#tables.size >= TABLES_LIMIT) return [...this.#tables.values()].at(-1)!;
    const table = new RecordTable(named === '' ? path.split('/').at(-1)! : named);
    this.#tables.set(key, table);
    return table;
  }

  /** Hands on what is gathered; rows of one table at a time. */
  async flush(): Promise<void> {
    for (const table of this.#tables.values()) if (table.isFull) await table.flush(this.#sink);
  }

  async end(): Promise<void> {
    for (const table of this.#tables.values()) await table.flush(this.#sink);
    if (this.#lines === '') return;
    await this.#sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(this.#sink);
    await emitter.write(encode(this.#lines));
    await emitter.end();
  }
}

/** The rows of one kind of record until they are handed on. */
class RecordTable {
  readonly #name: string;
  #pending: { path: string; value: string }[][] = [[]];
  #count = 0;
  #number = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get isFull(): boolean {
    return this.#count > 20_000;
  }

  cell(path: string, value: string): void {
    this.#pending.at(-1)!.push({ path, value });
    this.#count++;
  }

  endRow(): void {
    this.#pending.push([]);
  }

  async flush(sink: Sink): Promise<void> {
    const rows = this.#pending.slice(0, -1);
    this.#pending = this.#pending.slice(-1);
    this.#count = this.#pending[0]!.length;
    if (rows.length === 0) return;
    await sink.segment({ kind: 'part', place: 'row', name: this.#name, number: 0 });
    const columns = new ColumnNames(sink);
    const emitter = new RowEmitter(sink);
    for (const row of rows) {
      for (const { path, value } of row) {
        emitter.append(encode(value));
        emitter.endCell(columns.idOf(path));
      }
      emitter.endRow(++this.#number);
    }
    await columns.announce();
    await emitter.flush();
  }
}
