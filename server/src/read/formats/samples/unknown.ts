import { textFile, zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** A zip behind bytes that nobody knows. */
export const sample: FormatSample = {
  file: 'a.dat',
  bytes: Buffer.concat([
    Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0]),
    Buffer.alloc(500, 0x8f),
    await zipFile([{ name: 'a.txt', bytes: textFile(TEXT, 'utf8') }]),
  ]),
  members: ['a.txt'],
};
