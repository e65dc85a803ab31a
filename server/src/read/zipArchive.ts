import { createInflateRaw, crc32, inflateRawSync } from 'node:zlib';
import { throughStream, UNPACKED_CHUNKS } from './compressedBytes.ts';
import { drain } from './drain.ts';
import { ReadFault, type Source, type SyncBytes } from './format.ts';
import { Archive } from './libarchive.ts';
import { displayNameOf } from './memberName.ts';
import { packZip } from './packZip.ts';
import { materialise, memorySource, syncRange, syncWindow, unpackedSource } from './source.ts';
import { unpackDeflate64 } from './unpackDeflate64.ts';
import { type Decrypted, decryptAes, decryptTraditional, passwordBytes } from './zipDecryption.ts';
import {
  directoryRecords,
  findDirectory,
  localRecord,
  scanRecords,
  type ZipDirectory,
  type ZipRecord,
} from './zipDirectory.ts';
import { unpackZstd } from './zstdFrames.ts';

/** One entry of a zip archive. Directories are left out. */
export interface ZipEntry {
  /** Name bytes as stored. */
  readonly name: Uint8Array;
  readonly displayName: string;
  /** Whether it is encrypted and no password opens it. */
  readonly encrypted: boolean;
  readonly isLink: boolean;
  /** Unpacked size as the archive says, which may be a lie. */
  readonly size: number | null;
  /** Unpacks the entry; the stream throws ReadFault when it is damaged, after what could be had. */
  open(): AsyncIterable<Uint8Array>;
  /** The entry as a source of its own: a small one is unpacked at once. */
  source(): Promise<Source>;
}

/** An entry up to this size is unpacked at once: a stream costs more than its bytes. */
const SMALL_ENTRY = 1 << 20;
const CHUNK = 1 << 18;
/** A local header is not smaller. */
const LEAST_ENTRY = 30;
const AES = 99;

/**
 * The entries of a zip archive in the order of its directory, then those that stand in the file without being named there.
 * Without a directory the local headers count. Damage is told by a ReadFault after the last entry that could be found.
 */
export async function* zipEntries(
  source: Source,
  passwords: readonly string[] = [],
): AsyncGenerator<ZipEntry> {
  const bytes = syncWindow(await source.sync());
  const volumes = source.volumes ?? [];
  const directory = findDirectory(bytes, volumes);
  if (directory === null) yield* salvage(bytes, passwords);
  else yield* listedAndHidden(bytes, directory, volumes, passwords);
}

async function* listedAndHidden(
  bytes: SyncBytes,
  directory: ZipDirectory,
  volumes: readonly number[],
  passwords: readonly string[],
): AsyncGenerator<ZipEntry> {
  const places = new Places();
  const records = directoryRecords(bytes, directory, volumes);
  let next = records.next();
  for (; next.done !== true; next = records.next()) {
    places.add(next.value);
    if (!isDirectory(next.value)) yield await entryOf(bytes, next.value, passwords);
  }
  for (const { from, to } of places.gaps(directory.start))
    for (const record of scanRecords(bytes, from, to))
      if (!isDirectory(record)) yield await entryOf(bytes, record, passwords);
  if (!next.value) throw new ReadFault('read_in_part', 'damaged_structure');
}

async function* salvage(bytes: SyncBytes, passwords: readonly string[]): AsyncGenerator<ZipEntry> {
  let found = 0;
  for (const record of scanRecords(bytes, 0, bytes.size)) {
    found++;
    if (!isDirectory(record)) yield await entryOf(bytes, record, passwords);
  }
  throw new ReadFault(found > 0 ? 'read_in_part' : 'corrupt', 'truncated');
}

/** Which bytes of the file belong to entries that the directory names. */
class Places {
  #numbers = new Float64Array(32);
  #length = 0;

  add({ offset, name, packed }: ZipRecord): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = offset;
    this.#numbers[this.#length++] = offset + LEAST_ENTRY + name.length + (packed ?? 0);
  }

  /** What lies between them and before `end`, where it is large enough for an entry. */
  *gaps(end: number): Generator<{ from: number; to: number }> {
    const order = Uint32Array.from({ length: this.#length / 2 }, (_, i) => i);
    order.sort((a, b) => this.#numbers[2 * a]! - this.#numbers[2 * b]!);
    let from = 0;
    for (const i of order) {
      const start = this.#numbers[2 * i]!;
      if (start - from > LEAST_ENTRY) yield { from, to: start };
      from = Math.max(from, this.#numbers[2 * i + 1]!);
    }
    if (end - from > LEAST_ENTRY) yield { from, to: end };
  }
}

/** A name that ends like a folder's, without content (also one of Windows). */
function isDirectory({ name, size }: ZipRecord): boolean {
  const last = name.at(-1);
  return size === 0 && (last === 0x2f || last === 0x5c);
}

async function entryOf(bytes: SyncBytes, record: ZipRecord, passwords: readonly string[]): Promise<ZipEntry> {
  const content = new ZipContent(bytes, record);
  const locked = (record.flags & 1) !== 0;
  const key = locked ? await content.unlock(passwords) : null;
  const displayName = displayNameOf(record.unicodeName ?? record.name);
  const open = (): AsyncIterable<Uint8Array> =>
    locked && key === null ? lockedStream() : content.unpack(key);
  return {
    name: record.name,
    displayName,
    encrypted: locked && key === null,
    isLink: record.isLink,
    size: record.size,
    open,
    async source() {
      const whole = key === null ? content.unpackAtOnce() : null;
      return whole === null
        ? await unpackedSource(displayName, null, open)
        : memorySource(whole, displayName);
    },
  };
}

async function* lockedStream(): AsyncGenerator<Uint8Array> {
  yield await Promise.reject(new ReadFault('encrypted', 'password_needed'));
}

/** The content of one entry. */
class ZipContent {
  readonly #bytes: SyncBytes;
  readonly #record: ZipRecord;

  constructor(bytes: SyncBytes, record: ZipRecord) {
    this.#bytes = bytes;
    this.#record = record;
  }

  /** The packed bytes, where the local header says. Throws ReadFault. */
  #packed(): SyncBytes {
    const local = localRecord(this.#bytes, this.#record.offset);
    if (local === null) throw new ReadFault('corrupt', 'damaged_structure');
    const { packed } = this.#record;
    return syncRange(this.#bytes, local.dataAt, packed ?? this.#bytes.size - local.dataAt);
  }

  /** How to decrypt the entry with one of the passwords; null when none opens it. */
  async unlock(passwords: readonly string[]): Promise<Decrypted | null> {
    const { flags, method, aes } = this.#record;
    // Strong encryption has keys that we cannot derive.
    if ((flags & 0x40) !== 0) return null;
    try {
      const packed = this.#packed();
      for (const password of passwords.flatMap(passwordBytes)) {
        const found =
          method === AES && aes !== null
            ? decryptAes(packed, aes, password)
            : decryptTraditional(packed, this.#record, password);
        if (found !== null && (method === AES || (await this.#isRight(found)))) return found;
      }
    } catch {
      // An entry whose packed bytes cannot be had opens with no password.
    }
    return null;
  }

  /** Whether the content comes out with its checksum: nothing else proves the password. */
  async #isRight(decrypted: Decrypted): Promise<boolean> {
    if (this.#record.crc === null) return false;
    try {
      await drain(this.unpack(decrypted));
      return true;
    } catch {
      return false;
    }
  }

  /** A small entry; null when it is not small, or damaged: then it is streamed for what can be had. */
  unpackAtOnce(): Uint8Array | null {
    const { size, packed, crc, method } = this.#record;
    if (size === null || packed === null || size > SMALL_ENTRY || packed > SMALL_ENTRY) return null;
    try {
      const bytes = this.#packed().read(0, packed);
      if (method !== 0 && method !== 8) return null;
      const unpacked = method === 0 ? bytes.slice() : inflateRawSync(bytes, { maxOutputLength: size + 1 });
      return unpacked.length === size && crc32(unpacked) === crc ? unpacked : null;
    } catch {
      return null;
    }
  }

  /** Unpacks and checks: a wrong checksum is told after the last byte. */
  async *unpack(decrypted: Decrypted | null): AsyncGenerator<Uint8Array> {
    const whole = decrypted === null ? this.unpackAtOnce() : null;
    if (whole !== null) {
      yield whole;
      return;
    }
    let crc = 0;
    for await (const chunk of this.#unpacked(decrypted)) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
    const { aes, method } = this.#record;
    // The second version of WinZip's encryption leaves the checksum out: it has a better one.
    const unchecked = this.#record.crc === null || (method === AES && aes?.[0] === 2);
    if (!unchecked && crc !== this.#record.crc) throw new ReadFault('corrupt', 'bad_compression');
  }

  #unpacked(decrypted: Decrypted | null): AsyncIterable<Uint8Array> {
    const { aes } = this.#record;
    const method =
      this.#record.method === AES && aes !== null ? aes[5]! | (aes[6]! << 8) : this.#record.method;
    const packed = this.#packed();
    const stream = (): Generator<Uint8Array> => decrypted?.stream() ?? chunksOf(packed);
    switch (method) {
      case 0:
        return asynchronous(stream());
      case 8:
        return throughStream(asynchronous(stream()), createInflateRaw(UNPACKED_CHUNKS));
      case 9:
        return asynchronous(unpackDeflate64(stream()));
      case 20:
      case 93:
        return this.#withPacked(packed, decrypted, unpackZstd);
      case 12:
      case 14:
      case 95:
      case 98:
        return this.#withPacked(packed, decrypted, (bytes) => this.#byLibarchive(bytes, method));
      default:
        throw new ReadFault('unsupported', 'no_reader');
    }
  }

  async *#withPacked(
    packed: SyncBytes,
    decrypted: Decrypted | null,
    unpack: (bytes: SyncBytes) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    yield* unpack(
      decrypted === null ? packed : await (await materialise('', asynchronous(decrypted.stream()))).sync(),
    );
  }

  async *#byLibarchive(packed: SyncBytes, method: number): AsyncGenerator<Uint8Array> {
    const { crc, size, flags } = this.#record;
    const archive = await Archive.open(
      packZip(packed, { method, flags: flags & 2, crc: crc ?? 0, size: size ?? 0 }),
      { isZip: true },
    );
    try {
      if (archive.next() === null) throw new ReadFault('corrupt', 'damaged_structure');
      yield* archive.content();
    } finally {
      archive.close();
    }
  }
}

function* chunksOf(bytes: SyncBytes): Generator<Uint8Array> {
  for (let at = 0; at < bytes.size; at += CHUNK) {
    const chunk = bytes.read(at, CHUNK);
    if (chunk.length === 0) throw new ReadFault('corrupt', 'truncated');
    yield chunk.slice();
  }
}

async function* asynchronous(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
