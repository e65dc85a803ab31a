import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unpackGzip } from '../unpackGzip.ts';

/** gzip, also of several members one after the other. */
export const gzip: Format = {
  name: 'gz',
  recognise: (head) => (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 ? 0.95 : 0),
  members: (source) =>
    compressedMembers(source, /\.(?:gz|gzip|z)$/i, async function* () {
      yield* unpackGzip(await source.sync());
    }),
};
