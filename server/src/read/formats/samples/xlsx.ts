import { xlsxFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, ROWS } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.xlsx',
  bytes: await xlsxFile('Séjours', ROWS),
  texts: ['0084512', "D'ÉTÉ; suite", 'Séjours'],
};
