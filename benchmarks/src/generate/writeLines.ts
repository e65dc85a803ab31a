import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Streams lines into a file until it has `bytes` bytes (or the lines end). Returns the size. */
export async function writeLines(path: string, lines: Iterable<string>, bytes = Infinity): Promise<number> {
  let written = 0;
  function* chunks(): Generator<string> {
    let chunk = '';
    for (const line of lines) {
      chunk += line;
      if (chunk.length < 1 << 18) continue;
      written += Buffer.byteLength(chunk);
      yield chunk;
      chunk = '';
      if (written >= bytes) return;
    }
    written += Buffer.byteLength(chunk);
    yield chunk;
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path));
  return written;
}
