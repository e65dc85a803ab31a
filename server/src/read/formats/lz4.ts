import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unpackLz4 } from '../unpackLz4.ts';

const MAGICS = ['04224d18', '02214c18'];

/** LZ4 frames. */
export const lz4: Format = {
  name: 'lz4',
  recognise: (head) => (MAGICS.includes(Buffer.from(head.subarray(0, 4)).toString('hex')) ? 0.95 : 0),
  members: (source) =>
    compressedMembers(source, /\.lz4$/i, async function* () {
      yield* unpackLz4(await source.sync());
    }),
};
