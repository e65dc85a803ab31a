import { textFile, zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** A self-extracting archive: a program, behind which a zip stands. */
export const sample: FormatSample = {
  file: 'a.exe',
  bytes: Buffer.concat([
    Buffer.from('MZ\u0090\0\u0003\0', 'latin1'),
    Buffer.alloc(3000, 0x90),
    await zipFile([{ name: 'a.txt', bytes: textFile(TEXT, 'utf8') }]),
  ]),
  members: ['a.txt'],
};
