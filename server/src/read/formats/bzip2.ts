import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unwrapCompressed } from '../unwrapCompressed.ts';

/** bzip2, also of several pieces one after the other (pbzip2). */
export const bzip2: Format = {
  name: 'bz2',
  recognise: (head) => (isBzip2(head) ? 0.95 : 0),
  members: (source) =>
    compressedMembers(source, /\.bz2?$/i, async function* () {
      yield* unwrapCompressed(await source.sync(), 'bzip2');
    }),
};

/** "BZh", a level, and the number of a block or of the end. */
function isBzip2(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 10)).toString('latin1');
  return /^BZh[1-9](?:1AY&SY|\u0017rE8P\u0090)/.test(start);
}
