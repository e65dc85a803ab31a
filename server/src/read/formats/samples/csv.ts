import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, ROWS } from './sample.ts';

export const sample: FormatSample = {
  weak: true,
  file: 'a.csv',
  bytes: textFile(
    ROWS.map((row) => row.map((cell) => `"${cell}"`).join(';')),
    'utf8-bom',
  ),
  texts: ['0084512', "D'ÉTÉ; suite"],
};
