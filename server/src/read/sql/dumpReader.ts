import { decode } from '../../text/windows1252.ts';
import { concatBytes } from '../concatBytes.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import type { Sink } from '../format.ts';
import { constantsOf, selectionEnd } from './selections.ts';
import { BACKSLASH, ESCAPES, LF, TAB } from './signs.ts';
import { statementEnd } from './statementEnds.ts';
import {
  columnsOf,
  COPY,
  CREATE,
  headOf,
  INSERT,
  INSERT_SELECT,
  isCopyWithoutLineEnd,
  namesOf,
  plainName,
} from './statementHeads.ts';
import { TupleReader } from './tupleReader.ts';

/** A statement head (INSERT … VALUES, COPY … FROM stdin, CREATE TABLE) is looked for within so many bytes. */
const STATEMENT_LIMIT = 1 << 20;

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
    let bytes = this.#pending.length === 0 ? chunk : concatBytes(this.#pending, chunk);
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

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
