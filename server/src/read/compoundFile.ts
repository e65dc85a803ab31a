import { ReadFault, type Source, type SyncBytes } from './format.ts';
import { rangeSource, syncMemory } from './source.ts';

/** A stream inside a compound file. */
export interface CompoundStream {
  /** As stored, control characters included ('\u0005SummaryInformation'). */
  readonly name: string;
  /** As the directory says, but never more than its sectors hold. */
  readonly size: number;
  /** The bytes at `offset`, fewer where the stream ends. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
  /** Random access that does not wait. */
  sync(): Promise<SyncBytes>;
  /** Chunks in order. Ends early where the file is damaged. */
  open(): AsyncIterable<Uint8Array>;
  /** The whole stream. Throws ReadFault('read_in_part', 'size_limit') above `limit` bytes. */
  bytes(limit: number): Promise<Uint8Array>;
}

/** A folder inside a compound file; names are found in any case. */
export interface CompoundStorage {
  readonly name: string;
  /** Class of the object as 32 hex digits, zeros when it has none. */
  readonly classId: string;
  readonly streams: readonly CompoundStream[];
  readonly storages: readonly CompoundStorage[];
}

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const HEADER_BYTES = 512;
const HEADER_FAT_SECTORS = 109;
const ENTRY_BYTES = 128;
const MINI_SECTOR = 64;
/** Streams below this size lie in the mini stream. */
const MINI_CUTOFF = 4096;
/** From here on a sector number means 'end', 'free' or 'table'. */
const LAST_SECTOR = 0xfffffffa;
/** Entries of a directory that are looked at. */
const ENTRY_LIMIT = 2_000_000;
/** Bytes of a directory or a stream that are read at once. */
const CHUNK = 1 << 20;
const DEPTH_LIMIT = 64;
const MINI_STREAM_LIMIT = 256 << 20;

/** Whether bytes begin a compound file (OLE2). */
export function isCompoundFile(head: Uint8Array): boolean {
  return SIGNATURE.equals(head.subarray(0, 8));
}

/** The stream of this name in a storage, in any case; undefined when there is none. */
export function findStream(storage: CompoundStorage, name: string): CompoundStream | undefined {
  return storage.streams.find((stream) => stream.name.toLowerCase() === name.toLowerCase());
}

/** The storage of this name in a storage, in any case; undefined when there is none. */
export function findStorage(storage: CompoundStorage, name: string): CompoundStorage | undefined {
  return storage.storages.find((inner) => inner.name.toLowerCase() === name.toLowerCase());
}

/** A stream as the source of a member. */
export function streamSource(stream: CompoundStream, name: string): Promise<Source> {
  return rangeSource(stream, 0, stream.size, name);
}

/**
 * Opens a compound file ([MS-CFB]) and gives its root storage. Only the tables of sectors and the directory are held; streams are read where they lie.
 * A file that was cut is followed as far as it goes: where the table of sectors is lost, sectors are taken to follow one another, as they mostly do.
 * Throws ReadFault('corrupt', …) when there is no directory.
 */
export async function openCompoundFile(source: Source): Promise<CompoundStorage> {
  const sectors = await openSectors(source);
  const entries = await readDirectory(sectors);
  const root = entries[0];
  if (root?.kind !== ROOT) throw new ReadFault('corrupt', 'damaged_structure');
  const mini = new MiniStream(sectors, root);
  return buildStorage(root, entries, (entry) => openStream(entry, sectors, mini));
}

/** The sectors of a file and which follows which. */
class Sectors {
  readonly source: Source;
  readonly size: number;
  readonly count: number;
  readonly directoryStart: number;
  readonly miniTableStart: number;
  readonly #next: Uint32Array;

  constructor(source: Source, size: number, header: DataView, next: Uint32Array, count: number) {
    this.source = source;
    this.size = size;
    this.count = count;
    this.#next = next;
    this.directoryStart = header.getUint32(48, true);
    this.miniTableStart = header.getUint32(60, true);
  }

  /** The sectors of a chain, at most `limit` of them; a chain that runs in a circle ends. */
  chain(start: number, limit: number): Uint32Array {
    return followChain(this.#next, start, Math.min(limit, this.count), this.count);
  }

  /** Where a sector lies in the file: the header takes the room of one. */
  offsetOf(sector: number): number {
    return (sector + 1) * this.size;
  }
}

function followChain(next: Uint32Array, start: number, limit: number, count: number): Uint32Array {
  const chain: number[] = [];
  for (let sector = start; sector < count && chain.length < limit;) {
    chain.push(sector);
    sector = sector < next.length ? next[sector]! : sector + 1;
  }
  return Uint32Array.from(chain);
}

async function openSectors(source: Source): Promise<Sectors> {
  const bytes = await source.readAt(0, HEADER_BYTES);
  if (bytes.length < HEADER_BYTES || !isCompoundFile(bytes))
    throw new ReadFault('corrupt', 'damaged_structure');
  const header = viewOf(bytes);
  const shift = header.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw new ReadFault('corrupt', 'damaged_structure');
  const size = 1 << shift;
  const fileBytes = source.size ?? (await measure(source));
  const count = Math.max(0, Math.ceil(fileBytes / size) - 1);
  const tables = await readTableSectors(source, header, size, count);
  const next = new Uint32Array(tables.length * (size / 4)).fill(LAST_SECTOR);
  for (const [i, sector] of tables.entries()) {
    const table = await source.readAt((sector + 1) * size, size);
    const view = viewOf(table);
    // A table that was cut: what it does not say is taken to go on with the next sector.
    for (let k = 0; k < size / 4; k++) {
      const own = i * (size / 4) + k;
      next[own] = k * 4 + 4 <= table.length ? view.getUint32(k * 4, true) : own + 1;
    }
  }
  return new Sectors(source, size, header, next, count);
}

/** The size of a source that does not say it (a member of gzip). */
async function measure(source: Source): Promise<number> {
  let size = 0;
  for await (const chunk of source.stream()) size += chunk.length;
  return size;
}

/** Sectors that hold the table of sectors: 109 are named in the header, more in a chain of their own. */
async function readTableSectors(
  source: Source,
  header: DataView,
  size: number,
  count: number,
): Promise<number[]> {
  const wanted = Math.ceil(count / (size / 4));
  const tables: number[] = [];
  const take = (view: DataView, at: number, slots: number): void => {
    for (let i = 0; i < slots && tables.length < wanted; i++) {
      const sector = view.getUint32(at + 4 * i, true);
      if (sector < LAST_SECTOR) tables.push(sector);
    }
  };
  take(header, 76, HEADER_FAT_SECTORS);
  let sector = header.getUint32(68, true);
  for (let seen = 0; sector < count && seen < count && tables.length < wanted; seen++) {
    const bytes = await source.readAt((sector + 1) * size, size);
    if (bytes.length < size) break;
    take(viewOf(bytes), 0, size / 4 - 1);
    sector = viewOf(bytes).getUint32(size - 4, true);
  }
  return tables;
}

/** Where bytes [offset, offset + length) of the stream that lies in `chain` stand in the file; neighbouring sectors are one piece. */
function* piecesOf(
  sectors: Sectors,
  chain: Uint32Array,
  offset: number,
  length: number,
): Generator<{ offset: number; length: number }> {
  const { size } = sectors;
  const end = Math.min(offset + length, chain.length * size);
  for (let at = offset; at < end;) {
    const first = Math.floor(at / size);
    let last = first + 1;
    while (last * size < end && chain[last] === chain[last - 1]! + 1) last++;
    const until = Math.min(end, last * size);
    yield { offset: sectors.offsetOf(chain[first]!) + (at - first * size), length: until - at };
    at = until;
  }
}

/** The bytes themselves; fewer where the file ends. */
async function readChain(
  sectors: Sectors,
  chain: Uint32Array,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const piece of piecesOf(sectors, chain, offset, length)) {
    const part = await sectors.source.readAt(piece.offset, piece.length);
    parts.push(part);
    if (part.length < piece.length) break;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** The same for code that cannot wait. */
function readPieces(bytes: SyncBytes, pieces: Iterable<{ offset: number; length: number }>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    const part = bytes.read(piece.offset, piece.length).slice();
    parts.push(part);
    if (part.length < piece.length) break;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** The stream in the root entry that small streams lie in, in sectors of 64 bytes. */
class MiniStream {
  readonly #sectors: Sectors;
  readonly #root: Entry;
  #loaded: Promise<{ bytes: Uint8Array; next: Uint32Array }> | null = null;

  constructor(sectors: Sectors, root: Entry) {
    this.#sectors = sectors;
    this.#root = root;
  }

  async read(entry: Entry): Promise<Uint8Array> {
    const { bytes, next } = await (this.#loaded ??= this.#load());
    const wanted = Math.ceil(entry.size / MINI_SECTOR);
    const chain = followChain(next, entry.start, wanted, Math.ceil(bytes.length / MINI_SECTOR));
    const out = new Uint8Array(Math.min(entry.size, chain.length * MINI_SECTOR));
    for (const [i, sector] of chain.entries())
      out.set(
        bytes
          .subarray(sector * MINI_SECTOR, (sector + 1) * MINI_SECTOR)
          .subarray(0, out.length - i * MINI_SECTOR),
        i * MINI_SECTOR,
      );
    return out;
  }

  async #load(): Promise<{ bytes: Uint8Array; next: Uint32Array }> {
    const sectors = this.#sectors;
    const size = Math.min(this.#root.size, MINI_STREAM_LIMIT);
    const chain = sectors.chain(this.#root.start, Math.ceil(size / sectors.size));
    const bytes = await readChain(sectors, chain, 0, size);
    const table = await readChain(sectors, sectors.chain(sectors.miniTableStart, sectors.count), 0, Infinity);
    const view = viewOf(table);
    return {
      bytes,
      next: Uint32Array.from({ length: table.length >> 2 }, (_, i) => view.getUint32(i * 4, true)),
    };
  }
}

const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

interface Entry {
  readonly name: string;
  readonly kind: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly classId: string;
  readonly start: number;
  readonly size: number;
}

async function readDirectory(sectors: Sectors): Promise<Entry[]> {
  const entries: Entry[] = [];
  const chain = sectors.chain(sectors.directoryStart, Math.ceil((ENTRY_LIMIT * ENTRY_BYTES) / sectors.size));
  for (let at = 0; at < chain.length * sectors.size; at += CHUNK) {
    const bytes = await readChain(sectors, chain, at, CHUNK);
    for (const entry of parseEntries(bytes, sectors.size)) entries.push(entry);
    if (bytes.length < CHUNK) break;
  }
  return entries;
}

function* parseEntries(bytes: Uint8Array, sectorSize: number): Generator<Entry> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + ENTRY_BYTES <= buffer.length; at += ENTRY_BYTES) {
    const nameBytes = Math.min(64, buffer.readUInt16LE(at + 64));
    // Only files with large sectors give sizes more than four bytes; others may hold anything there.
    const high = sectorSize > 512 ? buffer.readUInt32LE(at + 124) : 0;
    yield {
      name: buffer.toString('utf16le', at, at + Math.max(0, nameBytes - 2)),
      kind: buffer[at + 66]!,
      left: buffer.readUInt32LE(at + 68),
      right: buffer.readUInt32LE(at + 72),
      child: buffer.readUInt32LE(at + 76),
      classId: buffer.toString('hex', at + 80, at + 96),
      start: buffer.readUInt32LE(at + 116),
      size: buffer.readUInt32LE(at + 120) + high * 2 ** 32,
    };
  }
}

type Opener = (entry: Entry) => CompoundStream;

/** The tree below an entry. Each entry is taken once, whatever the pointers say. */
function buildStorage(root: Entry, entries: readonly Entry[], open: Opener): CompoundStorage {
  const taken = new Set<number>([0]);
  const build = (entry: Entry, depth: number): CompoundStorage => {
    const streams: CompoundStream[] = [];
    const storages: CompoundStorage[] = [];
    for (const child of siblings(entry.child, entries, taken)) {
      if (child.kind === STREAM) streams.push(open(child));
      else if (child.kind === STORAGE && depth < DEPTH_LIMIT) storages.push(build(child, depth + 1));
    }
    return { name: entry.name, classId: entry.classId, streams, storages };
  };
  return build(root, 0);
}

/** The entries of one tree of siblings, in the order of the tree. */
function siblings(top: number, entries: readonly Entry[], taken: Set<number>): Entry[] {
  const found: Entry[] = [];
  const open: { index: number; isDone: boolean }[] = [{ index: top, isDone: false }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entry = entries[at.index];
    if (entry === undefined) continue;
    if (at.isDone) found.push(entry);
    else if (!taken.has(at.index)) {
      taken.add(at.index);
      open.push(
        { index: entry.right, isDone: false },
        { index: at.index, isDone: true },
        { index: entry.left, isDone: false },
      );
    }
  }
  return found;
}

function openStream(entry: Entry, sectors: Sectors, mini: MiniStream): CompoundStream {
  if (entry.size < MINI_CUTOFF) return miniStream(entry, mini);
  const wanted = Math.ceil(entry.size / sectors.size);
  const size = Math.min(entry.size, sectors.count * sectors.size);
  let found: Uint32Array | null = null;
  const chain = (): Uint32Array => (found ??= sectors.chain(entry.start, wanted));
  const within = (offset: number, length: number): number => Math.max(0, Math.min(length, size - offset));
  const readAt = (offset: number, length: number): Promise<Uint8Array> =>
    readChain(sectors, chain(), offset, within(offset, length));
  return {
    name: entry.name,
    size,
    readAt,
    sync: async () => {
      const file = await sectors.source.sync();
      return {
        size,
        read: (offset, length) =>
          readPieces(file, piecesOf(sectors, chain(), offset, within(offset, length))),
      };
    },
    open: () => chunksOf(size, readAt),
    bytes: (limit) => withinLimit(size, limit, () => readAt(0, size)),
  };
}

async function* chunksOf(size: number, readAt: CompoundStream['readAt']): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += CHUNK) {
    const chunk = await readAt(at, CHUNK);
    if (chunk.length > 0) yield chunk;
    if (chunk.length < Math.min(CHUNK, size - at)) return;
  }
}

function miniStream(entry: Entry, mini: MiniStream): CompoundStream {
  const { name, size } = entry;
  const readAt: CompoundStream['readAt'] = async (offset, length) =>
    (await mini.read(entry)).subarray(offset, offset + length);
  return {
    name,
    size,
    readAt,
    sync: async () => syncMemory(await mini.read(entry)),
    open: () => chunksOf(size, readAt),
    bytes: (limit) => withinLimit(size, limit, () => mini.read(entry)),
  };
}

function withinLimit(size: number, limit: number, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  return size > limit ? Promise.reject(new ReadFault('read_in_part', 'size_limit')) : read();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
