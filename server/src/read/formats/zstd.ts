import { compressedMembers } from '../compressedMembers.ts';
import type { Format } from '../format.ts';
import { unpackZstd } from '../zstdFrames.ts';

/** Zstandard (RFC 8878), also behind skippable frames. */
export const zstd: Format = {
  name: 'zst',
  recognise(head) {
    if (head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return head[0] === 0x28 ? 0.95 : 0;
    return head.length > 8 &&
      (head[0]! & 0xf0) === 0x50 &&
      head[1] === 0x2a &&
      head[2] === 0x4d &&
      head[3] === 0x18
      ? 0.9
      : 0;
  },
  members: (source) =>
    compressedMembers(source, /\.zstd?$/i, async function* () {
      yield* unpackZstd(await source.sync());
    }),
};
