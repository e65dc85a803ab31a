import { createCipheriv, createHash } from 'node:crypto';
import { compoundSample } from './compoundSample.ts';
import { sample as inner } from './docx.ts';
import type { FormatSample } from './sample.ts';

const SALT = Buffer.alloc(16, 7);
const KEY = Buffer.alloc(32, 9);
const SPINS = 100;

const sha = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function encrypt(key: Uint8Array, vector: Uint8Array, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), vector.subarray(0, 16)).setAutoPadding(
    false,
  );
  return Buffer.concat([
    cipher.update(Buffer.concat([bytes, Buffer.alloc(-bytes.length & 15)])),
    cipher.final(),
  ]);
}

/** A package under a password, as Office 2013 writes it ([MS-OFFCRYPTO] 2.3.4.10: AES-256, SHA-512). */
export async function encryptPackage(bytes: Uint8Array, password: string): Promise<Uint8Array> {
  let hash = sha(SALT, Buffer.from(password, 'utf16le'));
  for (let i = 0; i < SPINS; i++) hash = sha(u32(i), hash);
  const lock = (purpose: string, value: Uint8Array): string =>
    encrypt(sha(hash, Buffer.from(purpose, 'hex')), SALT, value).toString('base64');
  const parameters = `saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="${SALT.toString('base64')}"`;
  const verifier = Buffer.alloc(16, 3);
  const info = `<?xml version="1.0"?><encryption><keyData ${parameters}/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="${SPINS}" ${parameters} encryptedVerifierHashInput="${lock('fea7d2763b4b9e79', verifier)}" encryptedVerifierHashValue="${lock('d7aa0f6d3061344e', sha(verifier))}" encryptedKeyValue="${lock('146e0be7abacd0d6', KEY)}"/></keyEncryptor></keyEncryptors></encryption>`;
  const segments: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 4096)
    segments.push(encrypt(KEY, sha(SALT, u32(at / 4096)), bytes.subarray(at, at + 4096)));
  return compoundSample({
    EncryptionInfo: Buffer.concat([Buffer.from([4, 0, 4, 0, 0x40, 0, 0, 0]), Buffer.from(info)]),
    EncryptedPackage: Buffer.concat([u32(bytes.length), u32(0), ...segments]),
  });
}

/** A document that is only protected against changes: its password is the one that Excel knows itself. */
export const sample: FormatSample = {
  ...inner,
  file: 'a.docx',
  bytes: await encryptPackage(inner.bytes, 'VelvetSweatshop'),
};
