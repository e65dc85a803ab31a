import { ReadFault } from './format.ts';

const WINDOW = 1 << 16;
const OUTPUT = 1 << 17;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 3,
];
/** The last length code takes 16 bits in Deflate64 (in Deflate it is 258 itself). */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Unpacks Deflate64 (APPNOTE.TXT 4.4.5 method 9): Deflate (RFC 1951) with a window of 64 KiB, longer matches and two more distance codes. */
export function* unpackDeflate64(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const bits = new BitReader(chunks[Symbol.iterator]());
  const out = new Output();
  for (let last = false; !last;) {
    last = bits.take(1) === 1;
    const type = bits.take(2);
    if (type === 0) yield* stored(bits, out);
    else if (type === 1) yield* compressed(bits, out, FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) {
      const { literals, distances } = readTables(bits);
      yield* compressed(bits, out, literals, distances);
    } else throw new ReadFault('corrupt', 'bad_compression');
  }
  yield* out.flush(0);
}

function* stored(bits: BitReader, out: Output): Generator<Uint8Array> {
  bits.toByte();
  const length = bits.take(16);
  if ((bits.take(16) ^ 0xffff) !== length) throw new ReadFault('corrupt', 'bad_compression');
  for (let i = 0; i < length; i++) out.bytes[out.length++] = bits.take(8);
  yield* out.flush(OUTPUT);
}

function* compressed(
  bits: BitReader,
  out: Output,
  literals: HuffmanTable,
  distances: HuffmanTable,
): Generator<Uint8Array> {
  for (;;) {
    const symbol = literals.read(bits);
    if (symbol < 256) out.bytes[out.length++] = symbol;
    else if (symbol === 256) break;
    else {
      if (symbol > 285) throw new ReadFault('corrupt', 'bad_compression');
      const length = LENGTH_BASE[symbol - 257]! + bits.take(LENGTH_BITS[symbol - 257]!);
      out.repeat(distanceOf(distances.read(bits), bits), length);
    }
    if (out.length >= OUTPUT) yield* out.flush(OUTPUT);
  }
}

function distanceOf(code: number, bits: BitReader): number {
  if (code < 4) return code + 1;
  const extra = (code >> 1) - 1;
  return ((2 + (code & 1)) << extra) + 1 + bits.take(extra);
}

/** What was unpacked: the window stays, the rest is handed out. */
class Output {
  bytes = new Uint8Array(WINDOW + 3 * OUTPUT);
  length = 0;
  #handedOut = 0;

  repeat(distance: number, length: number): void {
    if (distance > this.length) throw new ReadFault('corrupt', 'bad_compression');
    for (let i = 0; i < length; i++, this.length++)
      this.bytes[this.length] = this.bytes[this.length - distance]!;
  }

  /** Hands out what is new when it is at least so much. */
  *flush(least: number): Generator<Uint8Array> {
    const fresh = this.length - this.#handedOut;
    if (fresh === 0 || fresh < least - WINDOW) return;
    yield this.bytes.slice(this.#handedOut, this.length);
    const kept = Math.min(WINDOW, this.length);
    this.bytes.copyWithin(0, this.length - kept, this.length);
    this.length = this.#handedOut = kept;
  }
}

/** Bits from the lowest one on. */
class BitReader {
  readonly #chunks: Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(chunks: Iterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  take(count: number): number {
    while (this.#count < count) {
      this.#bits |= this.#byte() << this.#count;
      this.#count += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#count -= count;
    return value;
  }

  toByte(): void {
    this.take(this.#count % 8);
  }

  #byte(): number {
    while (this.#at === this.#chunk.length) {
      const next = this.#chunks.next();
      if (next.done === true) throw new ReadFault('corrupt', 'truncated');
      this.#chunk = next.value;
      this.#at = 0;
    }
    return this.#chunk[this.#at++]!;
  }
}

/** Canonical codes of at most 15 bits, read bit by bit from the counts of each length. */
class HuffmanTable {
  readonly #counts = new Uint16Array(16);
  readonly #symbols: Uint16Array;

  constructor(lengths: readonly number[]) {
    for (const length of lengths) this.#counts[length]!++;
    this.#counts[0] = 0;
    const next = new Uint16Array(16);
    for (let length = 1; length < 15; length++) next[length + 1] = next[length]! + this.#counts[length]!;
    this.#symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      if (length > 0) this.#symbols[next[length]!++] = symbol;
    });
  }

  read(bits: BitReader): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length++) {
      code |= bits.take(1);
      const count = this.#counts[length]!;
      if (code - count < first) return this.#symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new ReadFault('corrupt', 'bad_compression');
  }
}

const FIXED_LITERALS = new HuffmanTable(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = new HuffmanTable(Array.from({ length: 32 }, () => 5));

function readTables(bits: BitReader): { literals: HuffmanTable; distances: HuffmanTable } {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const codeCount = bits.take(4) + 4;
  const codeLengths = Array.from({ length: 19 }, () => 0);
  for (let i = 0; i < codeCount; i++) codeLengths[CODE_ORDER[i]!] = bits.take(3);
  const codes = new HuffmanTable(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = codes.read(bits);
    if (symbol < 16) lengths.push(symbol);
    else {
      const value = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      for (let i = 0; i < times; i++) lengths.push(value);
    }
  }
  return {
    literals: new HuffmanTable(lengths.slice(0, literalCount)),
    distances: new HuffmanTable(lengths.slice(literalCount, literalCount + distanceCount)),
  };
}
