import { deflateSync } from 'node:zlib';
import { compoundSample } from './compoundSample.ts';
import { type FormatSample, TEXT } from './sample.ts';

const CONTAINER = 0xf;

/** A record: version, instance, type, body. */
function record(version: number, instance: number, type: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  const head = Buffer.alloc(8);
  head.writeUInt16LE(version | (instance << 4), 0);
  head.writeUInt16LE(type, 2);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, 4 * i);
  return bytes;
}

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const text = (value: string): Buffer => record(0, 0, 0x0fa0, wide(value));
const container = (type: number, ...body: readonly Uint8Array[]): Buffer =>
  record(CONTAINER, 0, type, ...body);
const slideEntry = (object: number, slideId: number): Buffer =>
  record(0, 0, 0x03f3, u32(object, 0, 0, slideId, 0));
const cell = (left: number, top: number, value: string): Buffer =>
  container(
    0xf004,
    record(0, 0, 0xf00f, u32(left, top, left + 10, top + 10)),
    container(0xf00d, text(value)),
  );
const table = container(
  0xf003,
  container(0xf004, record(3, 1, 0xf122, Buffer.from([0x9f, 0x03, 1, 0, 0, 0]))),
  cell(20, 10, '14/07/1984'),
  cell(10, 10, 'EXEMPLE'),
  cell(10, 20, 'TESTARD'),
);
const comment = container(
  0x2ee0,
  record(0, 0, 0x0fba, wide('Dr ESSAI')),
  record(0, 1, 0x0fba, wide('Rappeler la fille')),
);

/** Objects by their number; the second slide was left behind by an earlier save. */
const objects = [
  container(
    0x03e8,
    record(CONTAINER, 0, 0x0ff0, slideEntry(2, 256), text(TEXT.join('\r'))),
    record(CONTAINER, 2, 0x0ff0, slideEntry(3, 257)),
  ),
  container(0x03ee, container(0x040c, container(0xf00d, record(0, 0, 0x0f9e, u32(0))), table), comment),
  container(0x03f0, record(1, 0, 0x03f1, u32(256, 0)), text('Note : œdème')),
  record(0, 1, 0x1011, u32(3), deflateSync(Buffer.from('abc'))),
];
const old = container(0x03ee, text('Ancienne : TESTARD Luc'));

function presentation(): { stream: Buffer; lastEdit: number } {
  const places: number[] = [];
  let stream = old;
  for (const object of objects) {
    places.push(stream.length);
    stream = Buffer.concat([stream, object]);
  }
  const directory = record(0, 0, 0x1772, u32(1 | (places.length << 20), ...places));
  const edit = record(0, 0, 0x0ff5, u32(0, 0, 0, stream.length, 1, 4, 0));
  return { stream: Buffer.concat([stream, directory, edit]), lastEdit: stream.length + directory.length };
}

const { stream, lastEdit } = presentation();

/** A slide with a table, a comment and notes, an embedded object, and a slide that is no longer shown. */
export const sample: FormatSample = {
  file: 'a.ppt',
  bytes: await compoundSample({
    'PowerPoint Document': stream,
    'Current User': Buffer.concat([
      Buffer.from([0, 0, 0xf6, 0x0f]),
      u32(20, 20, -476987297, lastEdit),
      Buffer.alloc(8),
    ]),
  }),
  texts: [
    `${TEXT.join('\n')}\nEXEMPLE\t14/07/1984\nTESTARD\nAuteur : Dr ESSAI\nRappeler la fille\nNote : œdème\n`,
    'Ancienne : TESTARD Luc',
  ],
  members: ['object-1'],
};
