/** A Uint32Array that grows: for building, before sizes are known. */
export class Growable {
  array: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.array = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  /** What was pushed so far, not copied. */
  get filled(): Uint32Array {
    return this.array.subarray(0, this.length);
  }

  /** Copies what was pushed into an array from `allocate`. */
  into(allocate: (length: number) => Uint32Array): Uint32Array {
    const out = allocate(this.length);
    out.set(this.array.subarray(0, this.length));
    return out;
  }
}
