import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  weak: true,
  file: 'a.txt',
  bytes: textFile(TEXT, 'windows-1252'),
  texts: TEXT,
};
