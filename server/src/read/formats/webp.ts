import { type Format, ReadFault } from '../format.ts';
import { webpSize } from '../scans/pictureSize.ts';
import { readPicture } from '../scans/readPicture.ts';

const ANIMATED = 0x02;

/** WebP pictures, by recognition. Animations are not read. */
export const webp: Format = {
  name: 'webp',
  recognise: (head) => (textAt(head, 0) === 'RIFF' && textAt(head, 8) === 'WEBP' ? 0.95 : 0),
  async read(source, sink, context) {
    if (textAt(source.head, 12) === 'VP8X' && (source.head[20]! & ANIMATED) !== 0)
      throw new ReadFault('unsupported', 'no_reader');
    await readPicture(source, sink, context, webpSize);
  },
};

function textAt(head: Uint8Array, at: number): string {
  return Buffer.from(head.subarray(at, at + 4)).toString('latin1');
}
