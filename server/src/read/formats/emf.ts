import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { decodeCodePage } from '../office/codePages.ts';
import { bitmapMembers, type MetafileText, writeMetafileTexts } from '../office/metafile.ts';

const LIMIT = 256 << 20;

/** Types of records ([MS-EMF] 2.1.1), and where those with a bitmap say where it lies. */
const TEXT_NARROW = 83;
const TEXT_WIDE = 84;
const BITMAP_FIELDS = new Map([
  [76, 84],
  [77, 84],
  [80, 48],
  [81, 48],
]);

/** Enhanced metafiles: pictures of Windows programs, such as the preview of an embedded table. Text is read; bitmaps are members. */
export const emf: Format = {
  name: 'emf',
  recognise: (head) =>
    head[0] === 1 && head[1] === 0 && Buffer.from(head.subarray(40, 44)).toString('latin1') === ' EMF'
      ? 0.95
      : 0,
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    writeMetafileTexts(textsOf(Buffer.from(await source.bytes(LIMIT))), lines);
    await lines.end();
  },
  async *members(source): AsyncGenerator<Member> {
    yield* bitmapMembers(bitmapsOf(Buffer.from(await source.bytes(LIMIT))));
  },
};

function* recordsOf(bytes: Buffer): Generator<{ type: number; record: Buffer }> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (size < 8) return;
    yield { type: bytes.readUInt32LE(at), record: bytes.subarray(at, at + size) };
    at += size;
  }
}

/** [MS-EMF] 2.3.5.7 and 2.2.5: where the text stands, how many characters it has, and where they lie in the record. */
function* textsOf(bytes: Buffer): Generator<MetafileText> {
  for (const { type, record } of recordsOf(bytes)) {
    if ((type !== TEXT_NARROW && type !== TEXT_WIDE) || record.length < 52) continue;
    const start = record.readUInt32LE(48);
    const width = type === TEXT_WIDE ? 2 : 1;
    const text = record.subarray(start, start + record.readUInt32LE(44) * width);
    yield {
      y: record.readInt32LE(40),
      text: width === 2 ? text.toString('utf16le') : decodeCodePage(text, 1252),
    };
  }
}

/** Bitmaps without the head of a file: what describes them, then their bits. */
function* bitmapsOf(bytes: Buffer): Generator<Buffer> {
  for (const { type, record } of recordsOf(bytes)) {
    const at = BITMAP_FIELDS.get(type);
    if (at === undefined || at + 16 > record.length) continue;
    const [infoAt, infoBytes, bitsAt, bitsBytes] = [0, 4, 8, 12].map((i) => record.readUInt32LE(at + i)) as [
      number,
      number,
      number,
      number,
    ];
    if (infoBytes === 0 || bitsBytes === 0) continue;
    yield Buffer.concat([
      record.subarray(infoAt, infoAt + infoBytes),
      record.subarray(bitsAt, bitsAt + bitsBytes),
    ]);
  }
}
