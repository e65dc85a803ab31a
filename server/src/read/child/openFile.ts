import { open } from 'node:fs/promises';
import { displayNameOf } from '../memberName.ts';
import type { Source } from '../format.ts';
import { fileSource } from '../source.ts';

/** Opens a file read-only for the time of `use`. The path is bytes: names need not be UTF-8. */
export async function withFile<T>(path: Uint8Array, use: (source: Source) => Promise<T>): Promise<T> {
  const handle = await open(Buffer.from(path), 'r');
  try {
    const name = displayNameOf(path).split('/').at(-1)!;
    return await use(await fileSource(handle, name));
  } finally {
    await handle.close();
  }
}
