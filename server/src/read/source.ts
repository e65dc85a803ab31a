import { readSync } from 'node:fs';
import { alive } from './alive.ts';
import { ReadFault, type Source, type SyncBytes } from './format.ts';
import { type Kept, keepInScratch } from './scratch.ts';

const CHUNK = 1 << 20;
/** How much of a content its head shows. */
export const HEAD_BYTES = 65_536;
/** A file up to this size is read at once. */
const SMALL_FILE = 4 << 20;

/** A member up to this size is held in memory when it must be read at random; a larger one goes to the scratch file. */
const MEMORY_LIMIT = 64 << 20;

/** A file that was opened for this process, and begins at `start` there: a small one is read at once. Reading blocks, since a reading child has nothing else to do. */
export async function descriptorSource(
  descriptor: number,
  start: number,
  size: number,
  name: string,
): Promise<Source> {
  const read = (into: Uint8Array, offset: number): Uint8Array => {
    alive(into.length);
    let done = 0;
    while (done < into.length) {
      const count = readSync(descriptor, into, done, into.length - done, start + offset + done);
      if (count === 0) break;
      done += count;
    }
    return into.subarray(0, done);
  };
  if (size <= SMALL_FILE) return memorySource(read(new Uint8Array(size), 0), name);
  return await readerSource(read, size, name);
}

/** What was kept in the scratch file. */
async function keptSource(kept: Kept, name: string): Promise<Source> {
  const read = (into: Uint8Array, offset: number): Uint8Array => {
    alive(into.length);
    return kept.read(into, offset);
  };
  return await readerSource(read, kept.length, name);
}

/** A source over something that fills a buffer from a place in it. */
async function readerSource(
  read: (into: Uint8Array, offset: number) => Uint8Array,
  size: number,
  name: string,
): Promise<Source> {
  const readAt = (offset: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(read(new Uint8Array(Math.max(0, Math.min(length, size - offset))), offset));
  const sync = (): Promise<SyncBytes> =>
    Promise.resolve({
      size,
      read: (offset, length) => read(new Uint8Array(Math.max(0, Math.min(length, size - offset))), offset),
    });
  return {
    ...(await rangeSource({ name, size, readAt, sync }, 0, size, name)),
    // Read into the same buffer over and over.
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
    head: bytes.subarray(0, HEAD_BYTES),
    stream: () => once(bytes),
    bytes: (limit) =>
      bytes.length > limit
        ? Promise.reject(new ReadFault('read_in_part', 'size_limit'))
        : Promise.resolve(bytes),
    readAt: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    sync: () => Promise.resolve(syncMemory(bytes)),
  };
}

/** Bytes in memory, for code that cannot wait. */
export function syncMemory(bytes: Uint8Array): SyncBytes {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A range of another source: a member that is stored as it is (tar). */
export async function rangeSource(
  parent: Pick<Source, 'readAt' | 'sync' | 'name' | 'size'>,
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
    head: await readAt(0, HEAD_BYTES),
    readAt,
    stream: async function* () {
      for (let at = 0; at < size; at += CHUNK) {
        const chunk = await readAt(at, CHUNK);
        if (chunk.length > 0) yield chunk;
        if (chunk.length < Math.min(CHUNK, size - at)) throw new ReadFault('read_in_part', 'truncated');
      }
    },
    bytes: (limit) =>
      size > limit ? Promise.reject(new ReadFault('read_in_part', 'size_limit')) : readAt(0, size),
    sync: async () => syncRange(await parent.sync(), offset, size),
  };
  return source;
}

/** A range of bytes, for code that cannot wait. */
export function syncRange(parent: SyncBytes, start: number, size: number): SyncBytes {
  const room = Math.max(0, Math.min(size, parent.size - start));
  return {
    size: room,
    read: (offset, length) => parent.read(start + offset, Math.max(0, Math.min(length, room - offset))),
  };
}

const WINDOW = 1 << 18;

/** The same bytes for whoever reads many small pieces near each other: they come out of a window. */
export function syncWindow(bytes: SyncBytes): SyncBytes {
  let window: Uint8Array = new Uint8Array(0);
  let at = 0;
  return {
    size: bytes.size,
    read(offset, length) {
      if (length > WINDOW >> 2) return bytes.read(offset, length);
      if (offset < at || offset + length > at + window.length) {
        window = bytes.read(offset, WINDOW);
        at = offset;
      }
      return window.subarray(offset - at, offset - at + length);
    },
  };
}

/** Several pieces one after the other, for code that cannot wait. */
export function syncJoined(pieces: readonly SyncBytes[]): SyncBytes {
  const starts: number[] = [];
  let size = 0;
  for (const piece of pieces) {
    starts.push(size);
    size += piece.size;
  }
  return {
    size,
    read(offset, length) {
      const found: Uint8Array[] = [];
      let index = pieces.findLastIndex((_, i) => starts[i]! <= offset);
      for (let at = offset; index >= 0 && index < pieces.length && at < offset + length; index++) {
        const bytes = pieces[index]!.read(at - starts[index]!, offset + length - at);
        if (bytes.length === offset + length - at && found.length === 0) return bytes;
        found.push(bytes.slice());
        at += bytes.length;
      }
      return Buffer.concat(found);
    },
  };
}

/** Random access to bytes that are had at once. */
export async function syncSource(bytes: SyncBytes, name: string): Promise<Source> {
  const readAt = (offset: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(bytes.read(offset, length));
  return await rangeSource(
    { name, size: bytes.size, readAt, sync: () => Promise.resolve(bytes) },
    0,
    bytes.size,
    name,
  );
}

/** A member that is unpacked each time it is streamed; random access keeps the unpacked bytes (in memory or the scratch file). */
export async function unpackedSource(
  name: string,
  size: number | null,
  unpack: () => AsyncIterable<Uint8Array>,
): Promise<Source> {
  let kept: Promise<Source> | null = null;
  let fault: unknown = null;
  // What can be had of a broken content is looked into; whoever streams it is told of the break.
  const keep = (): Promise<Source> => (kept ??= materialise(name, unpack(), (error) => (fault = error)));
  return {
    name,
    size,
    whole: null,
    head: await headOf(unpack()),
    stream: () => (kept === null || fault !== null ? unpack() : streamOf(kept)),
    bytes: async (limit) =>
      size !== null && size > limit
        ? Promise.reject(new ReadFault('read_in_part', 'size_limit'))
        : (await keep()).bytes(limit),
    readAt: async (offset, length) => (await keep()).readAt(offset, length),
    sync: async () => (await keep()).sync(),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += CHUNK) {
    alive(Math.min(CHUNK, bytes.length - at));
    yield bytes.subarray(at, at + CHUNK);
  }
}

async function* streamOf(source: Promise<Source>): AsyncGenerator<Uint8Array> {
  yield* (await source).stream();
}

/** First bytes of a stream; a stream that breaks earlier gives what it gave. */
export async function headOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk.slice(0, HEAD_BYTES - length));
      length += parts.at(-1)!.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch {
    // Whoever reads the member meets the same fault and reports it.
  }
  return Buffer.concat(parts);
}

/**
 * Takes a stream in: small content into memory, larger one into the scratch file. A stream that breaks gives what came before the break;
 * the fault is told to `broken`, or thrown where nobody asks for it.
 */
export async function materialise(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  broken?: (fault: unknown) => void,
): Promise<Source> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const iterator = untilBroken(chunks, broken)[Symbol.asyncIterator]();
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    parts.push(next.value.slice());
    length += next.value.length;
    alive(next.value.length);
    if (length > MEMORY_LIMIT) return await keptSource(await keepInScratch(parts, iterator), name);
  }
  return memorySource(parts.length === 1 ? parts[0]! : Buffer.concat(parts), name);
}

async function* untilBroken(
  chunks: AsyncIterable<Uint8Array>,
  broken: ((fault: unknown) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (broken === undefined) throw error;
    broken(error);
  }
}
