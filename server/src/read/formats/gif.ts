import type { Format } from '../format.ts';
import { firstFrame } from '../scans/gifFrame.ts';
import { readPicture } from '../scans/readPicture.ts';

/** GIF pictures, by recognition: of an animation the first picture. */
export const gif: Format = {
  name: 'gif',
  recognise: (head) => (/^GIF8[79]a/.test(Buffer.from(head.subarray(0, 6)).toString('latin1')) ? 0.95 : 0),
  read: (source, sink, context) =>
    readPicture(
      source,
      sink,
      context,
      (bytes) => firstFrame(bytes)?.size ?? null,
      (bytes) => firstFrame(bytes)!.bytes,
    ),
};
