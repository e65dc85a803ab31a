import { closeSync, mkdtempSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenCase, withReader } from '../pipeline.ts';
import type { Reader } from '../read/reader.ts';
import { openHandedFile } from '../sandbox/scratchFile.ts';

/**
 * Gives a table (CSV or XLSX) that came with a request to whoever reads it, behind the case's wall. The file has no name on the disk, so that nothing of it is left
 * however the process ends: what is named is a link to the descriptor of this process. Throws WallError.
 * @param file its bytes in base64.
 */
export async function withTakenFile<T>(
  open: OpenCase,
  file: string,
  use: (reader: Reader, path: string) => Promise<T>,
): Promise<T> {
  const bytes = Buffer.from(file, 'base64');
  const { writer, reader: descriptor } = openHandedFile();
  const folder = mkdtempSync(join(tmpdir(), 'constat-'));
  try {
    writeWhole(writer, bytes);
    // The name is a hint for text alone: a short table is recognised by it.
    const path = join(folder, bytes.subarray(0, 2).toString('latin1') === 'PK' ? 'table.xlsx' : 'table.csv');
    symlinkSync(`/dev/fd/${descriptor}`, path);
    return await withReader(open, (reader) => use(reader, path));
  } finally {
    closeSync(writer);
    closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}
