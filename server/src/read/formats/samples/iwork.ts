import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const field = (number: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
const text = field(3, Buffer.from(TEXT.join('\n')));
const info = Buffer.concat([
  Buffer.from([0x08, 1]),
  field(2, Buffer.from([0x08, 0xd1, 0x0f, 0x18, text.length])),
]);
const archive = Buffer.concat([Buffer.from([info.length]), info, text]);
/** A block of Snappy that is one literal. */
const block = Buffer.concat([Buffer.from([archive.length, 60 << 2, archive.length - 1]), archive]);

/** A document of Pages, with a preview. */
export const sample: FormatSample = {
  file: 'a.pages',
  bytes: await zipFile([
    { name: 'Index/Document.iwa', bytes: Buffer.concat([Buffer.from([0, block.length, 0, 0]), block]) },
    { name: 'preview.jpg', bytes: Buffer.alloc(0) },
  ]),
  texts: [`${TEXT.join('\n')}\n`],
  members: ['preview.jpg'],
};
