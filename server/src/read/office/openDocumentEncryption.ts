import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { createInflateRaw } from 'node:zlib';
import { throughStream, UNPACKED_CHUNKS } from '../compressedBytes.ts';
import { ReadFault } from '../format.ts';
import { unpackedSource } from '../source.ts';
import type { ZipEntry } from '../zipArchive.ts';
import type { OfficePackage } from './officePackage.ts';

/** How a part is encrypted: the attributes of its elements in the manifest, as 'algorithm initialisation-vector'. */
export interface EntryEncryption {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A key is made by hashing so often; more is a trick to keep us busy. */
const ITERATION_LIMIT = 2_000_000;
/** The check is over so many bytes of what was decrypted. */
const CHECKED_BYTES = 1024;

/** The hash of the password with which this part opens; null when none does, or its encryption is of a kind that we do not know. */
export async function findStartKey(
  file: OfficePackage,
  encryption: EntryEncryption,
  passwords: readonly string[],
): Promise<Buffer | null> {
  const entry = file.entry(encryption.name);
  if (entry === undefined || algorithmOf(encryption) === null) return null;
  const start = await firstBytes(entry, CHECKED_BYTES + 64);
  const isSha256 = (encryption.attributes['start-key-generation start-key-generation-name'] ?? '').endsWith(
    '#sha256',
  );
  for (const password of passwords) {
    const startKey = createHash(isSha256 ? 'sha256' : 'sha1')
      .update(password, 'utf8')
      .digest();
    if (fits(encryption, startKey, start)) return startKey;
  }
  return null;
}

/** The part as it is unpacked: decrypted, then inflated. */
export function decryptedEntry(entry: ZipEntry, encryption: EntryEncryption, startKey: Buffer): ZipEntry {
  const open = (): AsyncIterable<Uint8Array> => decryptedChunks(entry, encryption, startKey);
  const { displayName } = entry;
  return { ...entry, size: null, open, source: () => unpackedSource(displayName, null, open) };
}

async function* decryptedChunks(
  entry: ZipEntry,
  encryption: EntryEncryption,
  startKey: Buffer,
): AsyncGenerator<Uint8Array> {
  const decipher = decipherOf(encryption, startKey);
  if (decipher === null) throw new ReadFault('encrypted', 'password_needed');
  const decrypted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of entry.open()) yield decipher.update(chunk);
  };
  yield* throughStream(decrypted(), createInflateRaw(UNPACKED_CHUNKS));
}

async function firstBytes(entry: ZipEntry, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of entry.open()) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(chunks).subarray(0, count & ~15);
}

/** Whether what was decrypted is what was encrypted: by the hash of its first kilobyte. */
function fits(encryption: EntryEncryption, startKey: Buffer, start: Buffer): boolean {
  const { attributes } = encryption;
  const plain = decipherOf(encryption, startKey)?.update(start.subarray(0, start.length & ~15));
  if (plain === undefined) return false;
  const hash = /sha1|SHA1/.test(attributes['encryption-data checksum-type'] ?? '') ? 'sha1' : 'sha256';
  const expected = Buffer.from(attributes['encryption-data checksum'] ?? '', 'base64');
  // A short part is checked as a whole, without the filling of its last block.
  const lengths =
    plain.length >= CHECKED_BYTES ? [CHECKED_BYTES] : Array.from({ length: 17 }, (_, i) => plain.length - i);
  return lengths.some(
    (length) => length >= 0 && createHash(hash).update(plain.subarray(0, length)).digest().equals(expected),
  );
}

function algorithmOf({ attributes }: EntryEncryption): string | null {
  const size = /#aes(128|192|256)-cbc$/.exec(attributes['algorithm algorithm-name'] ?? '')?.[1];
  const isKnown = /PBKDF2|#pbkdf2$/.test(attributes['key-derivation key-derivation-name'] ?? '');
  return size === undefined || !isKnown ? null : `aes-${size}-cbc`;
}

function decipherOf(
  encryption: EntryEncryption,
  startKey: Buffer,
): ReturnType<typeof createDecipheriv> | null {
  const algorithm = algorithmOf(encryption);
  const { attributes } = encryption;
  const iterations = Number(attributes['key-derivation iteration-count']);
  const vector = Buffer.from(attributes['algorithm initialisation-vector'] ?? '', 'base64');
  if (algorithm === null || !(iterations > 0 && iterations <= ITERATION_LIMIT) || vector.length !== 16)
    return null;
  const salt = Buffer.from(attributes['key-derivation salt'] ?? '', 'base64');
  const key = pbkdf2Sync(startKey, salt, Math.floor(iterations), Number(algorithm.split('-')[1]) / 8, 'sha1');
  return createDecipheriv(algorithm, key, vector).setAutoPadding(false);
}
