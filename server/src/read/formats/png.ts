import type { Format } from '../format.ts';
import { pngSize } from '../scans/pictureSize.ts';
import { readPicture } from '../scans/readPicture.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** PNG pictures, by recognition. */
export const png: Format = {
  name: 'png',
  recognise: (head) => (SIGNATURE.equals(head.subarray(0, 8)) ? 0.95 : 0),
  read: (source, sink, context) => readPicture(source, sink, context, pngSize),
};
