import type { Finding, Scan } from './scan.ts';

/** The tokens of a scan in arrays that grow and are used again. */
export class Tokens {
  #count = 0;
  #kind = new Uint8Array(4096);
  #start = new Int32Array(4096);
  #end = new Int32Array(4096);
  #ref = new Int32Array(4096);
  #lineOf = new Int32Array(4096);
  #lineStart = new Int32Array(1024);

  clear(): void {
    this.#count = 0;
    this.#lineStart[0] = 0;
  }

  add(kind: number, start: number, end: number, ref: number, line: number): void {
    if (this.#count === this.#kind.length) this.#grow();
    const at = this.#count++;
    this.#kind[at] = kind;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#ref[at] = ref;
    this.#lineOf[at] = line;
  }

  /** End of the last token and what it is, to tell whether the next word stands beside it. */
  lastEnd(): number {
    return this.#count === 0 ? -1 : this.#end[this.#count - 1]!;
  }

  lastKind(): number {
    return this.#count === 0 ? -1 : this.#kind[this.#count - 1]!;
  }

  lastRef(): number {
    return this.#count === 0 ? -1 : this.#ref[this.#count - 1]!;
  }

  beginLine(line: number, start: number): void {
    if (line >= this.#lineStart.length) {
      const larger = new Int32Array(line * 2);
      larger.set(this.#lineStart);
      this.#lineStart = larger;
    }
    this.#lineStart[line] = start;
  }

  #grow(): void {
    const length = this.#count * 2;
    const larger = <T extends Uint8Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#kind = larger(new Uint8Array(length), this.#kind);
    this.#start = larger(new Int32Array(length), this.#start);
    this.#end = larger(new Int32Array(length), this.#end);
    this.#ref = larger(new Int32Array(length), this.#ref);
    this.#lineOf = larger(new Int32Array(length), this.#lineOf);
  }

  finish(bytes: Uint8Array, findings: readonly Finding[], lineCount: number): Scan {
    return {
      bytes,
      findings,
      count: this.#count,
      kind: this.#kind,
      start: this.#start,
      end: this.#end,
      ref: this.#ref,
      line: this.#lineOf,
      lineCount,
      lineStart: this.#lineStart,
    };
  }
}
