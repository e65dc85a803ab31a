import { gzipSync } from 'node:zlib';
import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.gz',
  bytes: gzipSync(textFile(TEXT, 'utf8')),
  members: ['a.txt'],
};
