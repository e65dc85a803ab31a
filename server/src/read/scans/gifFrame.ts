import type { PictureSize } from './pictureSize.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/**
 * A GIF (GIF89a specification) that holds only the first picture of the given one: a decoder would unpack all of an animation.
 * Null where there is no picture.
 */
export function firstFrame(bytes: Uint8Array): { bytes: Uint8Array; size: PictureSize } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 13) return null;
  for (let at = 13 + tableBytes(bytes[10]!); at < bytes.length;) {
    if (bytes[at] === EXTENSION) at = behindBlocks(bytes, at + 2);
    else if (bytes[at] !== IMAGE || at + 10 > bytes.length) return null;
    else {
      const end = behindBlocks(bytes, at + 10 + tableBytes(bytes[at + 9]!) + 1);
      const size = {
        width: Math.max(view.getUint16(6, true), view.getUint16(at + 5, true)),
        height: Math.max(view.getUint16(8, true), view.getUint16(at + 7, true)),
        bits: 8,
      };
      return { bytes: Buffer.concat([bytes.subarray(0, end), Buffer.of(TRAILER)]), size };
    }
  }
  return null;
}

/** Bytes of the colour table that a packed field announces. */
function tableBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 << ((packed & 0x07) + 1);
}

/** Where the blocks that begin at `at` end: each has its length in front, the last is empty. */
function behindBlocks(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length && bytes[next] !== 0) next += bytes[next]! + 1;
  return Math.min(bytes.length, next + 1);
}
