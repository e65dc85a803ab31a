import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { SealKey } from './sealKey.ts';

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

const INDEX_BYTES = 16;

/** The keys of a case, derived from its 32-byte case key by HKDF-SHA256 (RFC 5869). */
export class CaseKeys {
  readonly #caseKey: Uint8Array;
  /** Keys as objects: made from bytes anew for every row they would cost more than the hashing. */
  readonly #derived = new Map<KeyPurpose, KeyObject>();
  /** The key that seals values: all that somebody needs who only opens them. */
  readonly sealKey: SealKey;

  constructor(caseKey: Uint8Array) {
    if (caseKey.length !== 32) throw new RangeError('a case key has 32 bytes');
    this.#caseKey = caseKey;
    this.sealKey = new SealKey(this.#keyOf('seal'));
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

  /** {@link SealKey.seal} under the key of the case. */
  seal(plain: Uint8Array, place: string): Buffer {
    return this.sealKey.seal(plain, place);
  }

  /** Opens what {@link seal} made for the same place. Throws SealError. */
  open(sealed: Uint8Array, place: string): Buffer {
    return this.sealKey.open(sealed, place);
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
