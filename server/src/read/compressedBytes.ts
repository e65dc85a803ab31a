import { Readable, type Transform } from 'node:stream';
import { ReadFault } from './format.ts';

/** Pieces in which zlib hands out what it unpacks: of Node's own 16 kB each costs more on the way than its unpacking. */
export const UNPACKED_CHUNKS = { chunkSize: 1 << 16 };

/**
 * Unpacks bytes through one of Node's own decompressors. What came before a fault has been handed out.
 * The chunks must be of their own: a decompressor reads ahead.
 */
export async function* throughStream(
  chunks: AsyncIterable<Uint8Array>,
  decompressor: Transform,
): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(chunks, { objectMode: false });
  // A fault of what is packed must reach whoever reads, not the process.
  packed.once('error', (error) => decompressor.destroy(error));
  try {
    for await (const chunk of packed.pipe(decompressor)) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof ReadFault) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new ReadFault('corrupt', code === 'Z_BUF_ERROR' ? 'truncated' : 'bad_compression', {
      cause: error,
    });
  } finally {
    packed.destroy();
    decompressor.destroy();
  }
}
