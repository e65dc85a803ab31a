import { textFile, zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.zip',
  bytes: hostileNames(
    await zipFile([
      { name: 'aa/aa/evil.txt', bytes: textFile(TEXT, 'utf8') },
      { name: 'b/c.txt', bytes: Buffer.from('x') },
    ]),
  ),
  members: ['../../evil.txt', 'b/c.txt'],
};

/** An archive whose first name leads out of any folder. */
function hostileNames(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1');
}
