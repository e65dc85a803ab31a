import { type GrayImage, invert } from '../../scans/grayImage.ts';
import { testPicture } from '../../scans/testPicture.ts';
import type { FormatSample } from './sample.ts';

/** A TIFF (big-endian, not compressed, 8 bits) with a page for each picture. */
export function tiffOf(pages: readonly GrayImage[]): Buffer {
  const parts: Buffer[] = [Buffer.from('4d4d002a00000000', 'hex')];
  let length = 8;
  let link = 4;
  for (const { width, height, pixels } of pages) {
    const directory = Buffer.alloc(2 + 9 * 12 + 4);
    const entries = [
      [256, 4, width], [257, 4, height], [258, 3, 8 << 16], [259, 3, 1 << 16], [262, 3, 1 << 16],
      [273, 4, length], [277, 3, 1 << 16], [278, 4, height], [279, 4, pixels.length],
    ] as const; // prettier-ignore
    directory.writeUInt16BE(entries.length);
    entries.forEach(([tag, type, value], i) => {
      directory.writeUInt16BE(tag, 2 + i * 12);
      directory.writeUInt16BE(type, 4 + i * 12);
      directory.writeUInt32BE(1, 6 + i * 12);
      directory.writeUInt32BE(value, 10 + i * 12);
    });
    const padding = Buffer.alloc(pixels.length % 2);
    const at = length + pixels.length + padding.length;
    linkTo(parts, link, at);
    link = at + directory.length - 4;
    parts.push(Buffer.from(pixels), padding, directory);
    length = at + directory.length;
  }
  return Buffer.concat(parts);
}

/** Writes the offset of a directory where the one before (or the header) says so. */
function linkTo(parts: readonly Buffer[], link: number, at: number): void {
  let start = 0;
  for (const part of parts) {
    if (link < start + part.length) {
      part.writeUInt32BE(at, link - start);
      return;
    }
    start += part.length;
  }
}

const page = testPicture();
const blank = { ...page, pixels: new Uint8Array(page.pixels.length).fill(255) };

export const sample: FormatSample = {
  file: 'fax.tif',
  bytes: tiffOf([blank, invert(page), page]),
  texts: ['VERNELLI', '14/07/1984'],
};
