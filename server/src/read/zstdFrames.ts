import { createZstdDecompress } from 'node:zlib';
import { throughStream } from './compressedBytes.ts';
import { ReadFault, type SyncBytes } from './format.ts';

const FRAME = 0xfd2fb528;
/** Frames that hold anything but compressed bytes: 0x184D2A50 to 0x184D2A5F. */
const SKIPPABLE = 0x184d2a50;
const CHUNK = 1 << 18;

/** Unpacks Zstandard frames one after the other (RFC 8878); Node's decompressor ends with the first. */
export async function* unpackZstd(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  let frames = 0;
  for (let at = 0; at + 4 <= bytes.size;) {
    const { end, skippable } = frameEnd(bytes, at);
    // What follows the last frame is no part of the content.
    if (end === at) {
      if (frames > 0) return;
      throw new ReadFault('corrupt', 'damaged_structure');
    }
    if (!skippable) {
      frames++;
      yield* throughStream(rangeOf(bytes, at, Math.min(end, bytes.size)), createZstdDecompress());
    }
    if (end > bytes.size) throw new ReadFault('corrupt', 'truncated');
    at = end;
  }
}

/** Where the frame that begins at `at` ends; `at` itself when no frame begins there. */
function frameEnd(bytes: SyncBytes, at: number): { end: number; skippable: boolean } {
  const head = view(bytes, at, 18);
  const magic = head.getUint32(0, true);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE)
    return { end: head.byteLength < 8 ? Infinity : at + 8 + head.getUint32(4, true), skippable: true };
  if (magic !== FRAME) return { end: at, skippable: false };
  if (head.byteLength < 5) return { end: Infinity, skippable: false };
  const descriptor = head.getUint8(4);
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const content = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const blocks = at + 5 + (single ? 0 : 1) + dictionary + content;
  return { end: blocksEnd(bytes, blocks) + ((descriptor & 4) === 0 ? 0 : 4), skippable: false };
}

/** Blocks: 3 bytes of header (last block, type, size), of which type 1 repeats a single byte. */
function blocksEnd(bytes: SyncBytes, start: number): number {
  for (let at = start; at + 3 <= bytes.size;) {
    const header = bytes.read(at, 3);
    const word = header[0]! | (header[1]! << 8) | (header[2]! << 16);
    at += 3 + (((word >> 1) & 3) === 1 ? 1 : word >> 3);
    if ((word & 1) === 1) return at;
  }
  return Infinity;
}

function view(bytes: SyncBytes, at: number, length: number): DataView {
  const read = bytes.read(at, length);
  return new DataView(read.buffer, read.byteOffset, read.byteLength);
}

async function* rangeOf(bytes: SyncBytes, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK)
    yield await Promise.resolve(bytes.read(at, Math.min(CHUNK, end - at)).slice());
}
