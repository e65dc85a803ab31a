import { zstdCompressSync } from 'node:zlib';
import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** Two frames behind one that is to be skipped. */
export const sample: FormatSample = {
  file: 'a.txt.zst',
  bytes: Buffer.concat([
    Buffer.from('502a4d1804000000deadbeef', 'hex'),
    zstdCompressSync(textFile(TEXT, 'utf8')),
    zstdCompressSync(Buffer.from('Suite')),
  ]),
  members: ['a.txt'],
};
