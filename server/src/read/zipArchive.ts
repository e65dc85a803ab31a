import { PassThrough, pipeline, Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import { ReadFault, type Source } from './format.ts';
import { displayNameOf } from './memberName.ts';

/** One entry of a zip archive. Directories are left out. */
export interface ZipEntry {
  /** Name bytes as stored. */
  readonly name: Uint8Array;
  readonly displayName: string;
  readonly encrypted: boolean;
  readonly size: number | null;
  /** Unpacks the entry; the stream throws ReadFault when it is damaged. */
  open(): AsyncIterable<Uint8Array>;
}

const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/** The entries of a zip archive in the order of its directory. A broken directory is replaced by a walk over the local headers. */
export async function* zipEntries(source: Source): AsyncGenerator<ZipEntry> {
  let zip: yauzl.ZipFile | null;
  try {
    zip = await openDirectory(source);
  } catch {
    zip = null;
  }
  if (zip === null) yield* salvage(source);
  else yield* directoryEntries(zip);
}

/** The entry with this display name, or null. */
export async function findZipEntry(source: Source, displayName: string): Promise<ZipEntry | null> {
  for await (const entry of zipEntries(source)) if (entry.displayName === displayName) return entry;
  return null;
}

class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: Source;

  constructor(source: Source) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const source = this.#source;
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (let at = start; at < end; at += 1 << 18)
        yield Buffer.from(await source.readAt(at, Math.min(1 << 18, end - at)));
    };
    // A fault of the source reaches whoever reads the stream.
    return pipeline(Readable.from(pieces(), { objectMode: false }), new PassThrough(), () => undefined);
  }
}

function openDirectory(source: Source): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const options = {
      lazyEntries: true,
      decodeStrings: false,
      autoClose: false,
      validateEntrySizes: true,
    } as const;
    const opened = (error: Error | null, zip: yauzl.ZipFile): void => {
      if (error !== null) reject(error);
      else resolve(zip);
    };
    const { whole } = source;
    if (whole !== null)
      yauzl.fromBuffer(Buffer.from(whole.buffer, whole.byteOffset, whole.length), options, opened);
    else yauzl.fromRandomAccessReader(new SourceReader(source), source.size ?? 0, options, opened);
  });
}

async function* directoryEntries(zip: yauzl.ZipFile): AsyncGenerator<ZipEntry> {
  for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
    const name = new Uint8Array(entry.fileName as unknown as Buffer);
    if (name.at(-1) === 0x2f && entry.uncompressedSize === 0) continue;
    const found = entry;
    yield {
      name,
      displayName: displayNameOf(name, (entry.generalPurposeBitFlag & 0x800) !== 0),
      encrypted: (entry.generalPurposeBitFlag & 1) !== 0,
      size: entry.uncompressedSize,
      open: () => unpack(zip, found),
    };
  }
}

function nextEntry(zip: yauzl.ZipFile): Promise<yauzl.Entry | null> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
    };
    zip.once('entry', (entry: yauzl.Entry) => {
      done();
      resolve(entry);
    });
    zip.once('end', () => {
      done();
      resolve(null);
    });
    zip.once('error', (error: Error) => {
      done();
      reject(new ReadFault('read_in_part', 'damaged_structure', { cause: error }));
    });
    zip.readEntry();
  });
}

async function* unpack(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array> {
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw new ReadFault('unsupported', 'no_reader');
  try {
    const small = entry.uncompressedSize <= SMALL_ENTRY && entry.compressedSize <= SMALL_ENTRY;
    const atOnce = small && entry.compressionMethod === DEFLATED ? await unpackAtOnce(zip, entry) : null;
    if (atOnce !== null) yield atOnce;
    else for await (const chunk of await openStream(zip, entry)) yield chunk as Uint8Array;
  } catch (error) {
    throw error instanceof ReadFault ? error : new ReadFault('corrupt', 'bad_compression', { cause: error });
  }
}

/** An entry up to this size is unpacked at once: a stream costs more than its bytes. */
const SMALL_ENTRY = 1 << 20;

/** The whole entry; null when it is damaged, so that it is streamed for what can be had. */
async function unpackAtOnce(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  for await (const chunk of await openStream(zip, entry, { decodeFileData: false }))
    parts.push(chunk as Uint8Array);
  try {
    const bytes = inflateRawSync(Buffer.concat(parts), { maxOutputLength: entry.uncompressedSize + 1 });
    return bytes.length === entry.uncompressedSize ? bytes : null;
  } catch {
    return null;
  }
}

function openStream(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  options: { decodeFileData?: false } = {},
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, options, (error, opened) => {
      if (error !== null) reject(error);
      else resolve(opened);
    });
  });
}

/** Entries found by their local headers: for archives that were cut or whose directory is damaged. */
async function* salvage(source: Source): AsyncGenerator<ZipEntry> {
  let at = 0;
  let found = 0;
  for (;;) {
    const head = await source.readAt(at, 30);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (head.length < 30 || view.getUint32(0, true) !== LOCAL_HEADER) break;
    const flags = view.getUint16(6, true);
    const method = view.getUint16(8, true);
    const packed = view.getUint32(18, true);
    const nameLength = view.getUint16(26, true);
    const dataAt = at + 30 + nameLength + view.getUint16(28, true);
    const name = await source.readAt(at + 30, nameLength);
    if (name.length < nameLength) break;
    found++;
    const known = (flags & 8) === 0;
    yield salvaged(source, name, flags, method, dataAt, known ? packed : null);
    if (!known) break;
    at = dataAt + packed;
  }
  throw new ReadFault(found > 0 ? 'read_in_part' : 'corrupt', 'truncated');
}

function salvaged(
  source: Source,
  name: Uint8Array,
  flags: number,
  method: number,
  dataAt: number,
  packed: number | null,
): ZipEntry {
  const end = packed === null ? (source.size ?? dataAt) : dataAt + packed;
  return {
    name,
    displayName: displayNameOf(name, (flags & 0x800) !== 0),
    encrypted: (flags & 1) !== 0,
    size: null,
    open: async function* () {
      if (method !== STORED && method !== DEFLATED) throw new ReadFault('unsupported', 'no_reader');
      const raw = Readable.from(
        (async function* () {
          for (let at = dataAt; at < end; at += 1 << 18) {
            const chunk = await source.readAt(at, Math.min(1 << 18, end - at));
            if (chunk.length === 0) return;
            yield Buffer.from(chunk);
          }
        })(),
      );
      try {
        for await (const chunk of method === STORED ? raw : raw.pipe(createInflateRaw()))
          yield chunk as Uint8Array;
      } catch (error) {
        throw new ReadFault('corrupt', 'bad_compression', { cause: error });
      }
    },
  };
}
