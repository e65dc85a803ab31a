import { HEAD_BYTES, materialise, memorySource } from './source.ts';
import { ReadFault, type Source, type SyncBytes } from './format.ts';

/** What is not larger stays in memory while it passes, so that it can be had again. */
const KEPT_BYTES = 32 << 20;

/**
 * A member of a container that is read from its beginning to its end (a compressed tar, a solid archive): its content passes by once, when it is its turn.
 * A small one stays in memory; a larger one must be told to stay ({@link Source.keep}) before it is first asked for, and then goes to the scratch file.
 */
export async function passingSource(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Source> {
  const passing = new PassingContent(name, chunks[Symbol.asyncIterator]());
  await passing.readHead();
  return passing;
}

class PassingContent implements Source {
  readonly name: string;
  readonly size = null;
  readonly whole = null;
  head: Uint8Array = new Uint8Array(0);
  readonly #rest: AsyncIterator<Uint8Array>;
  /** What has passed, as long as it is little. */
  #passed: Uint8Array[] = [];
  #length = 0;
  #ended = false;
  #fault: unknown = null;
  #kept: Promise<Source> | null = null;

  constructor(name: string, rest: AsyncIterator<Uint8Array>) {
    this.name = name;
    this.#rest = rest;
  }

  async readHead(): Promise<void> {
    while (this.#length < HEAD_BYTES && (await this.#next()) !== null);
    this.head = Buffer.concat(this.#passed).subarray(0, HEAD_BYTES);
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    if (this.#kept === null) yield* this.#pass();
    else yield* (await this.#kept).stream();
    if (this.#fault !== null) throw this.#fault as Error;
  }

  async keep(): Promise<void> {
    await (this.#kept ??= materialise(this.name, this.#pass()));
  }

  async bytes(limit: number): Promise<Uint8Array> {
    return await (await this.#all()).bytes(limit);
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    return await (await this.#all()).readAt(offset, length);
  }

  async sync(): Promise<SyncBytes> {
    return await (await this.#all()).sync();
  }

  async #all(): Promise<Source> {
    await this.keep();
    return await this.#kept!;
  }

  /** What has passed, then what comes. */
  async *#pass(): AsyncGenerator<Uint8Array> {
    if (this.#length > KEPT_BYTES) throw new ReadFault('read_in_part', 'memory_limit');
    for (let i = 0; i < this.#passed.length; i++) yield this.#passed[i]!;
    for (let chunk = await this.#next(); chunk !== null; chunk = await this.#next()) yield chunk;
    if (this.#ended && this.#length <= KEPT_BYTES && this.#kept === null)
      this.#kept = Promise.resolve(memorySource(Buffer.concat(this.#passed), this.name));
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#ended) return null;
    try {
      const next = await this.#rest.next();
      if (next.done !== true) {
        this.#length += next.value.length;
        if (this.#length <= KEPT_BYTES) this.#passed.push(next.value);
        else this.#passed = [];
        return next.value;
      }
    } catch (error) {
      this.#fault = error;
    }
    this.#ended = true;
    return null;
  }
}
