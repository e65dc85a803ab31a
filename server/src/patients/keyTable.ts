/**
 * What was seen under a keyed hash, for millions of hashes: an open-addressing table in flat arrays, 12 bytes a slot and at most half full.
 * It compares the first 64 bits of a hash: of a million hashes two agree by chance once in forty million cases.
 */
export class KeyTable {
  /** Two halves of each key; both 0 where the slot is free. */
  #keys = new Uint32Array(2 * 1024);
  #values = new Uint32Array(1024);
  #count = 0;

  /**
   * The value under which `key` (at least 8 bytes, evenly spread) came first; -1 when it had not come, and then `value` (0 … 2^32-1) is kept.
   */
  meet(key: Buffer, value: number): number {
    if (2 * (this.#count + 1) > this.#values.length) this.#grow();
    // No key is 0: that is a free slot.
    const low = (key.readUInt32LE(0) | 1) >>> 0;
    const high = key.readUInt32LE(4);
    const slot = this.#slotOf(low, high);
    if (this.#keys[2 * slot] !== 0) return this.#values[slot]!;
    this.#put(slot, low, high, value);
    this.#count++;
    return -1;
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #slotOf(low: number, high: number): number {
    const keys = this.#keys;
    const mask = this.#values.length - 1;
    let slot = high & mask;
    while (keys[2 * slot] !== 0 && (keys[2 * slot] !== low || keys[2 * slot + 1] !== high))
      slot = (slot + 1) & mask;
    return slot;
  }

  #put(slot: number, low: number, high: number, value: number): void {
    this.#keys[2 * slot] = low;
    this.#keys[2 * slot + 1] = high;
    this.#values[slot] = value;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Uint32Array(2 * keys.length);
    this.#values = new Uint32Array(2 * values.length);
    for (let old = 0; old < values.length; old++) {
      const low = keys[2 * old]!;
      const high = keys[2 * old + 1]!;
      if (low !== 0) this.#put(this.#slotOf(low, high), low, high, values[old]!);
    }
  }
}
