import { odsFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, ROWS } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.ods',
  bytes: await odsFile('Séjours', ROWS),
  texts: ['0084512', "D'ÉTÉ; suite", 'Séjours'],
};
