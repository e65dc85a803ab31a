import { decode, encode } from '../../text/windows1252.ts';
import { concatBytes } from '../concatBytes.ts';
import type { RowEmitter } from '../emitRows.ts';
import { BACKSLASH, BLANK, CLOSE, COMMA, ESCAPES, LF, OPEN, QUOTE, SEMICOLON } from './signs.ts';

/** Reads the tuples of an INSERT; keeps where it stands from one piece of bytes to the next. */
export class TupleReader {
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
      this.#bare = concatBytes(this.#bare, bytes.subarray(from));
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
        const whole = concatBytes(this.#bare, bytes.subarray(from, to));
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

/** An unquoted value is kept up to about this length. */
const BARE_LIMIT = 65_536;

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
