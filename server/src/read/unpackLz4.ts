import { ReadFault, type SyncBytes } from './format.ts';

const FRAME = 0x184d2204;
const LEGACY = 0x184c2102;
const SKIPPABLE = 0x184d2a50;
/** Matches reach back so far. */
const WINDOW = 1 << 16;
const LEGACY_BLOCK = 8 << 20;
const BLOCK_LIMITS = [0, 0, 0, 0, 1 << 16, 1 << 18, 1 << 20, 4 << 20];

/** Unpacks LZ4 frames one after the other (lz4_Frame_format.md 1.6.4, legacy frames too). Checksums are not checked. Throws ReadFault after what could be had. */
export async function* unpackLz4(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let frames = 0; at + 4 <= bytes.size; frames++) {
    const magic = u32(bytes, at);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) at += 8 + u32(bytes, at + 4);
    else if (magic === FRAME) at = yield* frame(bytes, at + 4);
    else if (magic === LEGACY) at = yield* legacyFrame(bytes, at + 4);
    else if (frames > 0) return;
    else throw new ReadFault('corrupt', 'damaged_structure');
    await Promise.resolve();
  }
}

function* frame(bytes: SyncBytes, start: number): Generator<Uint8Array, number> {
  const flags = u8(bytes, start);
  if (flags >> 6 !== 1) throw new ReadFault('corrupt', 'damaged_structure');
  const blockLimit = BLOCK_LIMITS[(u8(bytes, start + 1) >> 4) & 7]!;
  const blockSum = (flags & 0x10) === 0 ? 0 : 4;
  let at = start + 2 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4) + 1;
  let window = new Uint8Array(0);
  for (;;) {
    const word = u32(bytes, at);
    at += 4;
    if (word === 0) return at + ((flags & 4) === 0 ? 0 : 4);
    const length = word & 0x7fffffff;
    const packed = exactly(bytes, at, length, blockLimit);
    const out = word >>> 31 === 1 ? packed.slice() : unpackBlock(packed, window, blockLimit);
    yield out;
    window = lastOf(window, out);
    at += length + blockSum;
  }
}

/** Blocks of 8 MB each, until something that is no block follows. */
function* legacyFrame(bytes: SyncBytes, start: number): Generator<Uint8Array, number> {
  let at = start;
  while (at + 4 <= bytes.size) {
    const length = u32(bytes, at);
    if (length === FRAME || length === LEGACY || length > LEGACY_BLOCK + (LEGACY_BLOCK >> 7) + 64) return at;
    yield unpackBlock(exactly(bytes, at + 4, length, length), new Uint8Array(0), LEGACY_BLOCK);
    at += 4 + length;
  }
  return at;
}

function lastOf(window: Uint8Array, out: Uint8Array): Uint8Array<ArrayBuffer> {
  if (out.length >= WINDOW) return out.slice(out.length - WINDOW);
  const both = new Uint8Array(Math.min(WINDOW, window.length + out.length));
  both.set(out, both.length - out.length);
  const old = both.length - out.length;
  both.set(window.subarray(window.length - old), 0);
  return both;
}

/** One block (lz4_Block_format.md): literals and matches, which may reach back into `window`. */
export function unpackBlock(packed: Uint8Array, window: Uint8Array, limit: number): Uint8Array {
  const out = new Uint8Array(window.length + limit);
  out.set(window);
  let at = 0;
  let to = window.length;
  const longer = (length: number): number => {
    for (let more = 255; more === 255;) {
      more = packed[at++] ?? -1;
      if (more < 0) throw new ReadFault('corrupt', 'bad_compression');
      length += more;
    }
    return length;
  };
  while (at < packed.length) {
    const token = packed[at++]!;
    const literals = token >> 4 === 15 ? longer(15) : token >> 4;
    if (at + literals > packed.length || to + literals > out.length)
      throw new ReadFault('corrupt', 'bad_compression');
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= packed.length) break;
    const back = packed[at]! | ((packed[at + 1] ?? 0) << 8);
    at += 2;
    const match = ((token & 15) === 15 ? longer(15) : token & 15) + 4;
    if (back === 0 || back > to || to + match > out.length) throw new ReadFault('corrupt', 'bad_compression');
    for (let i = 0; i < match; i++, to++) out[to] = out[to - back]!;
  }
  return out.slice(window.length, to);
}

function exactly(bytes: SyncBytes, at: number, length: number, limit: number): Uint8Array {
  if (length > limit + 64) throw new ReadFault('corrupt', 'damaged_structure');
  const read = bytes.read(at, length);
  if (read.length < length) throw new ReadFault('corrupt', 'truncated');
  return read;
}

function u8(bytes: SyncBytes, at: number): number {
  return bytes.read(at, 1)[0] ?? cut();
}

function u32(bytes: SyncBytes, at: number): number {
  const read = bytes.read(at, 4);
  return read.length < 4 ? cut() : (read[0]! | (read[1]! << 8) | (read[2]! << 16) | (read[3]! << 24)) >>> 0;
}

function cut(): never {
  throw new ReadFault('corrupt', 'truncated');
}
