import { closeSync, constants, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { closeNamedFile, makeNamedFile } from '../sandbox/namedFile.ts';
import { openScratchFile } from '../sandbox/scratchFile.ts';
import { alive } from './alive.ts';
import { ReadFault } from './format.ts';

/** Bytes that were kept in the scratch file. */
export interface Kept {
  readonly length: number;
  /** Fills `into` from `offset` on; returns what could be filled. */
  read(into: Uint8Array, offset: number): Uint8Array;
}

/** What is collected need not be told of at once: it is asked for so many times. */
const COLLECTIONS = 3;

/** The scratch file is given out in pieces of this size. */
const PIECE = 16 << 20;

/**
 * The scratch file of this process: one file without a name, in which members are kept that are too large for memory and must be read at random.
 * Pieces are used again once nobody can reach what they hold; when the room is used up, garbage is collected to find such pieces.
 */
class Scratch {
  readonly #descriptor: number;
  readonly #released = new FinalizationRegistry<number[]>((pieces) => this.#free.push(...pieces));
  #free: number[] = [];
  #end = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Keeps `parts` and what still comes. Throws ReadFault('read_in_part', 'size_limit') when there is no more room. */
  async keep(parts: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): Promise<Kept> {
    const pieces: number[] = [];
    let length = 0;
    try {
      for (const part of parts) length = await this.#append(pieces, length, part);
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
        alive(next.value.length);
        length = await this.#append(pieces, length, next.value);
      }
    } catch (error) {
      this.#free.push(...pieces);
      throw error;
    }
    const kept: Kept = { length, read: (into, offset) => this.#read(pieces, length, into, offset) };
    this.#released.register(kept, pieces);
    return kept;
  }

  async #append(pieces: number[], length: number, part: Uint8Array): Promise<number> {
    for (let done = 0; done < part.length;) {
      const at = length + done;
      if (at === pieces.length * PIECE) pieces.push(await this.#piece());
      const room = PIECE - (at % PIECE);
      const count = Math.min(room, part.length - done);
      this.#write(pieces.at(-1)! * PIECE + (at % PIECE), part.subarray(done, done + count));
      done += count;
    }
    return length + part.length;
  }

  /** Number of a piece that nobody uses. */
  async #piece(): Promise<number> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#hasRoomAtEnd()) return this.#end++;
    for (let attempt = 0; attempt < COLLECTIONS; attempt++) {
      await collectGarbage();
      const freed = this.#free.pop();
      if (freed !== undefined) return freed;
    }
    throw new ReadFault('read_in_part', 'size_limit');
  }

  /** The file is made longer piece by piece: where its limit lies, the kernel says. */
  #hasRoomAtEnd(): boolean {
    try {
      this.#write((this.#end + 1) * PIECE - 1, new Uint8Array(1));
      return true;
    } catch (error) {
      if (error instanceof ReadFault) return false;
      throw error;
    }
  }

  #write(at: number, bytes: Uint8Array): void {
    writeWhole(this.#descriptor, bytes, at);
  }

  #read(pieces: readonly number[], length: number, into: Uint8Array, offset: number): Uint8Array {
    const wanted = Math.max(0, Math.min(into.length, length - offset));
    let done = 0;
    while (done < wanted) {
      const at = offset + done;
      const count = Math.min(PIECE - (at % PIECE), wanted - done);
      const read = readSync(
        this.#descriptor,
        into,
        done,
        count,
        pieces[Math.floor(at / PIECE)]! * PIECE + (at % PIECE),
      );
      if (read === 0) break;
      done += read;
    }
    return into.subarray(0, done);
  }
}

/** Writes all bytes at a place, or behind what was written before. Throws ReadFault when the file may not become larger. */
function writeWhole(descriptor: number, bytes: Uint8Array, at: number | null): void {
  try {
    for (let done = 0; done < bytes.length;)
      done += writeSync(descriptor, bytes, done, bytes.length - done, at === null ? null : at + done);
  } catch (error) {
    throw isFull(error) ? new ReadFault('read_in_part', 'size_limit', { cause: error }) : error;
  }
}

/** The limit on the size of the file, or the end of the disk. */
function isFull(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EFBIG', 'ENOSPC', 'EDQUOT'].includes(String(error.code))
  );
}

/** Collects garbage, where the process was started so that it may ask for it, and lets the registry hear of it. */
async function collectGarbage(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve));
}

let scratch: Scratch | null = null;
let namedFile: string | null = null;

/** The files that this process was given: one by its descriptor, one by its name. Without them it makes its own (tests). */
export function useScratch(descriptor: number, named: string): void {
  scratch = new Scratch(descriptor);
  namedFile = named;
}

/** Keeps a stream in the scratch file: `parts`, which were taken from it already, and the rest. */
export async function keepInScratch(
  parts: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): Promise<Kept> {
  scratch ??= new Scratch(openScratchFile());
  return await scratch.keep(parts, rest);
}

/**
 * Writes a stream to a file with a name, for libraries that open nothing else, and lets them open it. There is one such file: whoever calls again
 * takes it from whoever called before. Throws ReadFault('read_in_part', 'size_limit') when there is no more room.
 */
export async function withNamedCopy<T>(
  chunks: AsyncIterable<Uint8Array>,
  open: (path: string) => T,
): Promise<T> {
  if (namedFile !== null) {
    try {
      await writeCopy(namedFile, chunks);
      return open(namedFile);
    } finally {
      forgetNameHere(namedFile);
    }
  }
  const own = makeNamedFile();
  try {
    await writeCopy(own.path, chunks);
    return open(own.path);
  } finally {
    closeNamedFile(own);
  }
}

/** Without a wall the name is one of this machine: it goes as soon as the file is open. (Behind one it cannot.) */
function forgetNameHere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It stays for the next copy.
  }
}

async function writeCopy(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    ftruncateSync(descriptor, 0);
    for await (const chunk of chunks) {
      alive(chunk.length);
      writeWhole(descriptor, chunk, null);
    }
  } finally {
    closeSync(descriptor);
  }
}
