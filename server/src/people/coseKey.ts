import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { decode } from 'cborg';

/** Algorithms of signatures that are taken, by their COSE number, in the order in which they are asked for: EdDSA (Ed25519), ES256, RS256. */
export const ALGORITHMS = [-8, -7, -257] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** A public key of an authenticator. */
export interface CoseKey {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** Labels of a COSE_Key (RFC 9052, 7.1; RFC 9053, 7; RFC 8230, 4): kinds of keys and their curves. */
const LABEL = { kind: 1, algorithm: 3, curve: -1, x: -2, y: -3, modulus: -1, exponent: -2 } as const;
const KIND = { octetPair: 1, ellipticCurve: 2, rsa: 3 } as const;
const CURVE = { p256: 1, ed25519: 6 } as const;
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;

/** CBOR as authenticators write it (CTAP 2.1, 8): definite lengths, no key of a map twice. Keys are numbers, so maps are Maps. */
export const CBOR_OPTIONS = {
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
} as const;

/**
 * Reads a COSE_Key of exactly these bytes. Throws on whatever is not a sound key of an algorithm of the list: another kind of key or curve than the algorithm
 * has, a point that is not on the curve, RSA below 2,048 bits.
 */
export function readCoseKey(bytes: Uint8Array): CoseKey {
  const map: unknown = decode(bytes, CBOR_OPTIONS);
  if (!(map instanceof Map)) throw new TypeError('not a COSE_Key');
  const algorithm = ALGORITHMS.find((one) => one === map.get(LABEL.algorithm));
  if (algorithm === undefined) throw new TypeError('an algorithm that was not asked for');
  return { algorithm, key: createPublicKey({ format: 'jwk', key: JWK[algorithm](map) }) };
}

type CoseMap = ReadonlyMap<unknown, unknown>;

/** The key in the notation that Node reads (RFC 7517). */
const JWK: Readonly<Record<Algorithm, (map: CoseMap) => Record<string, string>>> = {
  [-8]: (map) => {
    demand(map, LABEL.kind, KIND.octetPair);
    demand(map, LABEL.curve, CURVE.ed25519);
    return { kty: 'OKP', crv: 'Ed25519', x: bytesOf(map, LABEL.x, 32) };
  },
  [-7]: (map) => {
    demand(map, LABEL.kind, KIND.ellipticCurve);
    demand(map, LABEL.curve, CURVE.p256);
    return { kty: 'EC', crv: 'P-256', x: bytesOf(map, LABEL.x, 32), y: bytesOf(map, LABEL.y, 32) };
  },
  [-257]: (map) => {
    demand(map, LABEL.kind, KIND.rsa);
    return { kty: 'RSA', n: modulusOf(map), e: bytesOf(map, LABEL.exponent, null) };
  },
};

function demand(map: CoseMap, label: number, value: number): void {
  if (map.get(label) !== value) throw new TypeError(`label ${label} is not ${value}`);
}

function bytesOf(map: CoseMap, label: number, length: number | null): string {
  const value = map.get(label);
  if (!(value instanceof Uint8Array) || (length !== null && value.length !== length))
    throw new TypeError(`label ${label} is not so many bytes`);
  return Buffer.from(value).toString('base64url');
}

function modulusOf(map: CoseMap): string {
  const text = bytesOf(map, LABEL.modulus, null);
  const bits = BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`).toString(2).length;
  if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) throw new TypeError(`RSA of ${bits} bits`);
  return text;
}

/** Whether the signature of the data is the key's (WebAuthn 3, 6.5.6: ES256 signatures are ASN.1, as Node takes them). */
export function isSigned({ algorithm, key }: CoseKey, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(algorithm === -8 ? null : 'sha256', data, key, signature);
}
