import { ReadFault } from '../format.ts';

/** Size of a picture as its header states it, before anything is decoded. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel over all channels. */
  readonly bits: number;
}

/** Memory for the decoded picture and its shades of grey. */
const DECODED_LIMIT = 300e6;
const PIXEL_LIMIT = 150e6;

/** Refuses a picture that would not fit into memory. Throws ReadFault('read_in_part', 'pixel_limit'). */
export function assertDecodable({ width, height, bits }: PictureSize): void {
  const pixels = width * height;
  // The decoder keeps colours in four bytes a pixel, and the shades of grey need one more.
  const bytes = pixels * (bits > 16 ? 5 : bits / 8 + 1);
  if (pixels > PIXEL_LIMIT || bytes > DECODED_LIMIT) throw new ReadFault('read_in_part', 'pixel_limit');
}

/** JPEG (ITU-T T.81, B.2.2): the first frame header. Null where there is none in `bytes`. */
export function jpegSize(bytes: Uint8Array): PictureSize | null {
  const view = viewOf(bytes);
  for (let at = 2; at + 10 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), bits: 8 * bytes[at + 9]! };
    const hasNoLength = marker === 0xff || marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += hasNoLength ? (marker === 0xff ? 1 : 2) : 2 + view.getUint16(at + 2);
  }
  return null;
}

const PNG_CHANNELS = [1, 0, 3, 1, 2, 0, 4];

/** PNG (ISO/IEC 15948, 11.2.2): IHDR is the first chunk. */
export function pngSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 26) return null;
  const view = viewOf(bytes);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bits: bytes[24]! * (PNG_CHANNELS[bytes[25]!] ?? 4),
  };
}

/** BMP: BITMAPINFOHEADER and its successors, or the 12 bytes of BITMAPCOREHEADER. A negative height counts from the top. */
export function bmpSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 30) return null;
  const view = viewOf(bytes);
  return view.getUint32(14, true) === 12
    ? { width: view.getUint16(18, true), height: view.getUint16(20, true), bits: view.getUint16(24, true) }
    : {
        width: Math.abs(view.getInt32(18, true)),
        height: Math.abs(view.getInt32(22, true)),
        bits: view.getUint16(28, true),
      };
}

/** WebP (RFC 9649): simple lossy, lossless, or extended. */
export function webpSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 30) return null;
  const view = viewOf(bytes);
  const kind = Buffer.from(bytes.subarray(12, 16)).toString('latin1');
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, bits: 24 };
  if (kind === 'VP8L') {
    const packed = view.getUint32(21, true);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, bits: 32 };
  }
  const u24 = (at: number): number => view.getUint16(at, true) + (bytes[at + 2]! << 16);
  return kind === 'VP8X' ? { width: u24(24) + 1, height: u24(27) + 1, bits: 32 } : null;
}

/** PBM, PGM, PPM: kind, width, height and (not for PBM) the highest value, with comments between. */
export function pnmSize(bytes: Uint8Array): PictureSize | null {
  const header = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const match =
    /^P([1-6])(?:\s+#[^\n]*\n|\s)\s*(?:#[^\n]*\n\s*)*(\d{1,9})\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s/.exec(header);
  if (match === null) return null;
  const kind = Number(match[1]) % 3;
  return { width: Number(match[2]), height: Number(match[3]), bits: kind === 1 ? 1 : kind === 2 ? 16 : 24 };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
