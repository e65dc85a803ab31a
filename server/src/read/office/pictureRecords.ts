import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import { constants, inflateSync } from 'node:zlib';

/** A picture that an Office document before 2007 holds. */
interface Picture {
  readonly extension: string;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
const UID_BYTES = 16;
const METAFILE_HEADER_BYTES = 34;
const METAFILE_LIMIT = 64 << 20;

/** Records of pictures by their type ([MS-ODRAW] 2.2.23): file extension, and record instances with one and with two ids before the data. */
const KINDS = new Map<number, { extension: string; one: readonly number[]; two: readonly number[] }>([
  [0xf01a, { extension: 'emf', one: [0x3d4], two: [0x3d5] }],
  [0xf01b, { extension: 'wmf', one: [0x216], two: [0x217] }],
  [0xf01c, { extension: 'pict', one: [0x542], two: [0x543] }],
  [0xf01d, { extension: 'jpg', one: [0x46a, 0x6e2], two: [0x46b, 0x6e3] }],
  [0xf01e, { extension: 'png', one: [0x6e0], two: [0x6e1] }],
  [0xf01f, { extension: 'bmp', one: [0x7a8], two: [0x7a9] }],
  [0xf029, { extension: 'tif', one: [0x6e4], two: [0x6e5] }],
  [0xf02a, { extension: 'jpg', one: [0x46a, 0x6e2], two: [0x46b, 0x6e3] }],
]);

/** The pictures in a stream of drawing records, wherever they stand in it: found by the heads of their records. */
export function* pictureMembers(streams: readonly Uint8Array[]): Generator<Member> {
  let ordinal = 0;
  for (const stream of streams)
    for (const { extension, bytes } of findPictures(stream)) {
      const displayName = `picture-${++ordinal}.${extension}`;
      yield { name: Buffer.from(displayName), displayName, source: memorySource(bytes, displayName) };
    }
}

function* findPictures(stream: Uint8Array): Generator<Picture> {
  const view = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  for (let at = view.indexOf(0xf0, 3); at >= 0; at = view.indexOf(0xf0, at + 1)) {
    const start = at - 3;
    const length = start + HEADER_BYTES <= view.length ? view.readUInt32LE(start + 4) : 0;
    const end = start + HEADER_BYTES + length;
    if (end > view.length) continue;
    const picture = pictureOf(
      view.readUInt16LE(start),
      view.readUInt16LE(start + 2),
      view.subarray(start + HEADER_BYTES, end),
    );
    if (picture === null) continue;
    yield picture;
    at = end - 1;
  }
}

function pictureOf(version: number, type: number, body: Buffer): Picture | null {
  const kind = KINDS.get(type);
  if (kind === undefined || (version & 0xf) !== 0) return null;
  const ids = kind.one.includes(version >> 4) ? 1 : kind.two.includes(version >> 4) ? 2 : 0;
  if (ids === 0) return null;
  const { extension } = kind;
  if (type <= 0xf01c) return metafileOf(extension, body.subarray(ids * UID_BYTES));
  const bytes = body.subarray(ids * UID_BYTES + 1);
  if (bytes.length === 0) return null;
  return { extension, bytes: extension === 'bmp' ? withBitmapHeader(bytes) : bytes };
}

/** A metafile ([MS-ODRAW] 2.2.31): sizes, a byte that says whether it is packed, and the data. */
function metafileOf(extension: string, body: Buffer): Picture | null {
  if (body.length <= METAFILE_HEADER_BYTES) return null;
  const data = body.subarray(METAFILE_HEADER_BYTES);
  if (body[32] !== 0) return { extension, bytes: data };
  try {
    return {
      extension,
      bytes: inflateSync(data, { maxOutputLength: METAFILE_LIMIT, finishFlush: constants.Z_SYNC_FLUSH }),
    };
  } catch {
    // Damaged: the packed bytes are listed, and found not to be readable.
    return { extension, bytes: data };
  }
}

/** A bitmap inside a document lacks the 14 bytes that begin a file. */
export function withBitmapHeader(bytes: Buffer): Uint8Array {
  const header = Buffer.alloc(14);
  header.write('BM', 'latin1');
  header.writeUInt32LE(14 + bytes.length, 2);
  const infoBytes = bytes.length >= 36 ? bytes.readUInt32LE(0) : 40;
  const colours = bytes.length >= 36 ? paletteColours(bytes) : 0;
  header.writeUInt32LE(Math.min(14 + infoBytes + 4 * colours, 0xffffffff), 10);
  return Buffer.concat([header, bytes]);
}

function paletteColours(info: Buffer): number {
  const bits = info.readUInt16LE(14);
  const used = info.readUInt32LE(32);
  return bits > 8 ? 0 : used > 0 && used <= 256 ? used : 1 << bits;
}
