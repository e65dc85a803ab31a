import { ReadFault, type SyncBytes } from './format.ts';

const MAGIC = Buffer.from('894c5a4f000d0a1a0a', 'hex');
/** Flags of a header (lzop, conf.h). */
const ADLER_UNPACKED = 0x1;
const ADLER_PACKED = 0x2;
const EXTRA_FIELD = 0x40;
const CRC_UNPACKED = 0x100;
const CRC_PACKED = 0x200;
const FILTER = 0x800;
/** From this version of lzop on, headers say more. */
const LATER_VERSION = 0x0940;
/** lzop makes no larger blocks. */
const BLOCK_LIMIT = 64 << 20;
const FARTHEST = 0x4000;

/** Whether bytes begin a file of lzop. */
export function isLzop(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** Unpacks what lzop packed, also several files one after the other. Checksums are not checked. Throws ReadFault after what could be had. */
export async function* unpackLzo(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let files = 0; at < bytes.size; files++) {
    if (!isLzop(bytes.read(at, MAGIC.length))) {
      if (files > 0) return;
      throw new ReadFault('corrupt', 'damaged_structure');
    }
    at = yield* oneFile(bytes, at + MAGIC.length);
    await Promise.resolve();
  }
}

function* oneFile(bytes: SyncBytes, start: number): Generator<Uint8Array, number> {
  const { flags, end } = header(bytes, start);
  if ((flags & FILTER) !== 0) throw new ReadFault('unsupported', 'no_reader');
  const sums = (first: number, second: number): number =>
    ((flags & first) === 0 ? 0 : 4) + ((flags & second) === 0 ? 0 : 4);
  for (let at = end; ;) {
    const unpacked = u32(bytes, at);
    if (unpacked === 0) return at + 4;
    const packed = u32(bytes, at + 4);
    if (unpacked > BLOCK_LIMIT || packed > unpacked) throw new ReadFault('corrupt', 'damaged_structure');
    // What did not get smaller is stored as it is, with one set of checksums.
    const isStored = packed === unpacked;
    at += 8 + sums(ADLER_UNPACKED, CRC_UNPACKED) + (isStored ? 0 : sums(ADLER_PACKED, CRC_PACKED));
    const block = exactly(bytes, at, packed);
    yield isStored ? block.slice() : unpackBlock(block, unpacked);
    at += packed;
  }
}

/** What of the header matters, behind the magic. */
function header(bytes: SyncBytes, start: number): { flags: number; end: number } {
  const version = u16(bytes, start);
  const isLater = version >= LATER_VERSION;
  const flagsAt = start + (isLater ? 8 : 5);
  const flags = u32(bytes, flagsAt);
  // Filter, mode, time, of later versions in two parts, then the name and a checksum.
  const nameAt = flagsAt + 4 + ((flags & FILTER) === 0 ? 0 : 4) + 4 + (isLater ? 8 : 4);
  const end = nameAt + 1 + exactly(bytes, nameAt, 1)[0]! + 4;
  return { flags, end: (flags & EXTRA_FIELD) === 0 ? end : end + 4 + u32(bytes, end) + 4 };
}

/**
 * Unpacks one block of LZO1X (Documentation/staging/lzo.rst of the Linux kernel describes the stream): an instruction copies bytes from further back, up to
 * three literals may follow; what an instruction below 16 means depends on how many did.
 */
function unpackBlock(packed: Uint8Array, size: number): Uint8Array {
  const block = new Block(packed, size);
  const first = packed[0] ?? 0;
  if (first > 17) {
    block.at = 1;
    block.literals(first - 17);
    block.state = Math.min(4, first - 17);
  }
  while (block.step());
  return block.result();
}

class Block {
  readonly #in: Uint8Array;
  readonly #out: Uint8Array;
  #length = 0;
  /** Literals before the instruction: 0 to 3 behind a match, 4 for a run of them. */
  state = 0;
  at = 0;

  constructor(packed: Uint8Array, size: number) {
    this.#in = packed;
    this.#out = new Uint8Array(size);
  }

  /** One instruction; false at the end mark. */
  step(): boolean {
    const code = this.#byte();
    if (code >= 64) this.#match((code >> 5) + 1, ((code >> 2) & 7) + (this.#byte() << 3) + 1, code & 3);
    else if (code >= 32) this.#farMatch(this.#count(code & 31, 31) + 2, 1);
    else if (code >= 16) {
      const length = this.#count(code & 7, 7) + 2;
      const far = (code & 8) << 11;
      // The end mark is a match at no distance.
      if (far === 0 && this.#peekWord() >> 2 === 0) return false;
      this.#farMatch(length, far + FARTHEST);
    } else if (this.state === 0) {
      this.literals(this.#count(code, 15) + 3);
      this.state = 4;
    } else if (this.state === 4) this.#match(3, (code >> 2) + (this.#byte() << 2) + 0x801, code & 3);
    else this.#match(2, (code >> 2) + (this.#byte() << 2) + 1, code & 3);
    return true;
  }

  literals(count: number): void {
    if (this.at + count > this.#in.length || this.#length + count > this.#out.length) broken();
    this.#out.set(this.#in.subarray(this.at, this.at + count), this.#length);
    this.at += count;
    this.#length += count;
  }

  result(): Uint8Array {
    if (this.#length !== this.#out.length) broken();
    return this.#out;
  }

  #farMatch(length: number, base: number): void {
    const word = this.#peekWord();
    this.at += 2;
    this.#match(length, base + (word >> 2), word & 3);
  }

  #match(length: number, distance: number, literals: number): void {
    const from = this.#length - distance;
    if (from < 0 || this.#length + length > this.#out.length) broken();
    // Byte by byte: it may reach into what it writes.
    for (let i = 0; i < length; i++) this.#out[this.#length + i] = this.#out[from + i]!;
    this.#length += length;
    this.literals(literals);
    this.state = literals;
  }

  /** A count that is zero goes on: each byte of zero is 255 more. */
  #count(given: number, base: number): number {
    if (given !== 0) return given;
    let count = base;
    for (let byte = this.#byte(); ; byte = this.#byte()) {
      if (byte !== 0) return count + byte;
      count += 255;
    }
  }

  #byte(): number {
    if (this.at >= this.#in.length) broken();
    return this.#in[this.at++]!;
  }

  #peekWord(): number {
    if (this.at + 2 > this.#in.length) broken();
    return this.#in[this.at]! | (this.#in[this.at + 1]! << 8);
  }
}

function broken(): never {
  throw new ReadFault('corrupt', 'bad_compression');
}

function exactly(bytes: SyncBytes, at: number, length: number): Uint8Array {
  const found = bytes.read(at, length);
  if (found.length < length) throw new ReadFault('corrupt', 'truncated');
  return found;
}

function u16(bytes: SyncBytes, at: number): number {
  return Buffer.from(exactly(bytes, at, 2)).readUInt16BE(0);
}

function u32(bytes: SyncBytes, at: number): number {
  return Buffer.from(exactly(bytes, at, 4)).readUInt32BE(0);
}
