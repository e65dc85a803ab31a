import { ReadFault } from '../format.ts';
import type { StreamCipher } from './binaryEncryption.ts';
import type { CompoundStream } from '../compoundFile.ts';

/** One record of a workbook before 2007, with those that continue it. The bytes are valid until the next record is asked for. */
export interface BiffRecord {
  readonly type: number;
  /** Where the record begins in its stream. */
  readonly position: number;
  /** The body, then the bodies of the records that continue it. */
  readonly parts: readonly Buffer[];
}

const HEADER_BYTES = 4;
const CONTINUE = 0x3c;
const WINDOW = 1 << 20;
/** A record with its continuations is held in memory. */
const RECORD_LIMIT = 256 << 20;

/** Records that stay in the clear in an encrypted workbook ([MS-XLS] 2.2.10). */
const CLEAR = new Set([0x0809, 0x0409, 0x0209, 0x0009, 0x2f, 0x194, 0x195, 0xe1, 0x196, 0x138]);
const SHEET_RECORD = 0x85;
/** Bytes of a sheet record that stay in the clear. */
const SHEET_CLEAR = 4;

/** Reads the records of a stream one after another, holding a window of it. A record that runs over the end ends the reading. */
export class BiffRecords {
  readonly #stream: Pick<CompoundStream, 'readAt' | 'size'>;
  #window = Buffer.alloc(0);
  /** Position of the window in the stream, and of the next record in the window. */
  #windowAt = 0;
  #at = 0;
  #cipher: StreamCipher | null = null;

  constructor(stream: Pick<CompoundStream, 'readAt' | 'size'>) {
    this.#stream = stream;
  }

  /** Records behind this one are decrypted. */
  decryptWith(cipher: StreamCipher): void {
    this.#cipher = cipher;
  }

  /** Whether bytes are left that are no whole record. */
  get isCut(): boolean {
    return this.#windowAt + this.#at + HEADER_BYTES < this.#stream.size;
  }

  /** The next record if it stands in the window; null when {@link fill} is due, or at the end. */
  next(): BiffRecord | null {
    const first = this.#at;
    const parts: Buffer[] = [];
    let at = first;
    while (parts.length === 0 || this.#typeAt(at) === CONTINUE) {
      const end = this.#endOf(at);
      if (end === null) return null;
      parts.push(this.#window.subarray(at + HEADER_BYTES, end));
      at = end;
      if (at + HEADER_BYTES > this.#window.length && !this.#isAtEnd) return null;
    }
    const type = this.#window.readUInt16LE(first);
    this.#at = at;
    const record = { type, position: this.#windowAt + first, parts };
    if (this.#cipher !== null) this.#decrypt(this.#cipher, record);
    return record;
  }

  /** Reads on; false when nothing more is to be had. */
  async fill(): Promise<boolean> {
    if (this.#isAtEnd) return false;
    if (this.#window.length - this.#at > RECORD_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
    const rest = this.#window.subarray(this.#at);
    const from = this.#windowAt + this.#window.length;
    // A record with many continuations (the table of strings) may be larger than a window.
    const more = await this.#stream.readAt(from, Math.max(WINDOW, rest.length));
    if (more.length === 0) return false;
    this.#windowAt += this.#at;
    this.#window = Buffer.concat([rest, more]);
    this.#at = 0;
    return true;
  }

  get #isAtEnd(): boolean {
    return this.#windowAt + this.#window.length >= this.#stream.size;
  }

  #typeAt(at: number): number {
    return at + HEADER_BYTES <= this.#window.length ? this.#window.readUInt16LE(at) : -1;
  }

  #endOf(at: number): number | null {
    if (at + HEADER_BYTES > this.#window.length) return null;
    const end = at + HEADER_BYTES + this.#window.readUInt16LE(at + 2);
    return end <= this.#window.length ? end : null;
  }

  #decrypt(cipher: StreamCipher, { type, position, parts }: BiffRecord): void {
    let at = position + HEADER_BYTES;
    for (const [i, part] of parts.entries()) {
      const clear = Buffer.from(part.subarray(0, type === SHEET_RECORD && i === 0 ? SHEET_CLEAR : 0));
      if (i > 0 || !CLEAR.has(type)) cipher.decrypt(part, at);
      part.set(clear);
      at += part.length + HEADER_BYTES;
    }
  }
}
