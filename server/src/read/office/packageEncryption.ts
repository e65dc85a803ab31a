import { createDecipheriv, createHash, hash, timingSafeEqual } from 'node:crypto';
import { ReadFault, type Source } from '../format.ts';
import { parseMarkup, localName } from '../parseMarkup.ts';
import { memorySource, unpackedSource } from '../source.ts';
import { DEFAULT_PASSWORD } from './binaryEncryption.ts';
import { type CompoundStorage, type CompoundStream, findStream } from '../compoundFile.ts';

const INFO_LIMIT = 1 << 20;
/** A key is made by hashing so often; more is a trick to keep us busy. */
const SPIN_LIMIT = 2_000_000;
const STANDARD_SPINS = 50_000;
const SEGMENT_BYTES = 4096;
const WINDOW_SEGMENTS = 256;

/** Decrypts segment `index` of the package. */
type SegmentCipher = (segment: Uint8Array, index: number) => Uint8Array;

/** Tries a password; null when it is wrong. */
type Opener = (password: string) => SegmentCipher | null;

/** Whether a compound file holds an encrypted document of Office 2007 or later. */
export function isEncryptedPackage(root: CompoundStorage): boolean {
  return findStream(root, 'EncryptedPackage') !== undefined;
}

/**
 * The package inside, decrypted as it is read ([MS-OFFCRYPTO] 2.3.4).
 * Throws ReadFault('encrypted', 'password_needed') when no password fits, or the encryption is not of these kinds.
 */
export async function decryptPackage(
  root: CompoundStorage,
  name: string,
  passwords: readonly string[],
): Promise<Source> {
  const data = findStream(root, 'EncryptedPackage');
  const info = await findStream(root, 'EncryptionInfo')?.bytes(INFO_LIMIT);
  if (data === undefined || info === undefined || info.length < 8) throw locked();
  const cipher = await cipherFor(Buffer.from(info), passwords);
  const head = Buffer.from(await data.readAt(0, 8));
  const size = Math.min(head.length < 8 ? 0 : Number(head.readBigUInt64LE(0)), data.size);
  return unpackedSource(name, size, () => decryptedChunks(data, size, cipher));
}

async function* decryptedChunks(
  data: CompoundStream,
  size: number,
  cipher: SegmentCipher,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += SEGMENT_BYTES * WINDOW_SEGMENTS) {
    const window = await data.readAt(8 + at, SEGMENT_BYTES * WINDOW_SEGMENTS);
    for (let start = 0; start < window.length && at + start < size; start += SEGMENT_BYTES) {
      const segment = window.subarray(start, start + SEGMENT_BYTES);
      // Only whole blocks can be decrypted; the last one is padded.
      const whole = segment.subarray(0, segment.length & ~15);
      yield cipher(whole, (at + start) / SEGMENT_BYTES).subarray(0, size - at - start);
    }
    if (window.length === 0) throw new ReadFault('read_in_part', 'truncated');
  }
}

/** No password fits, or what says how it is encrypted is damaged or not of these kinds: it stays locked. */
function locked(): ReadFault {
  return new ReadFault('encrypted', 'password_needed');
}

/** Ciphers that were found before (null: no password fits): a document is opened when it is listed and again when it is read. */
const known = new Map<string, SegmentCipher | null>();
const KNOWN_LIMIT = 64;

async function cipherFor(info: Buffer, passwords: readonly string[]): Promise<SegmentCipher> {
  const id = createHash('sha256').update(info).update(JSON.stringify(passwords)).digest('base64');
  let cipher = known.get(id);
  if (cipher === undefined) {
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(id, (cipher = await findCipher(info, passwords)));
  }
  if (cipher === null) throw locked();
  return cipher;
}

async function findCipher(info: Buffer, passwords: readonly string[]): Promise<SegmentCipher | null> {
  const open = info.readUInt16LE(2) === 4 ? await agileOpener(info) : standardOpener(info);
  for (const password of [...passwords, DEFAULT_PASSWORD]) {
    const cipher = open(password);
    if (cipher !== null) return cipher;
  }
  return null;
}

/** Office 2007: AES in blocks of their own, keys by SHA-1 (2.3.4.5 to 2.3.4.9). */
function standardOpener(info: Buffer): Opener {
  if (info.readUInt16LE(2) !== 2 || info.length < 12) throw locked();
  const headerEnd = 12 + info.readUInt32LE(8);
  if (headerEnd < 32 || headerEnd + 72 > info.length) throw locked();
  const keyBytes = info.readUInt32LE(28) >> 3;
  const salt = info.subarray(headerEnd + 4, headerEnd + 20);
  const verifier = info.subarray(headerEnd + 20, headerEnd + 36);
  const verifierHash = info.subarray(headerEnd + 40, headerEnd + 72);
  const algorithm = aesOf(keyBytes, 'ecb');
  return (password) => {
    const key = standardKey(password, salt).subarray(0, keyBytes);
    const decrypt = (bytes: Uint8Array): Buffer => decipher(algorithm, key, null, bytes);
    const expected = decrypt(verifierHash).subarray(0, 20);
    if (!timingSafeEqual(createHash('sha1').update(decrypt(verifier)).digest(), expected)) return null;
    return decrypt;
  };
}

function standardKey(password: string, salt: Uint8Array): Buffer {
  const digest = createHash('sha1')
    .update(spin('sha1', password, salt, STANDARD_SPINS))
    .update(u32(0))
    .digest();
  const half = (fill: number): Buffer => {
    const bytes = Buffer.alloc(64, fill);
    for (const [i, byte] of digest.entries()) bytes[i]! ^= byte;
    return createHash('sha1').update(bytes).digest();
  };
  return Buffer.concat([half(0x36), half(0x5c)]);
}

/** Office 2010 and later: what is used is said in XML (2.3.4.10 to 2.3.4.15). */
async function agileOpener(info: Buffer): Promise<Opener> {
  const elements = new Map<string, Readonly<Record<string, string>>>();
  await parseMarkup(memorySource(info.subarray(8), '').stream(), 'xml', {
    open: (name, attributes) => void elements.set(localName(name), attributes),
  });
  const data = parametersOf(elements.get('keyData'));
  const password = parametersOf(elements.get('encryptedKey'));
  const of = (name: string): Buffer => Buffer.from(elements.get('encryptedKey')?.[name] ?? '', 'base64');
  const spins = Number(elements.get('encryptedKey')?.['spinCount']);
  if (!(spins >= 0 && spins <= SPIN_LIMIT)) throw locked();
  return (text) => {
    const base = spin(password.hash, text, password.salt, spins);
    const open = (field: string, purpose: string): Buffer => {
      const key = fit(
        createHash(password.hash).update(base).update(purpose, 'hex').digest(),
        password.keyBytes,
      );
      return decipher(password.algorithm, key, password.salt, of(field));
    };
    const found = createHash(password.hash)
      .update(open('encryptedVerifierHashInput', 'fea7d2763b4b9e79').subarray(0, password.salt.length))
      .digest();
    const expected = open('encryptedVerifierHashValue', 'd7aa0f6d3061344e').subarray(0, found.length);
    if (expected.length !== found.length || !timingSafeEqual(found, expected)) return null;
    const key = open('encryptedKeyValue', '146e0be7abacd0d6').subarray(0, data.keyBytes);
    return (segment, index) => {
      const vector = createHash(data.hash).update(data.salt).update(u32(index)).digest();
      return decipher(data.algorithm, key, vector, segment);
    };
  };
}

interface Parameters {
  readonly hash: string;
  readonly algorithm: string;
  readonly keyBytes: number;
  readonly salt: Buffer;
}

const HASHES: Record<string, string> = { SHA1: 'sha1', SHA256: 'sha256', SHA384: 'sha384', SHA512: 'sha512' };

function parametersOf(attributes: Readonly<Record<string, string>> | undefined): Parameters {
  if (attributes === undefined) throw locked();
  const algorithm = HASHES[(attributes['hashAlgorithm'] ?? '').replace('-', '')];
  const isAes = attributes['cipherAlgorithm'] === 'AES' && attributes['cipherChaining'] === 'ChainingModeCBC';
  if (algorithm === undefined || !isAes) throw locked();
  const keyBytes = Number(attributes['keyBits']) >> 3;
  return {
    hash: algorithm,
    algorithm: aesOf(keyBytes, 'cbc'),
    keyBytes,
    salt: Buffer.from(attributes['saltValue'] ?? '', 'base64'),
  };
}

function aesOf(keyBytes: number, mode: 'ecb' | 'cbc'): string {
  if (![16, 24, 32].includes(keyBytes)) throw locked();
  return `aes-${keyBytes * 8}-${mode}`;
}

/** The password hashed over and over: each time the round, then the hash before. */
function spin(algorithm: string, password: string, salt: Uint8Array, count: number): Buffer {
  const first = createHash(algorithm).update(salt).update(password, 'utf16le').digest();
  const round = Buffer.concat([Buffer.alloc(4), first]);
  for (let i = 0; i < count; i++) {
    round.writeUInt32LE(i);
    round.set(hash(algorithm, round, 'buffer'), 4);
  }
  return Buffer.from(round.subarray(4));
}

function decipher(algorithm: string, key: Buffer, vector: Buffer | null, bytes: Uint8Array): Buffer {
  const cipher = createDecipheriv(algorithm, key, vector === null ? null : fit(vector, 16)).setAutoPadding(
    false,
  );
  return Buffer.concat([cipher.update(bytes.subarray(0, bytes.length & ~15)), cipher.final()]);
}

/** So many bytes: cut, or filled up as the specification says. */
function fit(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length
    ? bytes.subarray(0, length)
    : Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 0x36)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
