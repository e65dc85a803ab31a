import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

const VERSION = 1;
const VERSION_BYTE = Buffer.of(VERSION);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed value that does not open: another key, another row, or changed bytes. */
export class SealError extends Error {
  /** Table, column and row of the value. */
  readonly place: string;

  constructor(place: string) {
    super(`a sealed value of ${place} does not open with this case's key`);
    this.name = 'SealError';
    this.place = place;
  }
}

/** Random nonces of 96 bits, drawn from the system many at a time. */
class Nonces {
  readonly #pool = Buffer.alloc(NONCE_BYTES * 512);
  #used = this.#pool.length;

  next(): Buffer {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const nonce = Buffer.from(this.#pool.subarray(this.#used, this.#used + NONCE_BYTES));
    this.#used += NONCE_BYTES;
    return nonce;
  }
}

/** Seals and opens values with AES-256-GCM under one key. */
export class SealKey {
  /** Kept as an object: made from bytes anew for every row it would cost more than the sealing. It is all that a thread needs that only opens. */
  readonly key: KeyObject;
  readonly #nonces = new Nonces();

  constructor(key: KeyObject) {
    this.key = key;
  }

  /**
   * Seals bytes. `place` names table, column and row and is authenticated: a sealed value cannot be moved.
   * @returns version byte, nonce (12), ciphertext, tag (16).
   */
  seal(plain: Uint8Array, place: string): Buffer {
    const nonce = this.#nonces.next();
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = cipher.update(plain);
    // GCM holds nothing back: what is final is empty.
    cipher.final();
    return Buffer.concat([VERSION_BYTE, nonce, sealed, cipher.getAuthTag()]);
  }

  /** Opens what {@link seal} made for the same place. Throws SealError. */
  open(sealed: Uint8Array, place: string): Buffer {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw new SealError(place);
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(1, 1 + NONCE_BYTES));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
      decipher.final();
      return plain;
    } catch {
      throw new SealError(place);
    }
  }
}
