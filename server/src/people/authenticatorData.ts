import { decodeFirst } from 'cborg';
import { CBOR_OPTIONS } from './coseKey.ts';

/** What an authenticator signs (WebAuthn 3, 6.1). */
export interface AuthenticatorData {
  /** SHA-256 of the name that the passkey is bound to: 32 bytes. */
  readonly rpIdHash: Buffer;
  /** UP: somebody touched it. */
  readonly isPresent: boolean;
  /** UV: it asked for a PIN, a finger, a face. */
  readonly isVerified: boolean;
  /** BE and BS: the passkey may be, and is, kept elsewhere too. */
  readonly canBeCopied: boolean;
  readonly isCopied: boolean;
  /** Signatures so far; 0: the authenticator does not count. */
  readonly counter: number;
  /** Of a passkey just made, else null. */
  readonly made: { readonly id: string; readonly publicKey: Buffer } | null;
}

const FLAG = { present: 0x01, verified: 0x04, canBeCopied: 0x08, isCopied: 0x10, made: 0x40, more: 0x80 };
const HEAD_BYTES = 37;
const AAGUID_BYTES = 16;
const MOST_ID_BYTES = 1_023;

/** Reads authenticator data of exactly these bytes. Throws on whatever is cut, too long or contradicts itself. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData {
  if (bytes.length < HEAD_BYTES) throw new RangeError('authenticator data is cut');
  const flags = bytes[32]!;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const read = has(FLAG.made)
    ? readMade(bytes.subarray(HEAD_BYTES))
    : { made: null, rest: bytes.subarray(HEAD_BYTES) };
  const rest = has(FLAG.more) ? skipMap(read.rest) : read.rest;
  if (rest.length > 0) throw new RangeError('authenticator data is too long');
  if (has(FLAG.isCopied) && !has(FLAG.canBeCopied)) throw new RangeError('copied, though it cannot be');
  return {
    rpIdHash: bytes.subarray(0, 32),
    isPresent: has(FLAG.present),
    isVerified: has(FLAG.verified),
    canBeCopied: has(FLAG.canBeCopied),
    isCopied: has(FLAG.isCopied),
    counter: bytes.readUInt32BE(33),
    made: read.made,
  };
}

/** AAGUID, length and bytes of the id, COSE_Key (6.5.1). */
function readMade(bytes: Buffer): { made: AuthenticatorData['made']; rest: Buffer } {
  const length = bytes.readUInt16BE(AAGUID_BYTES);
  const from = AAGUID_BYTES + 2;
  if (length === 0 || length > MOST_ID_BYTES || from + length >= bytes.length)
    throw new RangeError('the id of a passkey is cut or too long');
  const key = bytes.subarray(from + length);
  const rest = skipMap(key);
  const id = bytes.subarray(from, from + length).toString('base64url');
  return { made: { id, publicKey: key.subarray(0, key.length - rest.length) }, rest };
}

function skipMap(bytes: Buffer): Buffer {
  const [map, rest] = decodeFirst(bytes, CBOR_OPTIONS) as [unknown, Uint8Array];
  if (!(map instanceof Map)) throw new TypeError('no map of CBOR');
  return bytes.subarray(bytes.length - rest.length);
}
