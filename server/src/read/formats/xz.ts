import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unwrapCompressed } from '../unwrapCompressed.ts';

/** xz, also of several streams one after the other. */
export const xz: Format = {
  name: 'xz',
  recognise: (head) => (Buffer.from(head.subarray(0, 6)).toString('latin1') === '\u00fd7zXZ\0' ? 0.95 : 0),
  members: (source) =>
    compressedMembers(source, /\.xz$/i, async function* () {
      yield* unwrapCompressed(await source.sync(), 'xz');
    }),
};
