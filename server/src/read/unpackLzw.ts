import { ReadFault, type SyncBytes } from './format.ts';

const CLEAR = 256;
const BLOCK = 1 << 16;
const OUTPUT = 1 << 16;

/** Unpacks what Unix `compress` wrote: LZW with codes of 9 to at most 16 bits, in groups of eight codes. Throws ReadFault after what could be had. */
export async function* unpackLzw(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  const header = bytes.read(0, 3);
  const most = header[2]! & 0x1f;
  if (header.length < 3 || most < 9 || most > 16) throw new ReadFault('corrupt', 'damaged_structure');
  const decoder = new LzwDecoder(bytes, most, (header[2]! & 0x80) !== 0);
  for (let chunk = decoder.next(); chunk.length > 0; chunk = decoder.next())
    yield await Promise.resolve(chunk);
  if (decoder.fault !== null) throw decoder.fault;
}

class LzwDecoder {
  fault: ReadFault | null = null;
  readonly #bytes: SyncBytes;
  readonly #most: number;
  readonly #firstFree: number;
  readonly #prefix = new Uint16Array(1 << 16);
  readonly #suffix = new Uint8Array(1 << 16);
  readonly #stack = new Uint8Array(1 << 16);
  #stacked = 0;
  #width = 9;
  #free: number;
  #previous = -1;
  #firstByte = 0;
  /** Codes read since the width last changed: a change skips the rest of a group of eight. */
  #codes = 0;
  #block: Uint8Array = new Uint8Array(0);
  #blockAt = 0;
  #at = 3;
  #bits = 0;
  #bitCount = 0;
  #ended = false;

  constructor(bytes: SyncBytes, most: number, clears: boolean) {
    this.#bytes = bytes;
    this.#most = most;
    this.#firstFree = clears ? CLEAR + 1 : CLEAR;
    this.#free = this.#firstFree;
  }

  /** The next piece, empty at the end. */
  next(): Uint8Array {
    const out = new Uint8Array(OUTPUT);
    let length = 0;
    while (length < OUTPUT) {
      if (this.#stacked === 0 && !this.#step()) break;
      while (this.#stacked > 0 && length < OUTPUT) out[length++] = this.#stack[--this.#stacked]!;
    }
    return out.subarray(0, length);
  }

  /** Puts the bytes of the next code on the stack, last one first; false at the end. */
  #step(): boolean {
    if (this.#ended) return false;
    let code = this.#code();
    while (code === CLEAR && this.#firstFree > CLEAR) {
      this.#align();
      this.#free = this.#firstFree;
      this.#width = 9;
      this.#previous = -1;
      code = this.#code();
    }
    if (code < 0) return this.#end(null);
    if (this.#previous < 0 ? code > 255 : code > this.#free)
      return this.#end(new ReadFault('corrupt', 'bad_compression'));
    let walk = code;
    if (this.#previous >= 0 && code === this.#free) {
      this.#stack[this.#stacked++] = this.#firstByte;
      walk = this.#previous;
    }
    while (walk > 255 && this.#stacked < this.#stack.length) {
      this.#stack[this.#stacked++] = this.#suffix[walk]!;
      walk = this.#prefix[walk]!;
    }
    this.#firstByte = walk & 0xff;
    this.#stack[this.#stacked++] = this.#firstByte;
    this.#learn();
    this.#previous = code;
    return true;
  }

  #learn(): void {
    if (this.#previous < 0 || this.#free >= 1 << this.#most) return;
    this.#prefix[this.#free] = this.#previous;
    this.#suffix[this.#free++] = this.#firstByte;
    if (this.#free >= 1 << this.#width && this.#width < this.#most) {
      this.#align();
      this.#width++;
    }
  }

  #end(fault: ReadFault | null): false {
    this.#ended = true;
    this.fault = fault;
    return false;
  }

  /** Codes come in groups of eight of one width; the rest of a group is padding. */
  #align(): void {
    while (this.#codes % 8 !== 0) if (this.#code() < 0) return;
    this.#codes = 0;
  }

  #code(): number {
    while (this.#bitCount < this.#width) {
      const byte = this.#byte();
      if (byte < 0) return -1;
      this.#bits |= byte << this.#bitCount;
      this.#bitCount += 8;
    }
    const code = this.#bits & ((1 << this.#width) - 1);
    this.#bits >>>= this.#width;
    this.#bitCount -= this.#width;
    this.#codes++;
    return code;
  }

  #byte(): number {
    if (this.#blockAt === this.#block.length) {
      this.#block = this.#bytes.read(this.#at, BLOCK).slice();
      this.#at += this.#block.length;
      this.#blockAt = 0;
      if (this.#block.length === 0) return -1;
    }
    return this.#block[this.#blockAt++]!;
  }
}
