import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { isLzop, unpackLzo } from '../unpackLzo.ts';

/** Files of lzop. */
export const lzo: Format = {
  name: 'lzo',
  recognise: (head) => (isLzop(head) ? 0.95 : 0),
  members: (source) =>
    compressedMembers(source, /\.lzop?$/i, async function* () {
      yield* unpackLzo(await source.sync());
    }),
};
