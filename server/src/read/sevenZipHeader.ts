import { crc32 } from 'node:zlib';
import { ReadFault, type SyncBytes } from './format.ts';

/** One step of unpacking: a method with its properties, taking and giving streams. */
export interface Coder {
  /** Method id in hex ('030101' is LZMA). */
  readonly id: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly properties: Uint8Array;
}

/** Files that are packed together. Streams are counted over all coders, inputs and outputs apart. */
export interface Folder {
  readonly coders: readonly Coder[];
  /** Which output feeds which input. */
  readonly pairs: readonly { readonly input: number; readonly output: number }[];
  /** Inputs that come from the file. */
  readonly packed: readonly number[];
  /** Unpacked size of each output. */
  readonly sizes: readonly number[];
  readonly crc: number | null;
}

/** What an archive holds, without its files' names. Places count from the start of the archive. */
export interface Streams {
  readonly packStart: number;
  readonly packSizes: readonly number[];
  readonly folders: readonly Folder[];
  /** How many files each folder holds, and their sizes and checksums in order. */
  readonly counts: readonly number[];
  readonly sizes: readonly number[];
  readonly crcs: readonly (number | null)[];
}

export interface FileEntry {
  /** UTF-16LE as stored. */
  readonly utf16: Uint8Array;
  readonly hasContent: boolean;
  readonly isDirectory: boolean;
  readonly isLink: boolean;
}

export const SIGNATURE = Buffer.from('377abcaf271c', 'hex');
export const START_HEADER = 32;
/** A header is held in memory, up to so many bytes. */
const HEADER_LIMIT = 256 << 20;
const LINK = 0xa000;

/** Numbers of properties (7zFormat.txt, "Property IDs"). */
export const ID = {
  end: 0x00,
  header: 0x01,
  archiveProperties: 0x02,
  additionalStreams: 0x03,
  mainStreams: 0x04,
  files: 0x05,
  packInfo: 0x06,
  unpackInfo: 0x07,
  subStreams: 0x08,
  size: 0x09,
  crc: 0x0a,
  folder: 0x0b,
  codersUnpackSize: 0x0c,
  unpackStreams: 0x0d,
  emptyStream: 0x0e,
  emptyFile: 0x0f,
  names: 0x11,
  attributes: 0x15,
  encodedHeader: 0x17,
} as const;

/** The header that the start header points to; null for an archive that holds nothing. Throws ReadFault. */
export function readNextHeader(bytes: SyncBytes): Uint8Array | null {
  const start = Buffer.from(bytes.read(0, START_HEADER));
  if (start.length < START_HEADER) throw new ReadFault('corrupt', 'truncated');
  const offset = Number(start.readBigUInt64LE(12));
  const size = Number(start.readBigUInt64LE(20));
  if (size === 0) return null;
  if (START_HEADER + offset + size > bytes.size) throw new ReadFault('corrupt', 'truncated');
  if (size > HEADER_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
  const header = bytes.read(START_HEADER + offset, size).slice();
  if (crc32(header) !== start.readUInt32LE(28)) throw new ReadFault('corrupt', 'damaged_structure');
  return header;
}

/** Reads the fields of a header (7zFormat.txt). Whatever does not fit is a ReadFault: counts are never believed beyond the bytes that are there. */
export class HeaderReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  take(count: number): Uint8Array {
    if (count > this.left) broken();
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** A number of 1 to 9 bytes: each leading 1 of the first byte stands for a further byte. */
  number(): number {
    const first = this.byte();
    let value = 0n;
    let mask = 0x80;
    for (let i = 0; i < 8; i++, mask >>= 1) {
      if ((first & mask) === 0) return checked(value + (BigInt(first & (mask - 1)) << BigInt(8 * i)));
      value |= BigInt(this.byte()) << BigInt(8 * i);
    }
    return checked(value);
  }

  /** A number of things of which each takes at least `bits` bits of what follows. */
  count(bits = 8): number {
    const count = this.number();
    if (count > (this.left * 8) / bits) broken();
    return count;
  }

  bits(count: number): Uint8Array {
    const packed = this.take(Math.ceil(count / 8));
    return Uint8Array.from({ length: count }, (_, i) => (packed[i >> 3]! >> (7 - (i & 7))) & 1);
  }

  /** Which of `count` are defined: all, or as a row of bits says. */
  defined(count: number): Uint8Array {
    return this.byte() === 0 ? this.bits(count) : new Uint8Array(count).fill(1);
  }

  crcs(count: number): (number | null)[] {
    return Array.from(this.defined(count), (is) => (is === 1 ? this.uint32() : null));
  }

  uint32(): number {
    return Buffer.from(this.take(4)).readUInt32LE();
  }
}

function checked(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? broken() : Number(value);
}

function broken(): never {
  throw new ReadFault('corrupt', 'damaged_structure');
}

/** The streams of an archive, or of its packed header. */
export function readStreams(reader: HeaderReader): Streams {
  let pack: { start: number; sizes: number[] } = { start: 0, sizes: [] };
  let folders: Folder[] = [];
  let files: Pick<Streams, 'counts' | 'sizes' | 'crcs'> | null = null;
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.packInfo) pack = readPackInfo(reader);
    else if (id === ID.unpackInfo) folders = readFolders(reader);
    else if (id === ID.subStreams) files = readSubStreams(reader, folders);
    else broken();
  }
  files ??= {
    counts: folders.map(() => 1),
    sizes: folders.map(folderSize),
    crcs: folders.map((folder) => folder.crc),
  };
  return { packStart: START_HEADER + pack.start, packSizes: pack.sizes, folders, ...files };
}

function readPackInfo(reader: HeaderReader): { start: number; sizes: number[] } {
  const start = reader.number();
  const count = reader.count();
  let sizes: number[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.size) sizes = Array.from({ length: count }, () => reader.number());
    else if (id === ID.crc) reader.crcs(count);
    else broken();
  }
  return { start, sizes };
}

function readFolders(reader: HeaderReader): Folder[] {
  if (reader.byte() !== ID.folder) broken();
  const count = reader.count(16);
  if (reader.byte() !== 0) throw new ReadFault('unsupported', 'no_reader');
  const folders = Array.from({ length: count }, () => readFolder(reader));
  let crcs: (number | null)[] = [];
  let sizes: number[][] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.codersUnpackSize)
      sizes = folders.map(({ coders }) => coders.flatMap(({ outputs }) => numbers(reader, outputs)));
    else if (id === ID.crc) crcs = reader.crcs(count);
    else broken();
  }
  if (sizes.length !== count) broken();
  return folders.map((folder, i) => ({ ...folder, sizes: sizes[i]!, crc: crcs[i] ?? null }));
}

function numbers(reader: HeaderReader, count: number): number[] {
  return Array.from({ length: count }, () => reader.number());
}

function readFolder(reader: HeaderReader): Omit<Folder, 'sizes' | 'crc'> {
  const coders = Array.from({ length: atMost(reader.number(), 32) }, () => readCoder(reader));
  const inputs = coders.reduce((sum, coder) => sum + coder.inputs, 0);
  const outputs = coders.reduce((sum, coder) => sum + coder.outputs, 0);
  const pairs = Array.from({ length: Math.max(0, outputs - 1) }, () => ({
    input: reader.number(),
    output: reader.number(),
  }));
  const packed =
    inputs - pairs.length === 1
      ? [
          Array.from({ length: inputs }, (_, i) => i).find((i) => !pairs.some(({ input }) => input === i)) ??
            0,
        ]
      : numbers(reader, Math.max(0, inputs - pairs.length));
  return { coders, pairs, packed };
}

function readCoder(reader: HeaderReader): Coder {
  const flags = reader.byte();
  // Some programs write no number at all for "copied".
  const id = Buffer.from(reader.take(flags & 0x0f)).toString('hex') || '00';
  const inputs = (flags & 0x10) === 0 ? 1 : atMost(reader.number(), 32);
  const outputs = (flags & 0x10) === 0 ? 1 : atMost(reader.number(), 32);
  const properties = (flags & 0x20) === 0 ? new Uint8Array(0) : reader.take(reader.count()).slice();
  return { id, inputs, outputs, properties };
}

function atMost(value: number, limit: number): number {
  return value > limit ? broken() : value;
}

/** The size of what comes out of a folder: of the output that feeds no coder. */
export function folderSize({ sizes, pairs }: Folder): number {
  const last = sizes.findIndex((_, output) => !pairs.some((pair) => pair.output === output));
  return sizes[Math.max(0, last)] ?? 0;
}

function readSubStreams(
  reader: HeaderReader,
  folders: readonly Folder[],
): Pick<Streams, 'counts' | 'sizes' | 'crcs'> {
  let counts = folders.map(() => 1);
  let id = reader.byte();
  if (id === ID.unpackStreams) {
    counts = folders.map(() => reader.number());
    // Every file has a name or a checksum behind this: an archive cannot name more than fit.
    if (counts.reduce((sum, count) => sum + count, 0) > reader.left * 8 + folders.length) broken();
    id = reader.byte();
  }
  const hasSizes = id === ID.size;
  const sizes = folders.flatMap((folder, i) => fileSizes(reader, folderSize(folder), counts[i]!, hasSizes));
  if (hasSizes) id = reader.byte();
  const known = folders.flatMap((folder, i) =>
    counts[i] === 1 && folder.crc !== null ? [folder.crc] : Array.from({ length: counts[i]! }, () => null),
  );
  let crcs: (number | null)[] = known;
  for (; id !== ID.end; id = reader.byte()) {
    if (id !== ID.crc) broken();
    const missing = reader.crcs(known.filter((crc) => crc === null).length);
    let next = 0;
    crcs = known.map((crc) => crc ?? missing[next++] ?? null);
  }
  return { counts, sizes, crcs };
}

/** All sizes but the last are written; the last is what is left. */
function fileSizes(reader: HeaderReader, total: number, count: number, written: boolean): number[] {
  if (count === 0) return [];
  const sizes = written ? numbers(reader, count - 1) : [];
  const left = sizes.reduce((rest, size) => rest - size, total);
  return left < 0 ? broken() : [...sizes, left];
}

/** The files in order, from what stands behind the streams. */
export function* readFiles(reader: HeaderReader): Generator<FileEntry> {
  const count = reader.count(1);
  let emptyStream = new Uint8Array(count);
  let emptyFile: Uint8Array = new Uint8Array(0);
  let names: Uint8Array = new Uint8Array(0);
  let attributes: (number | null)[] = [];
  for (let id = reader.number(); id !== ID.end; id = reader.number()) {
    const data = new HeaderReader(reader.take(reader.number()));
    if (id === ID.emptyStream) emptyStream = data.bits(count) as Uint8Array<ArrayBuffer>;
    else if (id === ID.emptyFile) emptyFile = data.bits(Math.min(count, data.left * 8));
    else if (id === ID.names && data.byte() === 0) names = data.take(data.left);
    else if (id === ID.attributes) attributes = readAttributes(data, count);
  }
  let nameAt = 0;
  let empty = 0;
  for (let i = 0; i < count; i++) {
    const end = endOfName(names, nameAt);
    const hasContent = emptyStream[i] === 0;
    const attribute = attributes[i] ?? 0;
    yield {
      utf16: names.subarray(nameAt, end),
      hasContent,
      // A file without content is a folder unless it is said to be an empty file.
      isDirectory: !hasContent && emptyFile[empty++] !== 1,
      isLink: (attribute & 0x8000) !== 0 && ((attribute >>> 16) & 0xf000) === LINK,
    };
    nameAt = Math.min(names.length, end + 2);
  }
}

function readAttributes(data: HeaderReader, count: number): (number | null)[] {
  const defined = data.defined(count);
  if (data.byte() !== 0) return [];
  return Array.from(defined, (is) => (is === 1 ? data.uint32() : null));
}

function endOfName(names: Uint8Array, start: number): number {
  for (let at = start; at + 1 < names.length; at += 2) if (names[at] === 0 && names[at + 1] === 0) return at;
  return names.length;
}
