import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unwrapCompressed } from '../unwrapCompressed.ts';

/** lzip, also of several members one after the other. */
export const lzip: Format = {
  name: 'lz',
  recognise: (head) =>
    Buffer.from(head.subarray(0, 4)).toString('latin1') === 'LZIP' && head[4]! < 2 ? 0.95 : 0,
  members: (source) =>
    compressedMembers(source, /\.lz$/i, async function* () {
      yield* unwrapCompressed(await source.sync(), 'lzip');
    }),
};
