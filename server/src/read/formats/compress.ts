import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unpackLzw } from '../unpackLzw.ts';

/** What Unix `compress` wrote (.Z). */
export const compress: Format = {
  name: 'Z',
  recognise: (head) =>
    head[0] === 0x1f &&
    head[1] === 0x9d &&
    (head[2]! & 0x60) === 0 &&
    (head[2]! & 0x1f) >= 9 &&
    (head[2]! & 0x1f) <= 16
      ? 0.95
      : 0,
  members: (source) =>
    compressedMembers(source, /\.z$/i, async function* () {
      yield* unpackLzw(await source.sync());
    }),
};
