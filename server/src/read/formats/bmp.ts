import { type Format, ReadFault } from '../format.ts';
import { bmpSize } from '../scans/pictureSize.ts';
import { readPicture } from '../scans/readPicture.ts';

/** Sizes of the header that follows the 14 bytes of the file's own: what tells a bitmap from a text that begins with BM. */
const HEADER_SIZES = new Set([12, 40, 52, 56, 64, 108, 124]);

/** Windows bitmaps, by recognition. Run-length encoded ones are not read. */
export const bmp: Format = {
  name: 'bmp',
  recognise: (head) => (isBitmap(head) ? 0.95 : 0),
  async read(source, sink, context) {
    const { head } = source;
    if (head[14]! >= 40 && (head[30] === 1 || head[30] === 2))
      throw new ReadFault('unsupported', 'no_reader');
    await readPicture(source, sink, context, bmpSize);
  },
};

function isBitmap(head: Uint8Array): boolean {
  return (
    head[0] === 0x42 && head[1] === 0x4d && HEADER_SIZES.has(head[14]!) && head[15] === 0 && head[16] === 0
  );
}
