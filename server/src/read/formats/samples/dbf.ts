import iconv from 'iconv-lite';
import type { FormatSample } from './sample.ts';

const FIELDS: readonly (readonly [name: string, type: string, length: number])[] = [
  ['IPP', 'C', 8],
  ['NOM', 'C', 10],
  ['DATENAIS', 'D', 8],
];
const ROWS = [
  [' ', '0084512', 'EXEMPLE', '19840714'],
  ['*', '0084513', 'D\u2019ÉTÉ'.replace('\u2019', "'"), '19600201'],
];

/** dBase III with the language driver of CP850; the second record is marked as deleted. */
function table(): Uint8Array {
  const length = 1 + FIELDS.reduce((sum, [, , width]) => sum + width, 0);
  const head = Buffer.alloc(32 + 32 * FIELDS.length + 1);
  head.set([0x03, 122, 5, 3]);
  head.writeUInt32LE(ROWS.length, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(length, 10);
  head[29] = 0x02;
  FIELDS.forEach(([name, type, width], i) => {
    head.write(name, 32 + 32 * i, 'latin1');
    head.write(type, 43 + 32 * i, 'latin1');
    head[48 + 32 * i] = width;
  });
  head[head.length - 1] = 0x0d;
  const records = ROWS.map(([mark, ...cells]) =>
    iconv.encode(`${mark!}${cells.map((cell, i) => cell.padEnd(FIELDS[i]![2])).join('')}`, 'cp850'),
  );
  return Buffer.concat([head, ...records, Buffer.from([0x1a])]);
}

export const sample: FormatSample = {
  file: 'PATIENT.DBF',
  bytes: table(),
  texts: ['0084512', 'EXEMPLE', '19840714', "D'ÉTÉ", 'DATENAIS'],
};
