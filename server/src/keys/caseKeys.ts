import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';

/** What a derived key is for. Each purpose has its own key: one that leaks opens nothing else. */
export type KeyPurpose =
  | 'seal'
  | 'key check'
  | 'database password'
  | 'database owner'
  | 'database app'
  | 'database worker'
  | 'database portal'
  | 'database auditor'
  | 'index patient number'
  | 'index social security'
  | 'index phone'
  | 'index email'
  | 'index name and birth date'
  | 'index path'
  | 'index password'
  | 'index reviewer'
  | 'index linked fields'
  | 'index recipient fields'
  | 'notice code'
  | 'notice code hash'
  | 'notice sheet'
  | 'index household'
  | 'index mail domain'
  | 'index mail report'
  | 'mail token'
  | 'mail return path'
  | 'mail worker'
  | 'index provider subject'
  | 'audit signature'
  | 'audit leaf';

const VERSION = 1;
const VERSION_BYTE = Buffer.of(VERSION);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const INDEX_BYTES = 16;

/** A sealed value that does not open: another key, another row, or changed bytes. */
export class SealError extends Error {
  constructor(place: string) {
    super(`a sealed value of ${place} does not open with this case's key`);
    this.name = 'SealError';
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

/** The keys of a case, derived from its 32-byte case key by HKDF-SHA256 (RFC 5869). */
export class CaseKeys {
  readonly #caseKey: Uint8Array;
  /** Keys as objects: made from bytes anew for every row they would cost more than the sealing. */
  readonly #derived = new Map<KeyPurpose, KeyObject>();
  readonly #sealKey: KeyObject;
  readonly #nonces = new Nonces();

  constructor(caseKey: Uint8Array) {
    if (caseKey.length !== 32) throw new RangeError('a case key has 32 bytes');
    this.#caseKey = caseKey;
    this.#sealKey = this.#keyOf('seal');
  }

  /** The 32-byte key of a purpose. */
  derive(purpose: KeyPurpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#caseKey, 'constat', purpose, 32));
  }

  #keyOf(purpose: KeyPurpose): KeyObject {
    let key = this.#derived.get(purpose);
    if (key === undefined) this.#derived.set(purpose, (key = createSecretKey(this.derive(purpose))));
    return key;
  }

  /**
   * Seals bytes with AES-256-GCM. `place` names table, column and row and is authenticated: a sealed value cannot be moved.
   * @returns version byte, nonce (12), ciphertext, tag (16).
   */
  seal(plain: Uint8Array, place: string): Buffer {
    const nonce = this.#nonces.next();
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = cipher.update(plain);
    // GCM holds nothing back: what is final is empty.
    cipher.final();
    return Buffer.concat([VERSION_BYTE, nonce, sealed, cipher.getAuthTag()]);
  }

  /** Opens what {@link seal} made for the same place. Throws SealError. */
  open(sealed: Uint8Array, place: string): Buffer {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw new SealError(place);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, sealed.subarray(1, 1 + NONCE_BYTES));
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

  /** Seals a text. */
  sealText(text: string, place: string): Buffer {
    return this.seal(Buffer.from(text), place);
  }

  /** Opens a sealed text. */
  openText(sealed: Uint8Array, place: string): string {
    return this.open(sealed, place).toString('utf8');
  }

  /** Keyed hash for exact look-ups: HMAC-SHA256 under the purpose's key, cut to 16 bytes. */
  blindIndex(purpose: KeyPurpose, value: string): Buffer {
    return createHmac('sha256', this.#keyOf(purpose)).update(value).digest().subarray(0, INDEX_BYTES);
  }
}
