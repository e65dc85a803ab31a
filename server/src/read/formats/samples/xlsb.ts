import { zipFile } from '../../../demo/fileWriters.ts';
import type { FormatSample } from './sample.ts';

const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i);
  return bytes;
};
const string = (text: string): Buffer => Buffer.concat([u32(text.length), Buffer.from(text, 'utf16le')]);
const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** A record: its type in one byte or two, its length in one. */
function record(type: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  const head = type < 0x80 ? [type] : [(type & 0x7f) | 0x80, type >> 7];
  return Buffer.concat([Buffer.from([...head, bytes.length]), bytes]);
}

const PARTS: Readonly<Record<string, Uint8Array>> = {
  'workbook.bin': record(156, u32(0, 1), string('r1'), string('Séjours')),
  '_rels/workbook.bin.rels': Buffer.from(
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
  ),
  'styles.bin': Buffer.concat([
    record(44, Buffer.from([164, 0]), string('0#" "##" "##" "##" "##')),
    record(617, u32(3)),
    record(47, u32(0, 0)),
    record(47, u32(14 << 16, 0)),
    record(47, u32(164 << 16, 0)),
    record(618),
  ]),
  'sharedStrings.bin': record(19, Buffer.of(0), string('EXEMPLE')),
  'worksheets/sheet1.bin': Buffer.concat([
    record(0, u32(6, 0, 0)),
    record(7, u32(0, 0, 0)),
    record(5, u32(1, 1), double(30877)),
    record(2, u32(2, 0), u32((84512 << 2) | 2)),
    record(5, u32(3, 2), double(199001234)),
    record(6, u32(4, 0), string("D'ÉTÉ; suite")),
    record(10, u32(5, 0), Buffer.of(1)),
    record(14, u32(0), Buffer.of(42)),
    record(479, Buffer.of(0, 0), string('&CCH d’Essai'), u32(0xffffffff)),
  ]),
  'worksheets/_rels/sheet1.bin.rels': Buffer.from(
    '<Relationships><Relationship Id="r1" Type="x/comments" Target="../comments1.bin"/></Relationships>',
  ),
  'comments1.bin': Buffer.concat([
    record(632, string('Dr ESSAI')),
    record(635, u32(0, 6, 6, 1, 1)),
    record(637, Buffer.of(0), string('Rappeler la fille')),
  ]),
};

export const sample: FormatSample = {
  file: 'a.xlsb',
  bytes: await zipFile(Object.entries(PARTS).map(([name, bytes]) => ({ name: `xl/${name}`, bytes }))),
  texts: [
    'Séjours',
    "EXEMPLE\t14/07/1984\t84512\t01 99 00 12 34\tD'ÉTÉ; suite\tVRAI\t#N/A\t",
    'CH d’Essai\nAuteur : Dr ESSAI\nB7 : Rappeler la fille\n',
  ],
};
