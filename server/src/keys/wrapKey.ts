import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The keys of a case that lie wrapped: one for the data, one for what must remain after them. */
export const WRAPPED_KEYS = ['case', 'ledger'] as const;
export type WrappedKeyName = (typeof WRAPPED_KEYS)[number];

/** Where a wrapped key belongs; all of it is authenticated, so that a wrapped key cannot be moved. */
export interface WrapPlace {
  readonly caseId: string;
  readonly name: WrappedKeyName;
  readonly version: number;
  /** Version of the master key, and kind of its source. */
  readonly master: number;
  readonly source: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Wraps a 32-byte key under a master key: AES-256-GCM, with a wrapping key derived by HKDF-SHA256 for this case and this name.
 * @returns nonce (12), ciphertext (32), tag (16).
 */
export function wrapKey(master: Uint8Array, key: Uint8Array, place: WrapPlace): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(master, place), nonce);
  cipher.setAAD(placeBytes(place));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link wrapKey} made for the same place; null when it does not open: another master key, another place, changed bytes. */
export function unwrapKey(master: Uint8Array, wrapped: Uint8Array, place: WrapPlace): Buffer | null {
  if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    wrappingKey(master, place),
    wrapped.subarray(0, NONCE_BYTES),
  );
  decipher.setAAD(placeBytes(place));
  decipher.setAuthTag(wrapped.subarray(NONCE_BYTES + KEY_BYTES));
  try {
    return Buffer.concat([
      decipher.update(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + KEY_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return null;
  }
}

/** Tells keys apart without saying anything of them: 16 hex digits of a hash. Only for keys of 256 random bits. */
export function keyFingerprint(key: Uint8Array): string {
  return createHash('sha256').update('constat key fingerprint').update(key).digest('hex').slice(0, 16);
}

function wrappingKey(master: Uint8Array, { caseId, name }: WrapPlace): Buffer {
  return Buffer.from(hkdfSync('sha256', master, caseId, `constat wrap ${name}`, KEY_BYTES));
}

function placeBytes({ caseId, name, version, master, source }: WrapPlace): Buffer {
  return Buffer.from(JSON.stringify(['constat key', 1, caseId, name, version, master, source]));
}
