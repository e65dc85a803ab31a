import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** One value in DER (X.690). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content)), content]);
}

/** A length in as few bytes as it takes: browsers insist on it. */
function lengthOf({ length }: Buffer): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const time = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = [0x55, 0x04, 0x03] as const;
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13] as const;
const ALTERNATIVE_NAME = [0x55, 0x1d, 0x11] as const;
const DAY_MS = 24 * 60 * 60_000;

/** For tests: a certificate for `localhost` that signs itself (RFC 5280, 4.1), good for a day. */
export function makeTestCertificate(): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(oid(...COMMON_NAME), der(0x0c, Buffer.from('localhost')))));
  const isAuthority = sequence(der(0x01, Buffer.of(0xff)));
  const localhost = sequence(der(0x82, Buffer.from('localhost')));
  const now = Date.now();
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now - DAY_MS / 24)), time(new Date(now + DAY_MS))),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(
      0xa3,
      sequence(
        sequence(oid(...BASIC_CONSTRAINTS), der(0x04, isAuthority)),
        sequence(oid(...ALTERNATIVE_NAME), der(0x04, localhost)),
      ),
    ),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const bytes = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${bytes.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
