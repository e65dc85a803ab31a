import { compoundSample } from './compoundSample.ts';
import { type FormatSample, TEXT } from './sample.ts';

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const content = Buffer.from(TEXT.join('\n'));
const path = Buffer.from('C:\\Temp\\courrier.txt\0', 'latin1');
const packaged = Buffer.concat([
  Buffer.from([2, 0]),
  Buffer.from('courrier.txt\0'),
  path,
  Buffer.from([0, 0, 3, 0]),
  u32(path.length),
  path,
  u32(content.length),
  content,
]);

/** An object as Office embeds it: a file that was dropped into a document. */
export const sample: FormatSample = {
  file: 'oleObject1.bin',
  bytes: await compoundSample({ '\u0001Ole10Native': Buffer.concat([u32(packaged.length), packaged]) }),
  members: ['courrier.txt'],
};
