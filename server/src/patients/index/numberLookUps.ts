import { checkText, hashText } from './hashText.ts';
import { entriesStart } from './multimap.ts';
import { zerosEnd } from './numberText.ts';
import { patientByNumber, type PatientIndex } from './patientIndex.ts';

/**
 * {@link patientByNumber} for many texts at once. Each step is a loop of its own, so that the memory accesses of different texts overlap: the register
 * does not fit the processor's caches. The arrays are used again for the next texts.
 */
export class NumberLookUps {
  count = 0;
  /** By text: whatever the caller knows it by, and its range, which begins behind leading zeros once it was looked for. */
  marks = new Uint32Array(0);
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);
  /** The patient whose number it is, or -1. */
  found = new Int32Array(0);
  #hashes = new Uint32Array(0);
  #checks = new Uint32Array(0);

  clear(): void {
    this.count = 0;
  }

  add(mark: number, start: number, end: number): void {
    if (this.count === this.marks.length) this.#grow();
    this.marks[this.count] = mark;
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  find(index: PatientIndex, bytes: Uint8Array): void {
    const { byNumber, numberChecks } = index;
    const { count, starts, ends, found } = this;
    const hashes = this.#hashes;
    const checks = this.#checks;
    for (let t = 0; t < count; t++) {
      const start = zerosEnd(bytes, starts[t]!, ends[t]!);
      starts[t] = start;
      hashes[t] = hashText(bytes, start, ends[t]);
      checks[t] = checkText(bytes, start, ends[t]);
    }
    for (let t = 0; t < count; t++) found[t] = entriesStart(byNumber, hashes[t]!);
    for (let t = 0; t < count; t++) {
      const entry = found[t]!;
      found[t] = byNumber.entries[entry] === hashes[t] ? byNumber.entries[entry + 1]! : -1;
    }
    // Mostly the first entry is the one; where it is not, the ordinary look-up decides.
    for (let t = 0; t < count; t++)
      if (found[t]! < 0 || numberChecks[found[t]!] !== checks[t])
        found[t] = patientByNumber(index, bytes, starts[t], ends[t]);
  }

  #grow(): void {
    const larger = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(Math.max(1_024, 2 * from.length));
      to.set(from);
      return to;
    };
    this.marks = larger(this.marks);
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
    this.#hashes = new Uint32Array(this.marks.length);
    this.#checks = new Uint32Array(this.marks.length);
    this.found = new Int32Array(this.marks.length);
  }
}
