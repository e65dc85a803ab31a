import { ReadFault, type Source } from './format.ts';

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const HEADER = 512;
const ENTRY = 128;
/** Sector numbers from here on are marks: end of a chain, free, … */
const LAST_SECTOR = 0xfffffffa;
const NONE = 0xffffffff;
const MINI_SECTOR = 64;
/** Sectors of the allocation table that the header names itself. */
const HEADER_DIFAT = 109;
const ENTRY_LIMIT = 2_000_000;
/** Storages inside storages are followed so deep. */
const DEPTH_LIMIT = 64;

const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

/** A storage of a compound file: a folder of streams and storages. */
export interface CompoundStorage {
  readonly name: string;
  /** Class id, 32 hex digits as stored. */
  readonly classId: string;
  readonly storages: readonly CompoundStorage[];
  readonly streams: readonly CompoundStream[];
}

/** A stream of a compound file. */
export interface CompoundStream {
  readonly name: string;
  readonly size: number;
  /** Chunks in order. Ends early where the file is damaged. */
  open(): AsyncIterable<Uint8Array>;
  /** The whole in memory, at most `limit` bytes: throws ReadFault above. */
  bytes(limit: number): Promise<Uint8Array>;
}

/** Whether bytes begin as a compound file. */
export function isCompoundFile(head: Uint8Array): boolean {
  return SIGNATURE.equals(head.subarray(0, 8));
}

/**
 * Opens a compound file (MS-CFB: .msg, old Office files) for reading at random; streams stay where they are. Chains that run in circles or out of the
 * file end there. Throws ReadFault when there is no directory.
 */
export async function openCompoundFile(source: Source): Promise<CompoundStorage> {
  const file = await CompoundFile.open(source);
  return await file.root();
}

/** A directory entry. */
interface Entry {
  readonly name: string;
  readonly type: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly classId: string;
  readonly start: number;
  readonly size: number;
}

class CompoundFile {
  readonly #source: Source;
  readonly #header: DataView;
  readonly #sectorSize: number;
  /** Next sector by sector: of the file, and of the mini stream. */
  #table = new Uint32Array(0);
  #miniTable = new Uint32Array(0);
  #miniStream: readonly number[] = [];

  private constructor(source: Source, header: DataView) {
    this.#source = source;
    this.#header = header;
    this.#sectorSize = header.getUint16(26, true) === 4 && header.getUint16(30, true) === 12 ? 4096 : 512;
  }

  static async open(source: Source): Promise<CompoundFile> {
    const head = await source.readAt(0, HEADER);
    if (head.length < HEADER || !isCompoundFile(head)) throw new ReadFault('corrupt', 'damaged_structure');
    const file = new CompoundFile(source, new DataView(head.buffer, head.byteOffset, head.length));
    file.#table = await file.#readTable();
    return file;
  }

  /** The root storage with everything below. */
  async root(): Promise<CompoundStorage> {
    const entries = await this.#readEntries();
    const root = entries[0];
    if (root?.type !== ROOT) throw new ReadFault('corrupt', 'damaged_structure');
    this.#miniTable = await this.#readSectors(this.#chain(this.#header.getUint32(60, true), Infinity));
    this.#miniStream = this.#chain(root.start, Math.ceil(root.size / this.#sectorSize));
    return this.#storage(root, entries, new Set([0]), 0);
  }

  #storage(entry: Entry, entries: readonly Entry[], seen: Set<number>, depth: number): CompoundStorage {
    const storages: CompoundStorage[] = [];
    const streams: CompoundStream[] = [];
    for (const child of childrenOf(entry, entries, seen)) {
      if (child.type === STREAM) streams.push(this.#stream(child));
      else if (child.type === STORAGE && depth < DEPTH_LIMIT)
        storages.push(this.#storage(child, entries, seen, depth + 1));
    }
    return { name: entry.name, classId: entry.classId, storages, streams };
  }

  #stream({ name, size, start }: Entry): CompoundStream {
    const cutoff = this.#header.getUint32(56, true);
    const open = (): AsyncIterable<Uint8Array> =>
      size < cutoff ? this.#openMini(start, size) : this.#openLarge(start, size);
    return {
      name,
      size,
      open,
      bytes: async (limit) => {
        if (size > limit) throw new ReadFault('read_in_part', 'size_limit');
        return Buffer.concat(await Array.fromAsync(open(), (chunk) => new Uint8Array(chunk)));
      },
    };
  }

  async *#openLarge(start: number, size: number): AsyncGenerator<Uint8Array> {
    const chain = this.#chain(start, Math.ceil(size / this.#sectorSize));
    for (const [offset, length] of this.#runs(chain, size)) {
      const chunk = await this.#source.readAt(offset, length);
      if (chunk.length > 0) yield chunk;
      if (chunk.length < length) return;
    }
  }

  async *#openMini(start: number, size: number): AsyncGenerator<Uint8Array> {
    const perSector = this.#sectorSize / MINI_SECTOR;
    let left = size;
    for (const mini of chainIn(this.#miniTable, start, Math.ceil(size / MINI_SECTOR))) {
      const sector = this.#miniStream[Math.floor(mini / perSector)];
      if (sector === undefined) return;
      const offset = this.#offset(sector) + (mini % perSector) * MINI_SECTOR;
      yield await this.#source.readAt(offset, Math.min(MINI_SECTOR, left));
      left -= MINI_SECTOR;
    }
  }

  /** Places of a chain in the file, neighbours together, at most 1 MiB each. */
  *#runs(chain: readonly number[], size: number): Generator<[offset: number, length: number]> {
    const most = Math.max(1, (1 << 20) / this.#sectorSize);
    let left = size;
    for (let i = 0; i < chain.length && left > 0;) {
      let count = 1;
      while (count < most && chain[i + count] === chain[i]! + count) count++;
      const length = Math.min(left, count * this.#sectorSize);
      yield [this.#offset(chain[i]!), length];
      left -= length;
      i += count;
    }
  }

  #offset(sector: number): number {
    return (sector + 1) * this.#sectorSize;
  }

  #chain(start: number, limit: number): number[] {
    return chainIn(this.#table, start, limit);
  }

  /** The allocation table: its sectors are named in the header, further ones in a chain of sectors of their own. */
  async #readTable(): Promise<Uint32Array<ArrayBuffer>> {
    const sectors: number[] = [];
    for (let i = 0; i < HEADER_DIFAT; i++) sectors.push(this.#header.getUint32(76 + 4 * i, true));
    const seen = new Set<number>();
    let next = this.#header.getUint32(68, true);
    while (next < LAST_SECTOR && !seen.has(next)) {
      seen.add(next);
      const more = await this.#readSectors([next]);
      if (more.length === 0) break;
      sectors.push(...more.subarray(0, -1));
      next = more.at(-1)!;
    }
    return await this.#readSectors(sectors.filter((sector) => sector < LAST_SECTOR));
  }

  /** Sectors as numbers; those outside of the file are left out. */
  async #readSectors(sectors: readonly number[]): Promise<Uint32Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    for (const [offset, length] of this.#runs(sectors, sectors.length * this.#sectorSize)) {
      const part = await this.#source.readAt(offset, length);
      if (part.length === 0) break;
      parts.push(part);
      if (part.length < length) break;
    }
    const bytes = Buffer.concat(parts);
    const numbers = new Uint32Array(bytes.length >> 2);
    for (let i = 0; i < numbers.length; i++) numbers[i] = bytes.readUInt32LE(4 * i);
    return numbers;
  }

  async #readEntries(): Promise<Entry[]> {
    const chain = this.#chain(this.#header.getUint32(48, true), (ENTRY_LIMIT * ENTRY) / this.#sectorSize);
    const entries: Entry[] = [];
    for (const [offset, length] of this.#runs(chain, chain.length * this.#sectorSize)) {
      const bytes = Buffer.from(await this.#source.readAt(offset, length));
      for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) entries.push(this.#entry(bytes.subarray(at)));
    }
    return entries;
  }

  #entry(bytes: Buffer): Entry {
    const nameLength = Math.min(64, bytes.readUInt16LE(64));
    const high = this.#sectorSize === 4096 ? bytes.readUInt32LE(124) : 0;
    const size = bytes.readUInt32LE(120) + high * 2 ** 32;
    return {
      name: bytes.toString('utf16le', 0, Math.max(0, nameLength - 2)),
      type: bytes[66]!,
      left: bytes.readUInt32LE(68),
      right: bytes.readUInt32LE(72),
      child: bytes.readUInt32LE(76),
      classId: bytes.toString('hex', 80, 96),
      start: bytes.readUInt32LE(116),
      // A stated size is believed as far as the file goes.
      size: Math.min(size, this.#source.size ?? size),
    };
  }
}

/** The children of a storage: a tree of siblings, each entry once in the whole file. In the order of their names. */
function childrenOf(entry: Entry, entries: readonly Entry[], seen: Set<number>): Entry[] {
  const found: Entry[] = [];
  const open = [entry.child];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const child = at === NONE ? undefined : entries[at];
    if (child === undefined || seen.has(at)) continue;
    seen.add(at);
    found.push(child);
    open.push(child.right, child.left);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The sectors of a chain, at most `limit`, and not more than there are: a circle ends. */
function chainIn(table: Uint32Array, start: number, limit: number): number[] {
  const chain: number[] = [];
  const most = Math.min(limit, table.length);
  for (let at = start; at < table.length && chain.length < most; at = table[at]!) chain.push(at);
  return chain;
}
