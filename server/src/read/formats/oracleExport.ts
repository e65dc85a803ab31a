import { encode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import type { Encoding } from '../detectEncoding.ts';
import { readCellBytes } from '../embeddedDocument.ts';
import { RowEmitter } from '../emitRows.ts';
import { type Format, ReadFault, type Sink, type Source } from '../format.ts';
import { oracleDate, oracleNumber } from '../oracleValues.ts';

const WINDOW = 1 << 20;
const STATEMENT = Buffer.from('\nINSERT ');
/** An INSERT with all its columns. */
const STATEMENT_LIMIT = 65_536;
const COLUMN_LIMIT = 1_000;
const VALUE_LIMIT = 64 << 20;

/** Words that are lengths of values otherwise. */
const ROW_END = 0x0000;
const TABLE_END = 0xffff;
const NULL = 0xfffe;
const LONG_VALUE = 0xff00;

/** Types of columns (Oracle Call Interface). */
const NUMBER = 2;
const DATES = new Set([12, 180, 181, 231, 187, 188, 232]);
const WORDS = new Set([1, 8, 9, 96, 112]);
/** Columns of words bring their character set (a number and a form). */
const WITH_CHARACTER_SET = new Set([1, 9, 96, 112]);

/** Numbers of character sets: UTF8, AL32UTF8; code page 850. All others are taken for Windows-1252. */
const ENCODINGS: Readonly<Record<number, Encoding>> = { 871: 'utf-8', 873: 'utf-8', 10: 'cp850' };

/**
 * Files of Oracle's old export (exp, .dmp): SQL text, and behind each INSERT the rows in binary. The layout is nowhere published: what does not
 * fit is left behind and the next table looked for.
 */
export const oracleExport: Format = {
  name: 'oracle-exp',
  recognise: (head) =>
    head[0] === 3 && Buffer.from(head.subarray(3, 12)).toString('latin1').startsWith('EXPORT:V') ? 0.98 : 0,
  async read(source, sink) {
    const encoding = ENCODINGS[source.head[1]! * 256 + source.head[2]!] ?? 'windows-1252';
    const reader = new TableReader(source, sink, encoding);
    let isDamaged = false;
    for (let at = await nextInsert(source, 0); at >= 0; at = await nextInsert(source, reader.at))
      if (!(await reader.read(at))) isDamaged = true;
    if (isDamaged) throw new ReadFault('read_in_part', 'damaged_structure');
  },
};

/** Where the next INSERT stands; -1 when there is none. */
async function nextInsert(source: Source, from: number): Promise<number> {
  for (let at = from; ; at += WINDOW - STATEMENT.length) {
    const bytes = Buffer.from(await source.readAt(at, WINDOW));
    const found = bytes.indexOf(STATEMENT);
    if (found >= 0) return at + found + 1;
    if (bytes.length < WINDOW) return -1;
  }
}

interface Column {
  readonly name: string;
  readonly type: number;
}

/** Reads the rows behind one INSERT after the other. */
class TableReader {
  readonly #source: Source;
  readonly #sink: Sink;
  readonly #encoding: Encoding;
  /** Where reading has come to. */
  at = 0;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: Source, sink: Sink, encoding: Encoding) {
    this.#source = source;
    this.#sink = sink;
    this.#encoding = encoding;
  }

  /** Reads the table whose INSERT begins at `from`; false when its rows do not fit. */
  async read(from: number): Promise<boolean> {
    const statement = Buffer.from(await this.#source.readAt(from, STATEMENT_LIMIT)).toString('latin1');
    const head =
      /^INSERT\s+(?:\/\*[^*]*\*\/\s*)?INTO\s+([^\s(][^\n(]*)(?:\n\s*)?\(([^)\n]*)\)\s*VALUES\s*\([^)\n]*\)\n/.exec(
        statement,
      );
    this.at = from + 1;
    if (head === null) return !/^INSERT [^\n]*VALUES/.test(statement);
    this.at = from + head[0].length;
    const columns = await this.#columns(head[2]!.split(',').map((name) => name.replace(/["\s]/g, '')));
    if (columns === null) return false;
    await this.#sink.segment({
      kind: 'part',
      place: 'row',
      name: head[1]!.trim().replaceAll('"', ''),
      number: 0,
    });
    await this.#sink.segment({ kind: 'columns', names: columns.map(({ name }) => name) });
    const rows = new RowEmitter(this.#sink);
    try {
      return await this.#rows(columns, rows);
    } finally {
      await rows.flush();
    }
  }

  /** What stands before the rows: the number of columns, and of each its type and length. */
  async #columns(names: readonly string[]): Promise<Column[] | null> {
    const count = await this.#word();
    if (count !== names.length || count > COLUMN_LIMIT) return null;
    const columns: Column[] = [];
    for (const name of names) {
      const type = await this.#word();
      await this.#word();
      if (type !== null && WITH_CHARACTER_SET.has(type)) await this.#take(4);
      if (type === null) return null;
      columns.push({ name, type });
    }
    return columns;
  }

  /** Values up to the end of the table; false where they break off or do not fit the columns. */
  async #rows(columns: readonly Column[], rows: RowEmitter): Promise<boolean> {
    let column = 0;
    let number = 0;
    for (let word = await this.#word(); word !== TABLE_END; word = await this.#word()) {
      if (word === null) return false;
      if (word === ROW_END) {
        if (column > 0 && rows.endRow(++number)) await rows.flush();
        column = 0;
        continue;
      }
      if (column >= columns.length) return false;
      if (word !== NULL) {
        const value = await this.#value(word);
        if (value === null) return false;
        const cell = this.#cell(value, columns[column]!.type);
        if (cell === null) return false;
        rows.append(cell);
      }
      rows.endCell(column++);
    }
    return true;
  }

  async #value(word: number): Promise<Uint8Array | null> {
    if (word !== LONG_VALUE) return await this.#take(word);
    const size = await this.#take(4);
    if (size === null) return null;
    const length = new DataView(size.buffer, size.byteOffset, 4).getUint32(0, true);
    return length > VALUE_LIMIT ? null : await this.#take(length);
  }

  #cell(bytes: Uint8Array, type: number): Uint8Array | null {
    if (WORDS.has(type)) return decodeWhole(bytes, this.#encoding);
    const text = type === NUMBER ? oracleNumber(bytes) : DATES.has(type) ? oracleDate(bytes) : undefined;
    if (text !== undefined) return text === null ? null : encode(text);
    const found = readCellBytes(bytes);
    return found.kind === 'text' ? decodeWhole(found.bytes) : new Uint8Array(0);
  }

  async #word(): Promise<number | null> {
    const bytes = await this.#take(2);
    return bytes === null ? null : bytes[0]! + 256 * bytes[1]!;
  }

  /** The next bytes; null where the file ends. */
  async #take(length: number): Promise<Uint8Array | null> {
    if (this.at < this.#start || this.at + length > this.#start + this.#bytes.length) {
      this.#start = this.at;
      this.#bytes = (await this.#source.readAt(this.at, Math.max(length, WINDOW))).slice();
    }
    const from = this.at - this.#start;
    if (from + length > this.#bytes.length) return null;
    this.at += length;
    return this.#bytes.subarray(from, from + length);
  }
}
