import { decode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import type { Sink } from '../format.ts';

const LF = 0x0a;
const TAB = 0x09;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;

/** A statement head (INSERT … VALUES, COPY … FROM stdin, CREATE TABLE) is looked for within so many bytes. */
const STATEMENT_LIMIT = 1 << 20;

const INSERT =
  /^\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?([^\s(]+(?:\s*\.\s*[^\s(]+)?)\s*(?:\(([^)]*)\)\s*)?(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*/i;
const COPY = /^\s*COPY\s+([^\s(]+)\s*(?:\(([^)]*)\)\s*)?FROM\s+stdin[^;]*;[^\n]*\n/i;
const CREATE =
  /^\s*CREATE\s+(?:GLOBAL\s+TEMPORARY\s+|TEMP\w*\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([^\s(]+)\s*\(/i;

type State = 'statement' | 'tuples' | 'copy';

/**
 * Reads a dump as a stream: statements are gathered until their kind is known, tuples and COPY lines are split byte by byte.
 * Statements of no interest become text lines.
 */
export class DumpReader {
  readonly #rows: RowEmitter;
  readonly #text: TextEmitter;
  readonly #sink: Sink;
  readonly #columns = new Map<string, string[]>();
  readonly #counts = new Map<string, number>();
  #state: State = 'statement';
  #pending: Uint8Array = new Uint8Array(0);
  #table: string | null = null;
  #announced: readonly string[] = [];
  #tuple = new TupleState();

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#rows = new RowEmitter(sink);
    this.#text = new TextEmitter(sink);
  }

  async write(chunk: Uint8Array): Promise<void> {
    let bytes = this.#pending.length === 0 ? chunk.slice() : concat(this.#pending, chunk);
    this.#pending = new Uint8Array(0);
    while (bytes.length > 0) {
      const used = await this.#step(bytes, false);
      if (used === 0) {
        this.#pending = bytes;
        return;
      }
      bytes = bytes.subarray(used);
    }
  }

  async end(): Promise<void> {
    let bytes = this.#pending;
    while (bytes.length > 0) {
      const used = await this.#step(bytes, true);
      if (used === 0) break;
      bytes = bytes.subarray(used);
    }
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#number());
    await this.#rows.flush();
    await this.#text.end();
  }

  /** Consumes a piece of `bytes`; 0 when more bytes are needed. */
  #step(bytes: Uint8Array, last: boolean): Promise<number> {
    if (this.#state === 'tuples') return this.#tuples(bytes);
    if (this.#state === 'copy') return this.#copyLines(bytes, last);
    return this.#statement(bytes, last);
  }

  async #statement(bytes: Uint8Array, last: boolean): Promise<number> {
    const head = decode(bytes, 0, Math.min(bytes.length, 4096));
    const insert = INSERT.exec(head);
    if (insert !== null) {
      await this.#begin(insert[1]!, insert[2]);
      this.#state = 'tuples';
      this.#tuple.reset();
      return insert[0].length;
    }
    const copy = COPY.exec(head);
    if (copy !== null) {
      await this.#begin(copy[1]!, copy[2]);
      this.#state = 'copy';
      return copy[0].length;
    }
    const end = statementEnd(bytes);
    if (end < 0 && !last && bytes.length < STATEMENT_LIMIT) return 0;
    const length = end < 0 ? bytes.length : end;
    await this.#other(bytes.subarray(0, length));
    return length;
  }

  /** CREATE TABLE names the columns; everything else is text. */
  async #other(statement: Uint8Array): Promise<void> {
    const text = decode(statement, 0, Math.min(statement.length, 65_536));
    const create = CREATE.exec(text);
    if (create !== null) {
      this.#columns.set(plainName(create[1]!), columnsOf(text.slice(create[0].length)));
      return;
    }
    if (
      !/[A-Za-z]{3}/.test(text) ||
      /^\s*(?:SET|LOCK|UNLOCK|USE|GO|COMMIT|BEGIN|DROP|ALTER|SELECT pg_catalog|START|PRAGMA|CREATE|\/\*!|REM)\b/i.test(
        text,
      )
    )
      return;
    if (this.#table !== '') await this.#beginPart('', []);
    await this.#text.write(statement);
  }

  async #begin(name: string, list: string | undefined): Promise<void> {
    const table = plainName(name);
    const columns = list === undefined ? (this.#columns.get(table) ?? []) : list.split(',').map(plainName);
    if (this.#table === table && sameNames(columns, this.#announced)) return;
    await this.#beginPart(table, columns);
  }

  async #beginPart(table: string, columns: readonly string[]): Promise<void> {
    await this.#rows.flush();
    await this.#text.end();
    this.#table = table;
    this.#announced = columns;
    await this.#sink.segment({ kind: 'part', place: table === '' ? 'line' : 'row', name: table, number: 0 });
    if (columns.length > 0) await this.#sink.segment({ kind: 'columns', names: columns });
  }

  #number(): number {
    const number = (this.#counts.get(this.#table!) ?? 0) + 1;
    this.#counts.set(this.#table!, number);
    return number;
  }

  /** Splits '(1,'x',NULL),(…);' until the statement ends, the bytes end or a segment is full. */
  async #tuples(bytes: Uint8Array): Promise<number> {
    const rows = this.#rows;
    rows.reserve(bytes.length);
    for (let at = 0; at < bytes.length;) {
      at = this.#tuple.take(bytes, at, rows);
      if (this.#tuple.outcome === 'end') {
        this.#state = 'statement';
        return at;
      }
      if (this.#tuple.outcome === 'row' && rows.endRow(this.#number())) {
        await rows.flush();
        return at;
      }
    }
    return bytes.length;
  }

  /** Lines of COPY up to '\.'. */
  async #copyLines(bytes: Uint8Array, last: boolean): Promise<number> {
    const rows = this.#rows;
    rows.reserve(bytes.length + 1);
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      if (bytes[from] === BACKSLASH && bytes[from + 1] === 0x2e) {
        this.#state = 'statement';
        return at + 1;
      }
      const full = this.#copyLine(bytes, from, at);
      from = at + 1;
      if (full) {
        await rows.flush();
        return from;
      }
    }
    if (last && from < bytes.length) {
      this.#copyLine(bytes, from, bytes.length);
      return bytes.length;
    }
    return from;
  }

  #copyLine(bytes: Uint8Array, from: number, to: number): boolean {
    const rows = this.#rows;
    const out = rows.bytes;
    let { length } = rows;
    let column = 0;
    for (let i = from; i < to; i++) {
      const b = bytes[i]!;
      if (b === TAB) {
        rows.endCellAt(length, column++);
        out[length++] = TAB;
      } else if (b === BACKSLASH && i + 1 < to) {
        const escaped = bytes[++i]!;
        if (escaped === 0x4e) continue;
        out[length++] = ESCAPES[escaped] ?? escaped;
      } else out[length++] = b;
    }
    rows.length = length;
    rows.endCell(column);
    return rows.endRow(this.#number());
  }
}

/** n t r 0 after a backslash; a line end inside a cell becomes a blank, so that cells stay on one line. */
const ESCAPES: Record<number, number> = { 0x6e: 0x20, 0x74: 0x20, 0x72: 0x20, 0x30: 0x20, 0x5a: 0x20 };

/** Where inside the tuples of an INSERT the reader stands. */
class TupleState {
  /** Why {@link take} stopped: a tuple or the statement has ended, or the bytes have. */
  outcome: 'row' | 'end' | 'more' = 'more';
  #depth = 0;
  #quoted = false;
  #afterQuote = false;
  #escaped = false;
  #column = 0;
  /** Bytes of an unquoted value: NULL, a number, a function name. */
  #bare = new Uint8Array(4096);
  #bareLength = 0;
  #hasString = false;
  /** The first string of a function call is the value: to_date('03/10/1954', 'DD/MM/YYYY'). */
  #keeps = true;

  reset(): void {
    this.#depth = this.#column = this.#bareLength = 0;
    this.#quoted = this.#afterQuote = this.#escaped = this.#hasString = false;
  }

  /** Takes bytes from `from` on, up to the end of a tuple, of the statement or of the bytes; returns where it stopped. */
  take(bytes: Uint8Array, from: number, rows: RowEmitter): number {
    this.outcome = 'more';
    for (let i = from; i < bytes.length;) {
      if (this.#quoted) {
        i = this.#takeQuoted(bytes, i, rows);
        continue;
      }
      const b = bytes[i++]!;
      if (b === QUOTE) this.#beginString();
      else if (this.#depth > 0) {
        if (this.#takeBare(b, rows)) return i;
      } else if (b === OPEN) this.#depth = 1;
      else if (b === SEMICOLON || (b !== COMMA && b > 0x20)) {
        this.outcome = 'end';
        return i;
      }
    }
    return bytes.length;
  }

  /** Takes the bytes of a string; stops at the first byte behind it. */
  #takeQuoted(bytes: Uint8Array, from: number, rows: RowEmitter): number {
    const out = rows.bytes;
    const keeps = this.#keeps;
    let { length } = rows;
    let i = from;
    for (; i < bytes.length; i++) {
      const b = bytes[i]!;
      if (b !== QUOTE && b !== BACKSLASH && b !== LF && !this.#afterQuote && !this.#escaped) {
        if (keeps) out[length++] = b;
        continue;
      }
      if (this.#afterQuote) {
        this.#afterQuote = false;
        if (b !== QUOTE) {
          this.#quoted = false;
          break;
        }
        if (keeps) out[length++] = b;
      } else if (this.#escaped) {
        this.#escaped = false;
        if (keeps) out[length++] = ESCAPES[b] ?? b;
      } else if (b === BACKSLASH) this.#escaped = true;
      else if (b === QUOTE) this.#afterQuote = true;
      else if (keeps) out[length++] = 0x20;
    }
    rows.length = length;
    return i;
  }

  #beginString(): void {
    this.#quoted = true;
    this.#keeps = !this.#hasString;
    this.#hasString = true;
  }

  /** Takes a byte outside strings; true when it ends the tuple. */
  #takeBare(b: number, rows: RowEmitter): boolean {
    if (b === OPEN) this.#depth++;
    else if (b === CLOSE && --this.#depth === 0) {
      this.#endValue(rows);
      this.#column = 0;
      this.outcome = 'row';
      return true;
    } else if (b === COMMA && this.#depth === 1) this.#endValue(rows);
    else if (!this.#hasString && this.#bareLength < this.#bare.length) this.#bare[this.#bareLength++] = b;
    return false;
  }

  #endValue(rows: RowEmitter): void {
    if (!this.#hasString) this.#putBare(rows);
    rows.endCell(this.#column++);
    this.#hasString = false;
    this.#bareLength = 0;
  }

  /** An unquoted value without the blanks around it; NULL and DEFAULT are an empty cell. */
  #putBare(rows: RowEmitter): void {
    const bare = this.#bare;
    let from = 0;
    let to = this.#bareLength;
    while (from < to && bare[from]! <= 0x20) from++;
    while (to > from && bare[to - 1]! <= 0x20) to--;
    const isWord = to > from && bare[from]! >= 0x41;
    if (isWord && /^(?:NULL|DEFAULT)$/i.test(decode(bare, from, to))) return;
    rows.append(bare.subarray(from, to));
  }
}

/** Offset after the statement that begins the bytes: a comment line, or up to ';' outside quotes. -1 when it has no end yet. */
function statementEnd(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length && bytes[i]! <= 0x20) i++;
  const isComment = bytes[i] === 0x2d && bytes[i + 1] === 0x2d;
  const isRemark = /^(?:REM|PROMPT|SET DEFINE|GO\b|USE \[)/i.test(decode(bytes, i, i + 12));
  if (isComment || isRemark) {
    const at = bytes.indexOf(LF, i);
    return at < 0 ? -1 : at + 1;
  }
  let quoted = false;
  for (; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    else if (b === SEMICOLON && !quoted) return i + 1;
  }
  return -1;
}

/** `dossier`.`patients` -> dossier.patients; [dbo].[Patient] -> dbo.Patient. */
function plainName(name: string): string {
  return name.replace(/[`"[\]\s]/g, '');
}

function columnsOf(definition: string): string[] {
  const columns: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of definition) {
    if (c === '(') depth++;
    if (c === ')' && depth-- === 0) break;
    if (c === ',' && depth === 0) {
      columns.push(part);
      part = '';
    } else part += c;
  }
  columns.push(part);
  return columns
    .map((column) => column.trim())
    .filter(
      (column) =>
        column !== '' &&
        !/^(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|INDEX|FOREIGN|CHECK|FULLTEXT|EXCLUDE)\b/i.test(column),
    )
    .map((column) => plainName(/^(?:`[^`]*`|"[^"]*"|\[[^\]]*\]|\S+)/.exec(column)![0]));
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
