import { decode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import { ByteFinder } from '../findBytes.ts';
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
  readonly #reader = new TupleReader();

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
      this.#reader.reset();
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

  /** Splits '(1,'x',NULL),(…);' until the statement or the bytes end. */
  async #tuples(bytes: Uint8Array): Promise<number> {
    const rows = this.#rows;
    const tuples = this.#reader;
    for (let from = 0; from < bytes.length;) {
      const stop = tuples.take(bytes, from, rows, () => this.#number());
      if (rows.isFull) await rows.flush();
      if (tuples.ended) {
        this.#state = 'statement';
        return stop;
      }
      from = stop;
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

/** Reads the tuples of an INSERT; keeps where it stands from one piece of bytes to the next. */
class TupleReader {
  /** Whether the statement has ended. */
  ended = false;
  readonly #finder = new ByteFinder([QUOTE, BACKSLASH, LF, COMMA, OPEN, CLOSE, SEMICOLON]);
  #depth = 0;
  #column = 0;
  #quoted = false;
  /** The last byte was a quote, or a backslash, inside a string: the next one says what it means. */
  #afterQuote = false;
  #escaped = false;
  /** The value has a string, which is then the value: to_date('03/10/1954', 'DD/MM/YYYY'). Only the first one is kept. */
  #hasString = false;
  #keeps = true;
  /** The part of an unquoted value (NULL, a number) that stood in an earlier piece. */
  #bare: Uint8Array = new Uint8Array(0);

  reset(): void {
    this.#depth = this.#column = 0;
    this.ended = this.#quoted = this.#afterQuote = this.#escaped = this.#hasString = false;
    this.#bare = new Uint8Array(0);
  }

  /** Takes one window of bytes, or less where the statement ends; returns where it stopped. */
  take(bytes: Uint8Array, from: number, rows: RowEmitter, nextNumber: () => number): number {
    const to = this.#finder.windowEnd(bytes, from);
    const { positions } = this.#finder;
    const hits = this.#finder.find(bytes, from, to);
    rows.reserve(2 * (to - from));
    /** Where the bytes begin that belong to the open value and are not taken yet. */
    let open = this.#finishPair(bytes, from, rows);
    for (let hit = 0; hit < hits; hit++) {
      const i = from + positions[hit]!;
      if (i < open) continue;
      const b = bytes[i]!;
      if (this.#quoted) {
        if (b === QUOTE || b === BACKSLASH || b === LF) {
          this.#keep(bytes, open, i, rows);
          open = this.#special(bytes, i, to, rows);
        }
      } else if (this.#depth === 0) {
        if (isBlank(bytes, open, i) && (b === OPEN || b === COMMA || b === LF)) {
          if (b === OPEN) this.#depth = 1;
          open = i + 1;
        } else {
          this.ended = true;
          return b === SEMICOLON && isBlank(bytes, open, i) ? i + 1 : open;
        }
      } else if (b === QUOTE) {
        this.#quoted = true;
        this.#keeps = !this.#hasString;
        this.#hasString = true;
        open = i + 1;
      } else if (b === OPEN) this.#depth++;
      else if (b === COMMA && this.#depth === 1) {
        this.#endValue(bytes, open, i, rows);
        open = i + 1;
      } else if (b === CLOSE && --this.#depth === 0) {
        this.#endValue(bytes, open, i, rows);
        rows.endRow(nextNumber());
        this.#column = 0;
        open = i + 1;
      }
    }
    this.#suspend(bytes, open, to, rows);
    return this.ended ? open : to;
  }

  /** Keeps the bytes of a string as they are. */
  #keep(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
    if (!this.#keeps) return;
    const out = rows.bytes;
    let { length } = rows;
    for (let i = from; i < to; i++) out[length++] = bytes[i]!;
    rows.length = length;
  }

  /** A quote, backslash or line end at `i` of a string; returns where the string goes on. */
  #special(bytes: Uint8Array, i: number, to: number, rows: RowEmitter): number {
    if (bytes[i] === LF) this.#put(BLANK, rows);
    else {
      this.#afterQuote = bytes[i] === QUOTE;
      this.#escaped = !this.#afterQuote;
      if (i + 1 < to) return this.#finishPair(bytes, i + 1, rows);
    }
    return i + 1;
  }

  /** The byte at `i` behind a quote or a backslash of a string: two quotes are one, a single quote has ended the string. */
  #finishPair(bytes: Uint8Array, i: number, rows: RowEmitter): number {
    const b = bytes[i]!;
    if (this.#escaped) {
      this.#escaped = false;
      this.#put(ESCAPES[b] ?? b, rows);
      return i + 1;
    }
    if (!this.#afterQuote) return i;
    this.#afterQuote = false;
    if (b !== QUOTE) {
      this.#quoted = false;
      return i;
    }
    this.#put(QUOTE, rows);
    return i + 1;
  }

  #put(byte: number, rows: RowEmitter): void {
    if (this.#keeps) rows.bytes[rows.length++] = byte;
  }

  /** Ends the value whose unquoted bytes end at `to`. */
  #endValue(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
    if (!this.#hasString) {
      if (this.#bare.length === 0) putBare(bytes, from, to, rows);
      else {
        const whole = concat(this.#bare, bytes.subarray(from, to));
        putBare(whole, 0, whole.length, rows);
        this.#bare = new Uint8Array(0);
      }
    }
    rows.endCell(this.#column++);
    this.#hasString = false;
  }

  /** The window ends: inside a value, or where something else than a tuple begins. */
  #suspend(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
    if (from >= to) return;
    if (this.#quoted) this.#keep(bytes, from, to, rows);
    else if (this.#depth === 0) this.ended = !isBlank(bytes, from, to);
    else if (!this.#hasString && this.#bare.length < BARE_LIMIT)
      this.#bare = concat(this.#bare, bytes.subarray(from, to));
  }
}

/** An unquoted value is kept up to about this length. */
const BARE_LIMIT = 65_536;
const BLANK = 0x20;

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! > BLANK) return false;
  return true;
}

/** An unquoted value without the blanks around it; NULL and DEFAULT are an empty cell. */
function putBare(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
  let start = from;
  let end = to;
  while (start < end && bytes[start]! <= BLANK) start++;
  while (end > start && bytes[end - 1]! <= BLANK) end--;
  const isWord = end > start && bytes[start]! >= 0x41;
  if (isWord && /^(?:NULL|DEFAULT)$/i.test(decode(bytes, start, end))) return;
  rows.append(bytes.subarray(start, end));
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
