import { testPicture } from '../../scans/testPicture.ts';
import type { FormatSample } from './sample.ts';

/** A GIF of 128 shades. The codes (8 bits, lowest bit first) are never compressed: the table is cleared before codes would grow. */
function gif(): Buffer {
  const { width, height, pixels } = testPicture();
  const header = Buffer.alloc(13);
  header.write('GIF89a');
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  header[10] = 0xf6;
  const shades = Buffer.from(Array.from({ length: 128 }, (_, i) => [2 * i, 2 * i, 2 * i]).flat());
  const image = Buffer.alloc(11);
  image[0] = 0x2c;
  image.writeUInt16LE(width, 5);
  image.writeUInt16LE(height, 7);
  image[10] = 7;
  const codes: number[] = [];
  pixels.forEach((value, i) => {
    if (i % 100 === 0) codes.push(0x80);
    codes.push(value >> 1);
  });
  codes.push(0x81);
  const blocks: Buffer[] = [];
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.slice(at, at + 255);
    blocks.push(Buffer.from([block.length, ...block]));
  }
  return Buffer.concat([header, shades, image, ...blocks, Buffer.from([0, 0x3b])]);
}

export const sample: FormatSample = { file: 'carte.gif', bytes: gif(), texts: ['VERNELLI', '14/07/1984'] };
