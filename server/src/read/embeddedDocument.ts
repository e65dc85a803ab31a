import { gunzipSync, inflateSync } from 'node:zlib';
import { looksLikeText } from './looksLikeText.ts';

/** First bytes (hex) of files that lie in the cells of databases, with the extension they get. */
const KINDS: readonly (readonly [hex: string, extension: string])[] = [
  ['255044462d', 'pdf'],
  ['504b0304', 'zip'],
  ['ffd8ff', 'jpg'],
  ['89504e470d0a1a0a', 'png'],
  ['47494638', 'gif'],
  ['49492a00', 'tif'],
  ['4d4d002a', 'tif'],
  ['d0cf11e0a1b11ae1', 'doc'],
  ['7b5c727466', 'rtf'],
  ['526172211a07', 'rar'],
  ['377abcaf271c', '7z'],
  ['425a68', 'bz2'],
  ['fd377a585a00', 'xz'],
  ['53514c69746520666f726d6174203300', 'sqlite'],
];

/** Unpacked texts in cells are read up to this size. */
const TEXT_LIMIT = 64 << 20;
/** Access wraps what is pasted into it: the file begins behind a head of its own. */
const WRAPPING = 1_024;

/** What the bytes of a cell are: words to be read in their place, a document of its own, or neither. */
export type CellBytes =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'document'; readonly bytes: Uint8Array; readonly extension: string }
  | { readonly kind: 'other' };

/** Tells what the binary value of a cell is; packed texts (gzip, zlib) are unpacked. */
export function readCellBytes(bytes: Uint8Array): CellBytes {
  if (bytes.length < 4) return looksLikeText(bytes) ? { kind: 'text', bytes } : { kind: 'other' };
  const document = documentIn(bytes);
  if (document !== null) return document;
  const unpacked = unpack(bytes);
  if (unpacked !== null) return documentIn(unpacked) ?? plain(unpacked);
  return plain(bytes);
}

function plain(bytes: Uint8Array): CellBytes {
  return looksLikeText(bytes.subarray(0, 4_096)) ? { kind: 'text', bytes } : { kind: 'other' };
}

function documentIn(bytes: Uint8Array): CellBytes | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, WRAPPING));
  let best: { at: number; extension: string } | null = null;
  for (const [hex, extension] of KINDS) {
    const at = start.indexOf(Buffer.from(hex, 'hex'));
    // Short marks count at the very beginning only.
    if (at < 0 || (at > 0 && hex.length < 8) || (best !== null && best.at <= at)) continue;
    best = { at, extension };
  }
  if (best === null || (best.at > 0 && !isWrapped(bytes))) return null;
  return { kind: 'document', bytes: bytes.subarray(best.at), extension: best.extension };
}

/** The head that Access puts before an OLE object: 0x1C15. */
function isWrapped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x15 && bytes[1] === 0x1c;
}

function unpack(bytes: Uint8Array): Uint8Array | null {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isZlib = bytes[0] === 0x78 && (bytes[0] * 256 + bytes[1]!) % 31 === 0;
  if (!isGzip && !isZlib) return null;
  try {
    return (isGzip ? gunzipSync : inflateSync)(bytes, { maxOutputLength: TEXT_LIMIT });
  } catch {
    return null;
  }
}
