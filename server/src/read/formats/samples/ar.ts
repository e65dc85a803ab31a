import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const text = textFile(TEXT, 'utf8');
const header = `a.txt/          0           0     0     100644  ${String(text.length).padEnd(10)}\`\n`;

export const sample: FormatSample = {
  file: 'a.ar',
  bytes: Buffer.concat([Buffer.from(`!<arch>\n${header}`), text, Buffer.alloc(text.length % 2, '\n')]),
  members: ['a.txt'],
};
