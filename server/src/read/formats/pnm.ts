import type { Format } from '../format.ts';
import { pnmSize } from '../scans/pictureSize.ts';
import { readPicture } from '../scans/readPicture.ts';

/** PBM, PGM and PPM pictures, by recognition. Those written in digits are told from a text by their name. */
export const pnm: Format = {
  name: 'pnm',
  recognise(head, extension) {
    if (pnmSize(head) === null) return 0;
    return head[1]! >= 0x34 || /^p[bgpn]m$/.test(extension) ? 0.95 : 0;
  },
  read: (source, sink, context) => readPicture(source, sink, context, pnmSize),
};
