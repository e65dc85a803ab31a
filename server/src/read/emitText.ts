import type { Sink } from './format.ts';

/** Target size of a text segment. */
const SEGMENT_BYTES = 262_144;
const LF = 0x0a;

/** Cuts decoded text into segments at line ends and counts the lines. */
export class TextEmitter {
  readonly #sink: Sink;
  #buffer = new Uint8Array(0);
  #length = 0;
  #line = 1;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Adds Windows-1252 text. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#length + bytes.length > this.#buffer.length) {
      const larger = new Uint8Array((this.#length + bytes.length) * 2);
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    if (this.#length >= SEGMENT_BYTES) await this.#emitWholeLines();
  }

  /** Emits what is left; the next text begins at line 1 (of the next part). */
  async end(): Promise<void> {
    await this.#emit(this.#length);
    this.#line = 1;
  }

  async #emitWholeLines(): Promise<void> {
    let cut = this.#buffer.lastIndexOf(LF, this.#length - 1) + 1;
    // A text without line ends is cut anywhere, rather than held.
    if (cut === 0) cut = this.#length;
    await this.#emit(cut);
  }

  async #emit(cut: number): Promise<void> {
    if (cut === 0) return;
    const bytes = this.#buffer.subarray(0, cut);
    await this.#sink.segment({ kind: 'text', bytes, firstLine: this.#line });
    this.#line += countLines(bytes);
    this.#buffer.copyWithin(0, cut, this.#length);
    this.#length -= cut;
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let i = bytes.indexOf(LF); i >= 0; i = bytes.indexOf(LF, i + 1)) count++;
  return count;
}
