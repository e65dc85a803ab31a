import type { Source } from '../format.ts';

const WINDOW = 1 << 20;
/** Bytes around a hit that tell whether it is one. */
const LOOK_BEHIND = 8;
const LOOK_AHEAD = 600;
const LF = 0x0a;
const CR = 0x0d;

/** One line of a source. */
export interface ScannedLine {
  /** With its line end; a line above the limit is cut there. Valid until the next question. */
  readonly bytes: Uint8Array;
  /** Where the next line begins. */
  readonly next: number;
}

/** Looks for lines and bytes in a range of a source from front to back; holds one window of it, the whole where it is in memory. */
export class SourceScanner {
  readonly #source: Source;
  /** Where the range ends; Infinity until the end of a source of unknown size was met. */
  #end: number;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(source: Source, end = source.size ?? Infinity) {
    this.#source = source;
    this.#end = end;
    if (source.whole === null) return;
    this.#end = Math.min(end, source.whole.length);
    this.#window = asBuffer(source.whole.subarray(0, this.#end));
  }

  /** Where the range ends. */
  async findEnd(): Promise<number> {
    for (let at = this.#windowAt; this.#end === Infinity; at = this.#windowAt + this.#window.length)
      await this.#cover(at, WINDOW);
    return this.#end;
  }

  /** The line that begins at `at`, of which at most `limit` bytes are held; null at the end. */
  async line(at: number, limit: number): Promise<ScannedLine | null> {
    if (!(await this.#cover(at, 1))) return null;
    const here = this.#lineInWindow(at);
    if (here !== null && here.bytes.length <= limit) return here;
    const stop = await this.indexOf(NEWLINE, at);
    const next = stop < 0 ? this.#end : stop + 1;
    await this.#cover(at, Math.min(limit, next - at));
    return { bytes: this.#view(at, Math.min(next, at + limit)), next };
  }

  /**
   * Where `pattern` stands next, at or behind `from`; -1 when it does not come. Hits that `accept` refuses are passed over: it is given the bytes around a
   * hit, from up to LOOK_BEHIND before it to LOOK_AHEAD behind it as far as there are such, and where the hit begins in them.
   */
  async indexOf(
    pattern: Buffer,
    from: number,
    accept: (around: Buffer, at: number) => boolean = () => true,
  ): Promise<number> {
    for (let at = from; await this.#cover(at, pattern.length);) {
      let found = this.#window.indexOf(pattern, at - this.#windowAt);
      while (found >= 0 && this.#hasAround(found)) {
        if (this.#windowAt + found + pattern.length > this.#end) return -1;
        const begin = Math.max(0, found - LOOK_BEHIND);
        if (accept(this.#window.subarray(begin, found + LOOK_AHEAD), found - begin))
          return this.#windowAt + found;
        found = this.#window.indexOf(pattern, found + 1);
      }
      const stop = this.#windowAt + this.#window.length;
      if (found >= 0) {
        at = this.#windowAt + found;
        await this.#move(Math.max(0, at - LOOK_BEHIND), LOOK_BEHIND + LOOK_AHEAD);
      } else if (stop >= this.#end) return -1;
      else at = stop - pattern.length + 1;
    }
    return -1;
  }

  /** Whether the window holds what stands around a place in it. */
  #hasAround(place: number): boolean {
    const { length } = this.#window;
    return (
      (place >= LOOK_BEHIND || this.#windowAt === 0) &&
      (place + LOOK_AHEAD <= length || this.#windowAt + length >= this.#end)
    );
  }

  /** Some bytes from `at` on, fewer at the end. Valid until the next question. */
  async bytes(at: number, count: number): Promise<Uint8Array> {
    await this.#cover(at, count);
    return this.#view(at, Math.min(this.#end, at + count));
  }

  #lineInWindow(at: number): ScannedLine | null {
    const stop = this.#window.indexOf(LF, at - this.#windowAt) + this.#windowAt;
    if (stop < at || stop >= this.#end) return null;
    return { bytes: this.#view(at, stop + 1), next: stop + 1 };
  }

  /** The bytes [from, to) of the window. */
  #view(from: number, to: number): Uint8Array {
    return this.#window.subarray(from - this.#windowAt, Math.max(0, to - this.#windowAt));
  }

  /** Moves the window so that it holds `count` bytes from `at` on, or all that there are; false when there is none. */
  async #cover(at: number, count: number): Promise<boolean> {
    if (at >= this.#end) return false;
    const inside =
      at >= this.#windowAt && Math.min(at + count, this.#end) <= this.#windowAt + this.#window.length;
    if (!inside && this.#source.whole === null) await this.#move(at, count);
    return at < this.#end && at - this.#windowAt < this.#window.length;
  }

  async #move(at: number, count: number): Promise<void> {
    const wanted = Math.min(Math.max(WINDOW, count), this.#end - at);
    this.#window = asBuffer(await this.#source.readAt(at, wanted));
    this.#windowAt = at;
    if (this.#window.length < wanted) this.#end = at + this.#window.length;
  }
}

const NEWLINE = Buffer.of(LF);

/** A line without its line end. */
export function withoutLineEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  if (line[end - 1] === LF) end--;
  if (line[end - 1] === CR) end--;
  return line.subarray(0, end);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
