import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { decodeCodePage } from '../office/codePages.ts';
import { bitmapMembers, type MetafileText, writeMetafileTexts } from '../office/metafile.ts';

const LIMIT = 256 << 20;
const PLACEABLE_BYTES = 22;
const HEADER_BYTES = 18;

/** Types of records ([MS-WMF] 2.1.1.1), and in which word those with a bitmap have it. */
const TEXT = 0x0521;
const EXTENDED_TEXT = 0x0a32;
const BITMAP_WORD = new Map([
  [0x0940, 11],
  [0x0b41, 13],
  [0x0f43, 14],
]);
const CLIPPED = 0x0006;

/** Windows metafiles: pictures of older Windows programs. Text is read; bitmaps are members. */
export const wmf: Format = {
  name: 'wmf',
  recognise: (head) => (startsWith(head, 'd7cdc69a0000') || startsWith(head, '010009000003') ? 0.9 : 0),
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    writeMetafileTexts(textsOf(Buffer.from(await source.bytes(LIMIT))), lines);
    await lines.end();
  },
  async *members(source): AsyncGenerator<Member> {
    yield* bitmapMembers(bitmapsOf(Buffer.from(await source.bytes(LIMIT))));
  },
};

function startsWith(head: Uint8Array, hex: string): boolean {
  return Buffer.from(head.subarray(0, hex.length / 2)).toString('hex') === hex;
}

function* recordsOf(bytes: Buffer): Generator<{ type: number; record: Buffer }> {
  for (let at = (bytes[0] === 0xd7 ? PLACEABLE_BYTES : 0) + HEADER_BYTES; at + 6 <= bytes.length;) {
    const size = bytes.readUInt32LE(at) * 2;
    if (size < 6) return;
    yield { type: bytes.readUInt16LE(at + 4), record: bytes.subarray(at, at + size) };
    at += size;
  }
}

function* textsOf(bytes: Buffer): Generator<MetafileText> {
  for (const { type, record } of recordsOf(bytes)) {
    if (type === TEXT && record.length >= 8) {
      const length = record.readUInt16LE(6);
      const end = 8 + length + (length & 1);
      yield {
        y: end + 2 <= record.length ? record.readInt16LE(end) : 0,
        text: decodeCodePage(record.subarray(8, 8 + length), 1252),
      };
    } else if (type === EXTENDED_TEXT && record.length >= 14) {
      const start = (record.readUInt16LE(12) & CLIPPED) !== 0 ? 22 : 14;
      const text = record.subarray(start, start + record.readUInt16LE(10));
      yield { y: record.readInt16LE(6), text: decodeCodePage(text, 1252) };
    }
  }
}

/** Bitmaps without the head of a file. */
function* bitmapsOf(bytes: Buffer): Generator<Buffer> {
  for (const { type, record } of recordsOf(bytes)) {
    const word = BITMAP_WORD.get(type);
    if (word !== undefined && record.length > 2 * word + 40) yield record.subarray(2 * word);
  }
}
