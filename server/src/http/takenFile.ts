import { closeSync, writeSync } from 'node:fs';
import { type OpenCase, withReader } from '../pipeline.ts';
import type { Reader } from '../read/reader.ts';
import { openHandedFile } from '../sandbox/scratchFile.ts';

/**
 * Gives a file that came with a request to whoever reads it, behind the case's wall. It has no name on the disk, so that nothing of it is left however the process
 * ends. Throws WallError.
 * @param file its bytes in base64.
 */
export async function withTakenFile<T>(
  open: OpenCase,
  file: string,
  use: (reader: Reader, path: string) => Promise<T>,
): Promise<T> {
  const { writer, reader: descriptor } = openHandedFile();
  try {
    writeWhole(writer, Buffer.from(file, 'base64'));
    return await withReader(open, (reader) => use(reader, `/dev/fd/${descriptor}`));
  } finally {
    closeSync(writer);
    closeSync(descriptor);
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}
