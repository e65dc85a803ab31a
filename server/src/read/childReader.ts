import type { Fate } from '@constat/contract/item.ts';
import type { ReadReason } from './format.ts';
import { encodeRequest, type Frame, FrameParser, ProtocolError, type Request } from './protocol.ts';
import type { ListedItem, MemberChain, Reader, ReadEvent, ReadOptions } from './reader.ts';
import { type Child, spawnChild } from './spawnChild.ts';

export interface ReaderOptions {
  /** A child that sends nothing for so long is ended. Milliseconds. */
  readonly stallMs?: number;
  /** A child is replaced after so many requests. */
  readonly requestsPerChild?: number;
  /** Passwords tried on whatever is encrypted. */
  readonly passwords?: readonly string[];
}

/** How a child ended before it was done. */
type Mishap = { readonly fate: Exclude<Fate, 'read'>; readonly reason: ReadReason };

/** A reader with one child at a time. */
export function createReader(options: ReaderOptions = {}): Reader {
  return new ChildReader(
    options.stallMs ?? 60_000,
    options.requestsPerChild ?? 2_000,
    options.passwords ?? [],
  );
}

class ChildReader implements Reader {
  readonly #stallMs: number;
  readonly #requestsPerChild: number;
  readonly #passwords: readonly string[];
  #child: ReadingChild | null = null;
  #requests = 0;

  constructor(stallMs: number, requestsPerChild: number, passwords: readonly string[]) {
    this.#passwords = passwords;
    this.#stallMs = stallMs;
    this.#requestsPerChild = requestsPerChild;
  }

  list(path: Uint8Array, volumes: readonly Uint8Array[] = []): AsyncGenerator<ListedItem> {
    return this.#list({ op: 'list', path, volumes, passwords: this.#passwords });
  }

  hash(path: Uint8Array): AsyncGenerator<ListedItem> {
    return this.#list({ op: 'hash', path, volumes: [], passwords: this.#passwords });
  }

  async *#list(request: Request): AsyncGenerator<ListedItem> {
    let last: ListedItem | null = null;
    for await (const frame of this.#ask(request)) {
      if (frame.kind === 'listed') yield (last = frame.item);
      else if (frame.kind === 'mishap') yield interrupted(last, frame.mishap);
    }
  }

  async *read(
    path: Uint8Array,
    wanted: readonly MemberChain[],
    { volumes = [], scans }: ReadOptions = {},
  ): AsyncGenerator<ReadEvent> {
    let left = wanted.map((chain, i) => ({ chain, i }));
    while (left.length > 0) {
      const asked = left;
      let begun: number | null = null;
      for await (const frame of this.#ask({
        op: 'read',
        path,
        volumes,
        wanted: asked.map(({ chain }) => chain),
        passwords: this.#passwords,
        scans,
      })) {
        if (frame.kind === 'begin') {
          begun = frame.wanted;
          yield { kind: 'begin', wanted: asked[begun]!.i };
        } else if (frame.kind === 'end') {
          const at = asked[frame.wanted]!;
          left = left.filter((item) => item !== at);
          begun = null;
          yield { ...frame, wanted: at.i };
        } else if (frame.kind === 'mishap') {
          // The item that the child was at gets its fate; without one, the first that is left.
          const at = begun === null ? left[0] : asked[begun];
          if (at === undefined) break;
          left = left.filter((item) => item !== at);
          if (begun === null) yield { kind: 'begin', wanted: at.i };
          yield { kind: 'end', wanted: at.i, format: 'unknown', ...frame.mishap };
        } else if (frame.kind !== 'listed' && frame.kind !== 'done' && frame.kind !== 'alive') yield frame;
      }
    }
  }

  /** Sends a request and gives the frames of its answer; a mishap of the child is the last one. */
  async *#ask(request: Request): AsyncGenerator<Frame | { kind: 'mishap'; mishap: Mishap }> {
    if (this.#requests++ % this.#requestsPerChild === 0) await this.close();
    const child = (this.#child ??= new ReadingChild(this.#stallMs));
    let done = false;
    try {
      for await (const frame of child.ask(request)) {
        done = frame.kind === 'done' || frame.kind === 'mishap';
        if (frame.kind === 'mishap') this.#child = null;
        yield frame;
      }
    } finally {
      // Whoever stops listening early leaves no child at work behind.
      if (!done) await this.close();
    }
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    await child?.end();
  }
}

/** The file itself, or the container at which the child was, could only be listed in part. */
function interrupted(last: ListedItem | null, mishap: Mishap): ListedItem {
  if (last !== null && last.chain.length === 0) return { ...last, ...mishap };
  return {
    chain: [],
    name: new Uint8Array(0),
    displayName: '',
    bytes: 0,
    sha256: null,
    format: 'unknown',
    ...mishap,
  };
}

/** One child process and the frames that come out of it. */
class ReadingChild {
  readonly #child: Child;
  readonly #stallMs: number;
  readonly #parser = new FrameParser();
  readonly #exited: Promise<void>;
  #stderr = '';
  #stalled = false;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
    this.#child = spawnChild();
    this.#exited = new Promise((resolve) => this.#child.once('close', () => resolve()));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.on(
      'data',
      (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString('latin1')).slice(-2000)),
    );
  }

  async *ask(request: Request): AsyncGenerator<Frame | { kind: 'mishap'; mishap: Mishap }> {
    this.#child.stdin.write(encodeRequest(request));
    // The clock must not keep a process alive whose caller has stopped asking.
    const timer = setTimeout(() => this.#stall(), this.#stallMs).unref();
    try {
      for (;;) {
        const frame = this.#parser.next();
        if (frame !== null) {
          yield frame;
          if (frame.kind === 'done') return;
          continue;
        }
        timer.refresh();
        const chunk = await this.#nextChunk();
        if (chunk === null) break;
        this.#parser.push(chunk);
      }
      yield { kind: 'mishap', mishap: await this.#diagnose() };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await this.end();
      yield { kind: 'mishap', mishap: { fate: 'crashed', reason: 'reader_crashed' } };
    } finally {
      clearTimeout(timer);
    }
  }

  #stall(): void {
    this.#stalled = true;
    this.#child.kill('SIGKILL');
  }

  async #nextChunk(): Promise<Uint8Array | null> {
    const { stdout } = this.#child;
    for (;;) {
      const chunk = stdout.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (stdout.readableEnded || stdout.destroyed) return null;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          stdout.off('readable', wake).off('end', wake).off('close', wake);
          resolve();
        };
        stdout.once('readable', wake).once('end', wake).once('close', wake);
      });
    }
  }

  async #diagnose(): Promise<Mishap> {
    await this.#exited;
    if (this.#stalled) return { fate: 'timed_out', reason: 'time_limit' };
    const outOfMemory = /heap out of memory|Array buffer allocation failed|ENOMEM/i.test(this.#stderr);
    return outOfMemory
      ? { fate: 'out_of_memory', reason: 'memory_limit' }
      : { fate: 'crashed', reason: 'reader_crashed' };
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
