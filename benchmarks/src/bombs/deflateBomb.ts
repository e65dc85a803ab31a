import { constants, deflateRawSync } from 'node:zlib';

const ZEROS = 64 << 20;

/** Deflate data of so many bytes of nothing (rounded up), without packing them all: one packed block comes again and again. */
export function deflateOf(bytes: number, filler = 0): Buffer {
  const block = deflateRawSync(Buffer.alloc(ZEROS, filler), {
    finishFlush: constants.Z_FULL_FLUSH,
    level: 9,
  });
  const times = Math.ceil(bytes / ZEROS);
  // A last block without content: fixed codes, end of block.
  return Buffer.concat([...Array.from({ length: times }, () => block), Buffer.from([0x03, 0x00])]);
}
