import { decode, encode } from '../text/windows1252.ts';
import { RowEmitter } from './emitRows.ts';
import { TextEmitter } from './emitText.ts';
import type { Sink } from './format.ts';

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

/** A name in quotes, and one that may be quoted or not, perhaps with its schema before it. The alternatives begin with different signs: no text is tried twice. */
const QUOTED = '\\[[^\\]]*\\]|"[^"]*"|`[^`]*`';
const PART = `(?:${QUOTED}|[^\\s(."[\`]+)`;
const NAME = `(${PART}(?:\\s*\\.\\s*${PART})*)`;
/** The columns that an INSERT names. */
const LIST = `(?:\\(((?:[^()"[\`]|${QUOTED})*)\\)\\s*)?`;

const INSERT = new RegExp(
  String.raw`^\s*(?:(?:INSERT|REPLACE|UPSERT)\s+(?:ALL\s+|FIRST\s+)?(?:LOW_PRIORITY\s+|DELAYED\s+|HIGH_PRIORITY\s+)?(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?|INTO\s+)` +
    String.raw`${NAME}\s*${LIST}(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*`,
  'i',
);
/** INSERT INTO t (a, b) SELECT 1, 'x' UNION ALL SELECT 2, 'y': rows written as selections of constants. */
const INSERT_SELECT = new RegExp(String.raw`^\s*INSERT\s+(?:INTO\s+)?${NAME}\s*${LIST}(?=SELECT\b)`, 'i');
const COPY = /^\s*COPY\s+([^\s(]+)\s*(?:\(([^)]*)\)\s*)?FROM\s+stdin[^;]*;[^\n]*\n/i;
const CREATE =
  /^\s*CREATE\s+(?:GLOBAL\s+TEMPORARY\s+|TEMP\w*\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([^\s(]+(?: [^\s(]+)*)\s*\(/i;

/** COPY … FROM stdin … whose lines begin behind a line end that is not there yet. */
function isCopyWithoutLineEnd(head: string): boolean {
  const end = head.indexOf(';');
  if (end < 0 || head.includes('\n', end)) return false;
  const statement = head.slice(0, end);
  return /^\s*COPY\s/i.test(statement) && /FROM\s+stdin/i.test(statement);
}

/** Most heads fit in so many bytes; a head with many columns in so many. */
const SHORT_HEAD = 512;
const LONG_HEAD = 65_536;

/** The beginning of a statement, long enough for its head. */
function headOf(bytes: Uint8Array): string {
  const short = decode(bytes, 0, Math.min(bytes.length, SHORT_HEAD));
  const isCut = bytes.length > SHORT_HEAD && /^\s*(?:INSERT|REPLACE|COPY)\b/i.test(short);
  return isCut && !/\bVALUES\b|;/i.test(short) ? decode(bytes, 0, Math.min(bytes.length, LONG_HEAD)) : short;
}

type State = 'statement' | 'tuples' | 'copy' | 'selects';

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
  /** The head of the last INSERT, while its table is the open one: many dumps have a statement for every row, all with the same head. */
  #head: Uint8Array = new Uint8Array(0);
  #announced: readonly string[] = [];
  readonly #reader = new TupleReader();

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#rows = new RowEmitter(sink);
    this.#text = new TextEmitter(sink);
  }

  async write(chunk: Uint8Array): Promise<void> {
    let bytes = this.#pending.length === 0 ? chunk : concat(this.#pending, chunk);
    this.#pending = new Uint8Array(0);
    while (bytes.length > 0) {
      const used = await this.#step(bytes, false);
      if (used === 0) {
        this.#pending = bytes.slice();
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
    if (this.#state === 'selects') return this.#selections(bytes, last);
    return this.#statement(bytes, last);
  }

  async #statement(bytes: Uint8Array, last: boolean): Promise<number> {
    if (this.#head.length > 0 && startsWith(bytes, this.#head)) return this.#beginTuples(this.#head.length);
    const head = headOf(bytes);
    const insert = INSERT.exec(head);
    if (insert !== null) {
      await this.#begin(insert[1]!, insert[2]);
      this.#head = bytes.slice(0, insert[0].length);
      return this.#beginTuples(insert[0].length);
    }
    const select = INSERT_SELECT.exec(head);
    if (select !== null) {
      await this.#begin(select[1]!, select[2]);
      this.#state = 'selects';
      return select[0].length;
    }
    const copy = COPY.exec(head);
    if (copy !== null) {
      await this.#begin(copy[1]!, copy[2]);
      this.#state = 'copy';
      return copy[0].length;
    }
    if (!last && isCopyWithoutLineEnd(head)) return 0;
    const end = statementEnd(bytes);
    if (end < 0 && !last && bytes.length < STATEMENT_LIMIT) return 0;
    const length = end < 0 ? bytes.length : end;
    await this.#other(bytes.subarray(0, length));
    return length;
  }

  #beginTuples(headLength: number): number {
    this.#state = 'tuples';
    this.#reader.reset();
    return headLength;
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
      /^\s*(?:SET|LOCK|UNLOCK|USE|GO|COMMIT|BEGIN|DROP|ALTER|SELECT pg_catalog|START|PRAGMA|CREATE|\/\*!|REM|PRINT|EXEC|GRANT|REVOKE|ANALYZE|DELIMITER|PROMPT|SPOOL|SELECT \* FROM dual)\b/i.test(
        text,
      )
    )
      return;
    if (this.#table !== '') await this.#beginPart('', []);
    await this.#text.write(statement);
  }

  async #begin(name: string, list: string | undefined): Promise<void> {
    const table = plainName(name);
    const columns = list === undefined ? (this.#columns.get(table) ?? []) : namesOf(list);
    if (this.#table === table && sameNames(columns, this.#announced)) return;
    await this.#beginPart(table, columns);
  }

  async #beginPart(table: string, columns: readonly string[]): Promise<void> {
    await this.#rows.flush();
    await this.#text.end();
    this.#table = table;
    this.#head = new Uint8Array(0);
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
    const used = this.#reader.take(bytes, this.#rows, () => this.#number());
    if (this.#rows.isFull) await this.#rows.flush();
    if (this.#reader.ended) this.#state = 'statement';
    return used;
  }

  /** One 'SELECT 1, 'x'' of an INSERT, read as if it were a tuple; one that selects from a table holds no data. */
  async #selections(bytes: Uint8Array, last: boolean): Promise<number> {
    const { end, next, isLast } = selectionEnd(bytes);
    if (end < 0 && !last && bytes.length < STATEMENT_LIMIT) return 0;
    const piece = bytes.subarray(0, end < 0 ? bytes.length : end);
    if (end < 0 || isLast) this.#state = 'statement';
    const tuple = constantsOf(piece);
    if (tuple !== null) {
      this.#reader.reset();
      this.#reader.take(tuple, this.#rows, () => this.#number());
      if (this.#rows.isFull) await this.#rows.flush();
    }
    return end < 0 ? bytes.length : next;
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
  #depth = 0;
  #column = 0;
  #quoted = false;
  /** The last byte was a quote, or a backslash, inside a string: the next one says what it means. */
  #afterQuote = false;
  #escaped = false;
  /** The value has a string, which is then the value: to_date('03/10/1954', 'DD/MM/YYYY'). Only the first one is kept. */
  #hasString = false;
  #keeps = true;
  /** Oracle's q'[…]': the byte that closes it; -1 when the byte that opens it comes next, 0 in an ordinary string. */
  #closing = 0;
  /** The last byte of a q'[…]' was the closing one: a quote behind it ends the string. */
  #afterClosing = false;
  /** The part of an unquoted value (NULL, a number) that stood in an earlier piece. */
  #bare: Uint8Array = new Uint8Array(0);

  reset(): void {
    this.#depth = this.#column = 0;
    this.ended =
      this.#quoted =
      this.#afterQuote =
      this.#escaped =
      this.#hasString =
      this.#afterClosing =
        false;
    this.#closing = 0;
    this.#bare = new Uint8Array(0);
  }

  /** Takes bytes until the statement or the bytes end or the rows are full; returns where it stopped. */
  take(bytes: Uint8Array, rows: RowEmitter, nextNumber: () => number): number {
    // What was kept of an earlier piece is written too, with the end of its cell.
    rows.reserve(this.#bare.length + bytes.length + 2);
    let i = 0;
    while (i < bytes.length && !rows.isFull) {
      if (this.#quoted) i = this.#takeString(bytes, i, rows);
      else if (this.#depth > 0) i = this.#takeBare(bytes, i, rows, nextNumber);
      else {
        const b = bytes[i]!;
        this.ended = b !== OPEN && b !== COMMA && b > BLANK;
        if (this.ended) return b === SEMICOLON ? i + 1 : i;
        if (b === OPEN) this.#depth = 1;
        i++;
      }
    }
    return i;
  }

  /** Takes bytes of a string up to and with the next quote, backslash or line end. */
  #takeString(bytes: Uint8Array, from: number, rows: RowEmitter): number {
    if (this.#closing !== 0) return this.#takeAlternative(bytes, from, rows);
    if (this.#afterQuote || this.#escaped) return this.#finishPair(bytes, from, rows);
    const out = rows.bytes;
    let { length } = rows;
    let i = from;
    let b = 0;
    for (; i < bytes.length; i++) {
      b = bytes[i]!;
      if (b === QUOTE || b === BACKSLASH || b === LF) break;
      out[length++] = b;
    }
    if (this.#keeps) rows.length = length;
    if (i === bytes.length) return i;
    if (b === LF) this.#put(BLANK, rows);
    else if (b === BACKSLASH) this.#escaped = true;
    else if (i + 1 < bytes.length && bytes[i + 1] !== QUOTE) return this.#endString(bytes, i + 1, rows);
    else this.#afterQuote = true;
    return i + 1;
  }

  /** A string has ended before `i`. Mostly the value has too, and the next one is a string again. */
  #endString(bytes: Uint8Array, i: number, rows: RowEmitter): number {
    this.#quoted = false;
    if (bytes[i] !== COMMA || this.#depth !== 1 || this.#bare.length > 0) return i;
    rows.endCell(this.#column++);
    this.#quoted = this.#hasString = this.#keeps = bytes[i + 1] === QUOTE;
    return this.#quoted ? i + 2 : i + 1;
  }

  /** The byte behind a quote or a backslash of a string: two quotes are one, a single quote has ended the string. */
  #finishPair(bytes: Uint8Array, i: number, rows: RowEmitter): number {
    const b = bytes[i]!;
    const isPair = this.#escaped || b === QUOTE;
    if (isPair) this.#put(this.#escaped ? (ESCAPES[b] ?? b) : QUOTE, rows);
    else this.#quoted = false;
    this.#afterQuote = this.#escaped = false;
    return isPair ? i + 1 : i;
  }

  /** Takes bytes of a q'[…]'. */
  #takeAlternative(bytes: Uint8Array, from: number, rows: RowEmitter): number {
    let i = from;
    if (this.#closing < 0) this.#closing = CLOSING[bytes[i]!] ?? bytes[i++]!;
    if (i === from && this.#closing === CLOSING[bytes[i]!]) i++;
    for (; i < bytes.length; i++) {
      const b = bytes[i]!;
      if (this.#afterClosing) {
        this.#afterClosing = false;
        if (b === QUOTE) {
          this.#quoted = false;
          this.#closing = 0;
          return i + 1;
        }
        this.#put(this.#closing, rows);
      }
      if (b === this.#closing) this.#afterClosing = true;
      else this.#put(b === LF ? BLANK : b, rows);
    }
    return i;
  }

  #put(byte: number, rows: RowEmitter): void {
    if (this.#keeps) rows.bytes[rows.length++] = byte;
  }

  /** Takes bytes of a tuple outside strings; stops behind the quote that opens a string and behind the sign that ends a value. */
  #takeBare(bytes: Uint8Array, from: number, rows: RowEmitter, nextNumber: () => number): number {
    for (let i = from; i < bytes.length; i++) {
      const b = bytes[i]!;
      if (b === QUOTE) {
        this.#beginString(bytes, from, i, rows);
        return i + 1;
      }
      if (b === OPEN) this.#depth++;
      else if (b === CLOSE) {
        if (--this.#depth > 0) continue;
        this.#endValue(bytes, from, i, rows);
        rows.endRow(nextNumber());
        this.#column = 0;
        return i + 1;
      } else if (b === COMMA && this.#depth === 1) {
        this.#endValue(bytes, from, i, rows);
        return i + 1;
      }
    }
    if (!this.#hasString && this.#bare.length < BARE_LIMIT)
      this.#bare = concat(this.#bare, bytes.subarray(from));
    return bytes.length;
  }

  /** A string begins behind the quote at `at`; what stands before it from `from` says whether it goes on another one ('a' || chr(39) || 'b'). */
  #beginString(bytes: Uint8Array, from: number, at: number, rows: RowEmitter): void {
    this.#quoted = true;
    const joint = this.#hasString && this.#keeps ? jointOf(bytes, from, at) : null;
    this.#keeps = !this.#hasString || joint !== null;
    this.#hasString = true;
    if (joint !== null) {
      rows.append(joint);
      rows.reserve(bytes.length - at + 2);
    }
    const before = at > from ? bytes[at - 1] : this.#bare.at(-1);
    // q'[…]' and nq'[…]' of Oracle; no other word ends in q before a quote.
    if (before === SMALL_Q || before === CAPITAL_Q) this.#closing = -1;
  }

  /** Ends the value whose unquoted bytes end at `to`. */
  #endValue(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
    if (!this.#hasString) {
      if (this.#bare.length === 0) putBare(bytes, from, to, rows);
      else {
        const whole = concat(this.#bare, bytes.subarray(from, to));
        putBare(whole, 0, whole.length, rows);
      }
    }
    if (this.#bare.length > 0) this.#bare = new Uint8Array(0);
    rows.endCell(this.#column++);
    this.#hasString = false;
  }
}

const SMALL_Q = 0x71;
const CAPITAL_Q = 0x51;
/** What closes the brackets of q'[…]'; any other sign closes itself. */
const CLOSING: Readonly<Record<number, number>> = { 0x5b: 0x5d, 0x28: 0x29, 0x7b: 0x7d, 0x3c: 0x3e };

/** What two strings are joined by: the signs of chr(…) between || or +; null when they are not joined but stand beside one another. */
function jointOf(bytes: Uint8Array, from: number, to: number): Uint8Array | null {
  const between = decode(bytes, from, Math.min(to, from + 1_000));
  if (!/\|\||\+/.test(between)) return null;
  const signs = [...between.matchAll(/\bN?CHA?R\s*\(\s*(\d{1,5})\s*\)/gi)].map((match) => Number(match[1]));
  return encode(signs.map((code) => (code < 0x20 ? ' ' : String.fromCharCode(code))).join(''));
}

/** Where a selection of an INSERT … SELECT ends, where the next one begins, and whether it is the last. `end` is -1 when its end is not there yet. */
function selectionEnd(bytes: Uint8Array): { end: number; next: number; isLast: boolean } {
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (b === SEMICOLON) return { end: i, next: i + 1, isLast: true };
    if ((b | 0x20) === 0x75 && i > 0 && bytes[i - 1]! <= BLANK) {
      const union = /^UNION\s+(?:ALL\s+)?(?=SELECT\b)/i.exec(decode(bytes, i, i + 40));
      if (union !== null) return { end: i, next: i + union[0].length, isLast: false };
    }
    if (b === LF && beginsStatement(bytes, i + 1)) return { end: i, next: i + 1, isLast: true };
  }
  return { end: -1, next: -1, isLast: false };
}

/** 'SELECT 1 AS a, 'x' FROM dual' as '(1, 'x')'; null when it selects from a real table. */
function constantsOf(piece: Uint8Array): Uint8Array | null {
  const text = decode(piece).replace(/^\s*SELECT\s+(?:ALL\s+|DISTINCT\s+)?/i, '');
  const parts = text.match(/'(?:[^']|'')*'|[^']+/g) ?? [];
  const plain = parts.map((part) =>
    part.startsWith("'")
      ? part
      : part.replace(/\sAS\s+(?:\[[^[\]]*\]|`[^`]*`|"[^"]*"|\w+)(?=\s*(?:,|$|FROM\b))/gi, ' '),
  );
  const last = plain.at(-1) ?? '';
  if (!last.startsWith("'"))
    plain[plain.length - 1] = last.replace(/\sFROM\s+(?:SYS\.)?(?:DUAL|SYSIBM\.SYSDUMMY1)\s*$/i, '');
  if (plain.some((part) => !part.startsWith("'") && /\bFROM\b|\*/i.test(part))) return null;
  return encode(`(${plain.join('').trim()})`);
}

/** Whether a line is the end of a batch (GO, /), or begins an INSERT or COPY although the statement before had no ';'. */
function beginsStatement(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first === undefined || !LINE_STARTS.has(first)) return false;
  return /^(?:GO|\/)\s*(?:\n|$)|^(?:INSERT|REPLACE|COPY)\s/i.test(decode(bytes, at, at + 12));
}

/** G, /, I, R, C. */
const LINE_STARTS: ReadonlySet<number> = new Set([0x47, 0x67, 0x2f, 0x49, 0x69, 0x52, 0x72, 0x43, 0x63]);

/** An unquoted value is kept up to about this length. */
const BARE_LIMIT = 65_536;
const BLANK = 0x20;

const NULL_WORD = encode('NULL');
const DEFAULT_WORD = encode('DEFAULT');

/** Whether bytes[start, end) are this word, in capitals or not. */
function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[start + i]! & 0xdf) !== word[i]) return false;
  return true;
}

/** An unquoted value without the blanks around it; NULL and DEFAULT are an empty cell. */
function putBare(bytes: Uint8Array, from: number, to: number, rows: RowEmitter): void {
  let start = from;
  let end = to;
  while (start < end && bytes[start]! <= BLANK) start++;
  while (end > start && bytes[end - 1]! <= BLANK) end--;
  if (isWord(bytes, start, end, NULL_WORD) || isWord(bytes, start, end, DEFAULT_WORD)) return;
  const out = rows.bytes;
  let { length } = rows;
  for (let i = start; i < end; i++) out[length++] = bytes[i]!;
  rows.length = length;
}

/**
 * Offset after the statement that begins the bytes: a line of its own (comment, GO, /, REM …), or up to ';' outside quotes and comments,
 * or up to a line that begins another statement. -1 when it has no end yet.
 */
function statementEnd(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length && bytes[i]! <= BLANK) i++;
  if (/^(?:--|#|REM\b|PROMPT\b|SET DEFINE|GO\s|USE \[|\/\s|@|SPOOL\b)/i.test(decode(bytes, i, i + 12))) {
    const at = bytes.indexOf(LF, i);
    return at < 0 ? -1 : at + 1;
  }
  let quoted = false;
  for (const start = i; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (b === SEMICOLON) return i + 1;
    else if (b === DASH && bytes[i + 1] === DASH) i = lineEnd(bytes, i);
    else if (b === SLASH && bytes[i + 1] === STAR) i = commentEnd(bytes, i);
    else if (NAME_ENDS[b] !== undefined) i = nameEnd(bytes, i, NAME_ENDS[b]);
    if (bytes[i] === LF && i > start && beginsStatement(bytes, i + 1)) return i + 1;
  }
  return -1;
}

const DASH = 0x2d;
const SLASH = 0x2f;
const STAR = 0x2a;

function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

/** What closes a quoted name: [Nom d'usage], "d'usage", `d'usage`. */
const NAME_ENDS: Readonly<Record<number, number>> = { 0x5b: 0x5d, 0x22: 0x22, 0x60: 0x60 };
const NAME_LIMIT = 130;

/** The last byte of a quoted name; where none ends soon, the sign was none of a name. */
function nameEnd(bytes: Uint8Array, from: number, closing: number): number {
  const to = Math.min(bytes.length, from + NAME_LIMIT);
  for (let i = from + 1; i < to && bytes[i] !== LF; i++) if (bytes[i] === closing) return i;
  return from;
}

/** The last byte of a comment. */
function commentEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(STAR, from + 2); at >= 0; at = bytes.indexOf(STAR, at + 1))
    if (bytes[at + 1] === SLASH) return at + 1;
  return bytes.length;
}

/** `dossier`.`patients` -> dossier.patients; [dbo].[Patient] -> dbo.Patient. */
function plainName(name: string): string {
  return name
    .replace(/[`"[\]]/g, '')
    .split('.')
    .map((part) => part.trim())
    .join('.');
}

/** The names of a list, commas inside quotes left alone. */
function namesOf(list: string): string[] {
  const names: string[] = [];
  let start = 0;
  let closing: string | null = null;
  for (let i = 0; i < list.length; i++) {
    const sign = list[i]!;
    if (closing !== null) closing = sign === closing ? null : closing;
    else if (sign === ',') {
      names.push(list.slice(start, i));
      start = i + 1;
    } else closing = CLOSING_QUOTES[sign] ?? null;
  }
  // A quote that is not closed is none.
  const all = closing === null ? [...names, list.slice(start)] : list.split(',');
  return all.filter((name) => name !== '').map(plainName);
}

const CLOSING_QUOTES: Readonly<Record<string, string>> = { '[': ']', '"': '"', '`': '`' };

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

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
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
