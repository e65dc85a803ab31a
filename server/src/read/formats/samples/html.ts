import { htmlFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  weak: true,
  file: 'a.html',
  bytes: htmlFile('Lettre', TEXT),
  texts: TEXT,
};
