import type { Format } from '../format.ts';
import { jpegSize } from '../scans/pictureSize.ts';
import { readPicture } from '../scans/readPicture.ts';

/** JPEG pictures, by recognition. */
export const jpg: Format = {
  name: 'jpg',
  recognise: (head) => (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff ? 0.95 : 0),
  read: (source, sink, context) => readPicture(source, sink, context, jpegSize),
};
