import type { Outsider } from './sighting.ts';

/** Bytes of one entry before its name. */
const FIXED = 42;

/**
 * Mentions of outsiders one after the other in one block of bytes: a million of them cost neither a million objects nor a million copies on their way from a
 * lane to whoever writes them.
 */
export class OutsiderList implements Iterable<Outsider> {
  #bytes: Buffer;
  #used: number;
  #count: number;

  /** @param packed what {@link packed} gave; empty without. */
  constructor(packed: PackedOutsiders = { bytes: new Uint8Array(0), count: 0 }) {
    const { buffer, byteOffset, byteLength } = packed.bytes;
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.#used = byteLength;
    this.#count = packed.count;
  }

  get length(): number {
    return this.#count;
  }

  push({ name, birthDate, categories, probability, oneOfMany, years, place }: Outsider): void {
    const nameBytes = Buffer.byteLength(name);
    this.#reserve(FIXED + nameBytes);
    const bytes = this.#bytes;
    let at = this.#used;
    at = bytes.writeUInt32LE(birthDate, at);
    at = bytes.writeUInt32LE(categories, at);
    at = bytes.writeFloatLE(probability, at);
    at = bytes.writeUInt32LE(oneOfMany?.bearers ?? 0, at);
    at = bytes.writeDoubleLE(oneOfMany?.probability ?? 0, at);
    at = bytes.writeUInt16LE(years.from, at);
    at = bytes.writeUInt16LE(years.to, at);
    at = bytes.writeUInt32LE(place.part, at);
    at = bytes.writeUInt32LE(place.position, at);
    at = bytes.writeUInt32LE(nameBytes, at);
    this.#used = at + 2 + bytes.write(name, at + 2);
    bytes.writeUInt16LE(oneOfMany === null ? 0 : 1, at);
    this.#count++;
  }

  *[Symbol.iterator](): Generator<Outsider> {
    const bytes = this.#bytes;
    for (let at = 0; at < this.#used;) {
      const start = at + FIXED;
      const end = start + bytes.readUInt32LE(at + 36);
      const oneOfMany = { bearers: bytes.readUInt32LE(at + 12), probability: bytes.readDoubleLE(at + 16) };
      yield {
        name: bytes.toString('utf8', start, end),
        birthDate: bytes.readUInt32LE(at),
        categories: bytes.readUInt32LE(at + 4),
        probability: bytes.readFloatLE(at + 8),
        oneOfMany: bytes.readUInt16LE(at + 40) === 0 ? null : oneOfMany,
        years: { from: bytes.readUInt16LE(at + 24), to: bytes.readUInt16LE(at + 26) },
        place: { part: bytes.readUInt32LE(at + 28), position: bytes.readUInt32LE(at + 32) },
      };
      at = end;
    }
  }

  /** The parts in which they stand. */
  parts(): Set<number> {
    const parts = new Set<number>();
    for (let at = 0; at < this.#used; at += FIXED + this.#bytes.readUInt32LE(at + 36))
      parts.add(this.#bytes.readUInt32LE(at + 28));
    return parts;
  }

  /** A copy of all entries, to be handed to another thread. */
  packed(): PackedOutsiders {
    return { bytes: Uint8Array.from(this.#bytes.subarray(0, this.#used)), count: this.#count };
  }

  clear(): void {
    this.#used = 0;
    this.#count = 0;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(1 << 12, 2 * (this.#used + bytes)));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}

/** An {@link OutsiderList} as it travels between threads. */
export interface PackedOutsiders {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
}
