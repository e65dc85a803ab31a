/** What listens to an RTF file. Arrays are valid during the call only. */
export interface RtfHandler {
  openGroup(): void;
  closeGroup(): void;
  /** A control word ('par', 'u') with its number, or a control symbol ('~', '*') with null. */
  control(word: string, parameter: number | null): void;
  /** Characters bytes[from, to) in the current code page; never a backslash, brace or line end of the file. */
  text(bytes: Buffer, from: number, to: number): void;
  /** One character that was written in hex. */
  hexByte(byte: number): void;
  /** Raw bytes behind \bin. */
  binary(bytes: Uint8Array): void;
}

const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const CR = 0x0d;
const LF = 0x0a;
const BLANK = 0x20;
const MINUS = 0x2d;
const QUOTE = 0x27;

/** Longer words are none of RTF. */
const WORD_LIMIT = 64;
const PARAMETER_LIMIT = 2 ** 31;

/** What the next byte is taken for. */
type State = 'text' | 'escape' | 'word' | 'parameter' | 'hex' | 'binary';

/** Cuts an RTF file (RTF specification 1.9.1) into groups, controls and text, chunk by chunk; it never fails. */
export class RtfParser {
  readonly #handler: RtfHandler;
  #state: State = 'text';
  #depth = 0;
  #word = '';
  #sign = 1;
  #parameter: number | null = null;
  #hex = '';
  #binaryLeft = 0;

  constructor(handler: RtfHandler) {
    this.#handler = handler;
  }

  /** Whether the file breaks off inside a group or binary data. */
  get isCut(): boolean {
    return this.#depth > 1 || this.#binaryLeft > 0;
  }

  push(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < chunk.length;) at = this.#step(chunk, at);
  }

  /** Takes what begins at `at`; returns where the next thing begins. */
  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case 'text':
        return this.#inText(chunk, at);
      case 'escape':
        return this.#escape(chunk[at]!, at);
      case 'word':
        return this.#inWord(chunk[at]!, at);
      case 'parameter':
        return this.#inParameter(chunk[at]!, at);
      case 'hex':
        return this.#inHex(chunk[at]!, at);
      case 'binary':
        return this.#inBinary(chunk, at);
    }
  }

  #inText(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && IS_PLAIN[chunk[at]!] === 1) at++;
    if (at > from) {
      this.#handler.text(chunk, from, at);
      return at;
    }
    const byte = chunk[at]!;
    if (byte === BACKSLASH) this.#state = 'escape';
    else if (byte === OPEN) {
      this.#depth++;
      this.#handler.openGroup();
    } else if (byte === CLOSE) {
      this.#depth = Math.max(0, this.#depth - 1);
      this.#handler.closeGroup();
    }
    return at + 1;
  }

  #escape(byte: number, at: number): number {
    if (isLetter(byte)) {
      this.#word = '';
      this.#state = 'word';
      return at;
    }
    this.#state = 'text';
    if (byte === QUOTE) {
      this.#hex = '';
      this.#state = 'hex';
    } else if (byte === BACKSLASH || byte === OPEN || byte === CLOSE) this.#handler.hexByte(byte);
    else if (byte === CR || byte === LF) this.#handler.control('par', null);
    else this.#handler.control(String.fromCharCode(byte), null);
    return at + 1;
  }

  #inWord(byte: number, at: number): number {
    if (isLetter(byte) && this.#word.length < WORD_LIMIT) {
      this.#word += String.fromCharCode(byte);
      return at + 1;
    }
    this.#sign = 1;
    this.#parameter = null;
    if (!isDigit(byte) && byte !== MINUS) return this.#endWord(byte, at);
    this.#state = 'parameter';
    if (byte !== MINUS) return at;
    this.#sign = -1;
    return at + 1;
  }

  #inParameter(byte: number, at: number): number {
    if (!isDigit(byte)) return this.#endWord(byte, at);
    this.#parameter = Math.min(PARAMETER_LIMIT, (this.#parameter ?? 0) * 10 + byte - 0x30);
    return at + 1;
  }

  /** A blank behind a word belongs to it. */
  #endWord(byte: number, at: number): number {
    this.#state = 'text';
    const parameter = this.#parameter === null ? null : this.#sign * this.#parameter;
    if (this.#word === 'bin') {
      this.#binaryLeft = Math.max(0, parameter ?? 0);
      this.#state = this.#binaryLeft > 0 ? 'binary' : 'text';
    } else this.#handler.control(this.#word, parameter);
    return byte === BLANK ? at + 1 : at;
  }

  #inHex(byte: number, at: number): number {
    const digit = String.fromCharCode(byte);
    if (!/[0-9a-f]/i.test(digit)) {
      this.#state = 'text';
      return at;
    }
    this.#hex += digit;
    if (this.#hex.length === 2) {
      this.#state = 'text';
      this.#handler.hexByte(parseInt(this.#hex, 16));
    }
    return at + 1;
  }

  #inBinary(chunk: Uint8Array, at: number): number {
    const bytes = chunk.subarray(at, at + this.#binaryLeft);
    this.#binaryLeft -= bytes.length;
    if (this.#binaryLeft === 0) this.#state = 'text';
    this.#handler.binary(bytes);
    return at + bytes.length;
  }
}

/** 1 for bytes that are text. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  [BACKSLASH, OPEN, CLOSE, CR, LF, 0].includes(byte) ? 0 : 1,
);

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
