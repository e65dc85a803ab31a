/**
 * The patients whom one passage may mean, each found once. One object is used passage after passage: a mark for each patient of the index tells whether
 * he has been found, so that nothing is hashed.
 */
export class Candidates {
  readonly #marks: Uint32Array;
  #mark = 0;
  #found: number[] = [];
  #taken = 0;

  /** @param size of the index. */
  constructor(size: number) {
    this.#marks = new Uint32Array(size);
  }

  /** Another passage: nobody has been found yet. */
  begin(): this {
    this.#mark = (this.#mark + 1) >>> 0;
    if (this.#mark === 0) {
      this.#marks.fill(0);
      this.#mark = 1;
    }
    this.#found = [];
    this.#taken = 0;
    return this;
  }

  has(p: number): boolean {
    return this.#marks[p] === this.#mark;
  }

  add(p: number): void {
    if (this.#marks[p] === this.#mark) return;
    this.#marks[p] = this.#mark;
    this.#found.push(p);
  }

  /** Those are not to be found any more: they are weighed without this. */
  exclude(patients: Iterable<number>): void {
    for (const p of patients) this.#marks[p] = this.#mark;
  }

  /** All who have been found for the passage. */
  get found(): readonly number[] {
    return this.#found;
  }

  /** Those who have been found since this was asked last. */
  take(): readonly number[] {
    const from = this.#taken;
    this.#taken = this.#found.length;
    return this.#found.slice(from);
  }
}
