import { encode } from '../../text/windows1252.ts';
import { decodeCodePage } from './codePages.ts';

const WIDE = 1;
const EXTENDED = 4;
const RICH = 8;
const NOTHING = new Uint8Array(0);

/** Reads the strings of one record; characters may go on in the records that continue it ([MS-XLS] 2.5.293 and 2.5.294). */
export class BiffStringReader {
  readonly #parts: readonly Buffer[];
  #part: number;
  #at: number;

  constructor(parts: readonly Buffer[], part = 0, at = 0) {
    this.#parts = parts;
    this.#part = part;
    this.#at = at;
  }

  /** Whether bytes are left. */
  get hasMore(): boolean {
    return this.#left > 0 || this.#part + 1 < this.#parts.length;
  }

  /** A string with its length before it, in one byte or two. */
  read(lengthBytes: 1 | 2 = 2): Uint8Array {
    const characters = lengthBytes === 2 ? this.#number(2) : this.#number(1);
    const flags = this.#number(1);
    const runs = (flags & RICH) !== 0 ? this.#number(2) : 0;
    const extension = (flags & EXTENDED) !== 0 ? this.#number(4) : 0;
    const bytes = this.#characters(characters, flags);
    this.skip(4 * runs + extension);
    return bytes;
  }

  /** Characters behind a byte of flags, without a length (the text of a drawing). */
  readCharacters(count: number): Uint8Array {
    return this.#characters(count, this.#number(1));
  }

  skip(count: number): void {
    for (let left = count; left > 0 && this.#settle();) {
      const passed = Math.min(left, this.#left);
      this.#at += passed;
      left -= passed;
    }
  }

  get #left(): number {
    return (this.#parts[this.#part]?.length ?? 0) - this.#at;
  }

  /** Goes on with the next part where this one ends; false at the end. */
  #settle(): boolean {
    while (this.#left <= 0) {
      if (this.#part + 1 >= this.#parts.length) return false;
      this.#part++;
      this.#at = 0;
    }
    return true;
  }

  #number(bytes: 1 | 2 | 4): number {
    let value = 0;
    for (let i = 0; i < bytes; i++)
      value += this.#settle() ? this.#parts[this.#part]![this.#at++]! * 256 ** i : 0;
    return value;
  }

  /** Where characters go on in the next part, a byte there says anew how wide they are. */
  #characters(count: number, flags: number): Uint8Array {
    let wide = (flags & WIDE) !== 0;
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0;) {
      if (this.#left <= 0) {
        if (!this.#settle()) break;
        wide = (this.#number(1) & WIDE) !== 0;
        continue;
      }
      const width = wide ? 2 : 1;
      const taken = Math.min(left, Math.floor(this.#left / width));
      // Half a character at the end of a part: the file is damaged.
      if (taken === 0) {
        this.#at += this.#left;
        continue;
      }
      pieces.push(charactersOf(this.#parts[this.#part]!, this.#at, taken, wide));
      this.#at += taken * width;
      left -= taken;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }
}

/** Narrow characters are the low bytes of UTF-16. */
function charactersOf(part: Buffer, at: number, count: number, wide: boolean): Uint8Array {
  return wide
    ? encode(part.toString('utf16le', at, at + 2 * count))
    : Uint8Array.prototype.slice.call(part, at, at + count);
}

/** A string of Excel 95 and before: single bytes in the code page of the workbook. */
export function codePageString(body: Buffer, at: number, lengthBytes: 1 | 2, codePage: number): Uint8Array {
  if (at + lengthBytes > body.length) return NOTHING;
  const start = at + lengthBytes;
  const length = lengthBytes === 1 ? body[at]! : body.readUInt16LE(at);
  const bytes = body.subarray(start, start + length);
  return encode(decodeCodePage(bytes, codePage));
}
