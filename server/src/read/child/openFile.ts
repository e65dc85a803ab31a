import { type FileHandle, open } from 'node:fs/promises';
import type { Source } from '../format.ts';
import { joinedSource } from '../joinedSource.ts';
import { displayNameOf } from '../memberName.ts';
import { fileSource } from '../source.ts';

export interface OpenedFile {
  /** What is read: the file, or all volumes of its set as one. */
  readonly source: Source;
  /** The file itself. */
  readonly own: Source;
}

/** Opens a file (and the volumes of its set, in order, itself among them) read-only for the time of `use`. Paths are bytes: names need not be UTF-8. */
export async function withFile<T>(
  path: Uint8Array,
  volumes: readonly Uint8Array[],
  use: (file: OpenedFile) => Promise<T>,
): Promise<T> {
  const handles: FileHandle[] = [];
  const openSource = async (place: Uint8Array): Promise<Source> => {
    const handle = await open(Buffer.from(place), 'r');
    handles.push(handle);
    return await fileSource(handle, displayNameOf(place).split('/').at(-1)!);
  };
  try {
    const own = await openSource(path);
    const source =
      volumes.length === 0 ? own : await joinedSource(await Promise.all(volumes.map(openSource)), own.name);
    return await use({ source, own });
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}
