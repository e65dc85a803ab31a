import { Readable } from 'node:stream';
import { createInflate, createZstdDecompress } from 'node:zlib';
import { UNPACKED_CHUNKS } from './compressedBytes.ts';
import { ReadFault, type Source } from './format.ts';

/** A name or statement in the list of contents may have so many bytes. */
const STRING_LIMIT = 64 << 20;
const ENTRY_LIMIT = 5_000_000;
const WINDOW = 1 << 18;
const DATA_BLOCK = 1;
const BLOB_BLOCK = 3;
const CUSTOM_FORMAT = 1;

type Compression = 'none' | 'zlib' | 'zstd' | 'unknown';

/** What a dump in PostgreSQL's custom format says before its data (pg_backup_archiver.c of PostgreSQL 8.4 to 18). */
export interface PostgresArchive {
  readonly compression: Compression;
  /** Statements that begin the data of a table (COPY … FROM stdin;) by the number of the entry. */
  readonly copies: ReadonlyMap<number, string>;
  readonly cursor: ArchiveCursor;
  /** False for the list of contents of the tar and directory formats, whose data are files of their own. */
  readonly hasData: boolean;
}

/** Reads numbers and strings one after the other. Throws ReadFault where the file ends. */
export class ArchiveCursor {
  readonly #source: Source;
  #at: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  intSize = 4;
  offsetSize = 8;

  constructor(source: Source, at: number) {
    this.#source = source;
    this.#at = at;
  }

  async take(length: number): Promise<Uint8Array> {
    if (this.#at < this.#start || this.#at + length > this.#start + this.#bytes.length) {
      this.#start = this.#at;
      this.#bytes = (await this.#source.readAt(this.#at, Math.max(length, WINDOW))).slice();
    }
    const from = this.#at - this.#start;
    if (from + length > this.#bytes.length) throw new ReadFault('read_in_part', 'truncated');
    this.#at += length;
    return this.#bytes.subarray(from, from + length);
  }

  async byte(): Promise<number> {
    return (await this.take(1))[0]!;
  }

  /** A sign and intSize bytes, the lowest first. */
  async int(): Promise<number> {
    const bytes = await this.take(1 + this.intSize);
    let value = 0;
    for (let i = this.intSize; i > 0; i--) value = value * 256 + bytes[i]!;
    return bytes[0] === 0 ? value : -value;
  }

  async string(): Promise<string | null> {
    const length = await this.int();
    if (length < 0) return null;
    if (length > STRING_LIMIT) throw new ReadFault('corrupt', 'damaged_structure');
    return Buffer.from(await this.take(length)).toString('utf8');
  }

  /** Whether nothing follows. */
  async isAtEnd(): Promise<boolean> {
    return (await this.#source.readAt(this.#at, 1)).length === 0;
  }
}

/** Reads head and list of contents. Throws ReadFault. */
export async function openPostgresArchive(source: Source): Promise<PostgresArchive> {
  const cursor = new ArchiveCursor(source, 5);
  const major = await cursor.byte();
  const minor = await cursor.byte();
  await cursor.byte();
  const version = major * 1_000 + minor;
  cursor.intSize = await cursor.byte();
  cursor.offsetSize = await cursor.byte();
  if (version < 1_007 || cursor.intSize < 1 || cursor.intSize > 8 || cursor.offsetSize > 8)
    throw new ReadFault('unsupported', 'no_reader');
  const format = await cursor.byte();
  const compression =
    version >= 1_015 ? await namedCompression(cursor) : (await cursor.int()) === 0 ? 'none' : 'zlib';
  for (let i = 0; i < 7; i++) await cursor.int();
  await cursor.string();
  if (version >= 1_010) for (let i = 0; i < 2; i++) await cursor.string();
  const copies = await readContents(cursor, version);
  return { compression, copies, cursor, hasData: format === CUSTOM_FORMAT };
}

async function namedCompression(cursor: ArchiveCursor): Promise<Compression> {
  return (['none', 'zlib', 'unknown', 'zstd'] as const)[await cursor.byte()] ?? 'unknown';
}

async function readContents(cursor: ArchiveCursor, version: number): Promise<Map<number, string>> {
  const copies = new Map<number, string>();
  const count = await cursor.int();
  if (count < 0 || count > ENTRY_LIMIT) throw new ReadFault('corrupt', 'damaged_structure');
  for (let n = 0; n < count; n++) {
    const id = await cursor.int();
    await cursor.int();
    // Object ids, tag, kind.
    for (let i = 0; i < (version >= 1_008 ? 4 : 3); i++) await cursor.string();
    if (version >= 1_011) await cursor.int();
    for (let i = 0; i < 2; i++) await cursor.string();
    const copy = await cursor.string();
    if (copy !== null && copy !== '') copies.set(id, copy);
    // Schema, tablespace, access method, kind of relation, owner, with OIDs.
    await cursor.string();
    if (version >= 1_010) await cursor.string();
    if (version >= 1_014) await cursor.string();
    if (version >= 1_016) await cursor.int();
    await cursor.string();
    if (version >= 1_009) await cursor.string();
    while ((await cursor.string()) !== null);
    await cursor.take(1 + cursor.offsetSize);
  }
  return copies;
}

/** The data of an archive as the text that psql would read: each COPY with its lines. Large objects are passed over. */
export async function* postgresSql(archive: PostgresArchive): AsyncGenerator<Uint8Array> {
  const { cursor, copies } = archive;
  while (archive.hasData && !(await cursor.isAtEnd())) {
    const kind = await cursor.byte();
    const id = await cursor.int();
    if (kind === DATA_BLOCK) {
      const copy = copies.get(id);
      if (copy !== undefined) yield Buffer.from(copy.endsWith('\n') ? copy : `${copy}\n`);
      for await (const bytes of unpacked(chunks(cursor), archive.compression))
        if (copy !== undefined) yield bytes;
      if (copy !== undefined) yield Buffer.from('\n');
    } else if (kind === BLOB_BLOCK) {
      while ((await cursor.int()) !== 0) await passOver(cursor);
    } else throw new ReadFault('read_in_part', 'damaged_structure');
  }
}

/** The large objects of an archive with their numbers. */
export async function* postgresBlobs(
  archive: PostgresArchive,
  limit: number,
): AsyncGenerator<{ oid: number; bytes: Uint8Array }> {
  const { cursor } = archive;
  while (archive.hasData && !(await cursor.isAtEnd())) {
    const kind = await cursor.byte();
    await cursor.int();
    if (kind === DATA_BLOCK) await passOver(cursor);
    else if (kind === BLOB_BLOCK)
      for (let oid = await cursor.int(); oid !== 0; oid = await cursor.int()) {
        const parts: Uint8Array[] = [];
        let length = 0;
        for await (const bytes of unpacked(chunks(cursor), archive.compression)) {
          length += bytes.length;
          if (length <= limit) parts.push(bytes);
        }
        if (length <= limit) yield { oid, bytes: Buffer.concat(parts) };
      }
    else throw new ReadFault('read_in_part', 'damaged_structure');
  }
}

/** The chunks of a block, up to the empty one. */
async function* chunks(cursor: ArchiveCursor): AsyncGenerator<Uint8Array> {
  for (let left = await cursor.int(); left !== 0; left = await cursor.int()) {
    if (left < 0) throw new ReadFault('read_in_part', 'damaged_structure');
    for (; left > 0; left -= Math.min(left, WINDOW))
      yield (await cursor.take(Math.min(left, WINDOW))).slice();
  }
}

/** Passes over the chunks of a block. */
async function passOver(cursor: ArchiveCursor): Promise<void> {
  const block = chunks(cursor);
  while ((await block.next()).done !== true);
}

async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  if (compression === 'unknown') throw new ReadFault('unsupported', 'no_reader');
  if (compression === 'none') {
    yield* packed;
    return;
  }
  const input = Readable.from(packed);
  const output = compression === 'zlib' ? createInflate(UNPACKED_CHUNKS) : createZstdDecompress();
  input.on('error', (error) => output.destroy(error));
  try {
    for await (const bytes of input.pipe(output)) yield bytes as Uint8Array;
  } catch (error) {
    throw error instanceof ReadFault
      ? error
      : new ReadFault('read_in_part', 'bad_compression', { cause: error });
  }
}
