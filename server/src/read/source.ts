import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadFault, type Source } from './format.ts';

const CHUNK = 1 << 20;
const HEAD = 65_536;
/** A file up to this size is read at once. */
const SMALL_FILE = 4 << 20;

/** A member up to this size is held in memory when it must be read at random; a larger one goes to an anonymous temporary file. */
const MEMORY_LIMIT = 64 << 20;

/** A whole file, opened read-only: a small one is read at once. Reading blocks, since a reading child has nothing else to do. */
export async function fileSource(handle: FileHandle, name: string): Promise<Source> {
  const { size } = await handle.stat();
  const read = (into: Uint8Array, offset: number): Uint8Array => {
    let done = 0;
    while (done < into.length) {
      const count = readSync(handle.fd, into, done, into.length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return into.subarray(0, done);
  };
  if (size <= SMALL_FILE) return memorySource(read(new Uint8Array(size), 0), name);
  const readAt = (offset: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(read(new Uint8Array(Math.max(0, Math.min(length, size - offset))), offset));
  return {
    ...(await rangeSource({ name, size, readAt }, 0, size, name)),
    file: `/proc/self/fd/${handle.fd}`,
    // The file is read into the same buffer over and over.
    stream: async function* () {
      const buffer = new Uint8Array(CHUNK);
      for (let at = 0; at < size; at += CHUNK) {
        const chunk = read(buffer.subarray(0, Math.min(CHUNK, size - at)), at);
        if (chunk.length === 0) throw new ReadFault('read_in_part', 'truncated');
        yield await Promise.resolve(chunk);
      }
    },
  };
}

/** Bytes in memory. */
export function memorySource(bytes: Uint8Array, name: string): Source {
  return {
    name,
    size: bytes.length,
    whole: bytes,
    head: bytes.subarray(0, HEAD),
    stream: () => once(bytes),
    bytes: (limit) =>
      bytes.length > limit
        ? Promise.reject(new ReadFault('read_in_part', 'size_limit'))
        : Promise.resolve(bytes),
    readAt: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A range of another source: a member that is stored as it is (tar). */
export async function rangeSource(
  parent: Pick<Source, 'readAt' | 'name' | 'size'>,
  offset: number,
  size: number,
  name: string,
): Promise<Source> {
  const readAt = (at: number, length: number): Promise<Uint8Array> =>
    parent.readAt(offset + at, Math.max(0, Math.min(length, size - at)));
  const source: Source = {
    name,
    size,
    whole: null,
    head: await readAt(0, HEAD),
    readAt,
    stream: async function* () {
      for (let at = 0; at < size; at += CHUNK) {
        const chunk = await readAt(at, CHUNK);
        if (chunk.length === 0) throw new ReadFault('read_in_part', 'truncated');
        yield chunk;
      }
    },
    bytes: (limit) =>
      size > limit ? Promise.reject(new ReadFault('read_in_part', 'size_limit')) : readAt(0, size),
  };
  return source;
}

/** A member that is unpacked each time it is streamed; random access keeps the unpacked bytes (in memory or an anonymous file). */
export async function unpackedSource(
  name: string,
  size: number | null,
  unpack: () => AsyncIterable<Uint8Array>,
): Promise<Source> {
  let kept: Promise<Source> | null = null;
  const keep = (): Promise<Source> => (kept ??= materialise(name, unpack()));
  return {
    name,
    size,
    whole: null,
    head: await headOf(unpack()),
    stream: () => (kept === null ? unpack() : streamOf(kept)),
    bytes: async (limit) =>
      size !== null && size > limit
        ? Promise.reject(new ReadFault('read_in_part', 'size_limit'))
        : (await keep()).bytes(limit),
    readAt: async (offset, length) => (await keep()).readAt(offset, length),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function* streamOf(source: Promise<Source>): AsyncGenerator<Uint8Array> {
  yield* (await source).stream();
}

/** First bytes of a stream; a stream that breaks earlier gives what it gave. */
async function headOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk.slice(0, HEAD - length));
      length += parts.at(-1)!.length;
      if (length >= HEAD) break;
    }
  } catch {
    // Whoever reads the member meets the same fault and reports it.
  }
  return Buffer.concat(parts);
}

async function materialise(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Source> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const iterator = chunks[Symbol.asyncIterator]();
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    parts.push(next.value.slice());
    length += next.value.length;
    if (length > MEMORY_LIMIT) return await spill(name, parts, iterator);
  }
  return memorySource(Buffer.concat(parts), name);
}

/** An anonymous file: random name, removed from its folder right after it was opened; gone with the process. */
async function spill(
  name: string,
  parts: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): Promise<Source> {
  const path = join(tmpdir(), `constat-${randomBytes(16).toString('hex')}`);
  const handle = await open(path, 'wx+', 0o600);
  await unlink(path);
  for (const part of parts) await handle.write(part);
  for (let next = await rest.next(); next.done !== true; next = await rest.next())
    await handle.write(next.value);
  return await fileSource(handle, name);
}
