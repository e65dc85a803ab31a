import { crc32 } from 'node:zlib';
import type { SyncBytes } from './format.ts';
import { type Folder, ID, SIGNATURE, START_HEADER } from './sevenZipHeader.ts';
import { syncJoined, syncMemory } from './source.ts';

/** A folder with the bytes that it is unpacked from, one range for each packed input. */
export interface PackedFolder {
  readonly folder: Folder;
  readonly packed: readonly SyncBytes[];
  /** Sizes and checksums of its files. */
  readonly sizes: readonly number[];
  readonly crcs: readonly (number | null)[];
}

/** A 7-Zip archive of one folder alone, which libarchive unpacks. Its files have no names worth reading. */
export function packSevenZip({ folder, packed, sizes, crcs }: PackedFolder): SyncBytes {
  const header = Buffer.concat([
    Buffer.of(ID.header, ID.mainStreams),
    packInfo(packed),
    folderInfo(folder),
    filesInFolder(sizes, crcs),
    Buffer.of(ID.end),
    files(sizes.length),
    Buffer.of(ID.end),
  ]);
  const pointer = Buffer.alloc(20);
  pointer.writeBigUInt64LE(BigInt(packed.reduce((sum, { size }) => sum + size, 0)), 0);
  pointer.writeBigUInt64LE(BigInt(header.length), 8);
  pointer.writeUInt32LE(crc32(header), 16);
  const start = Buffer.alloc(START_HEADER);
  start.set([...SIGNATURE, 0, 4]);
  start.writeUInt32LE(crc32(pointer), 8);
  start.set(pointer, 12);
  return syncJoined([syncMemory(start), ...packed, syncMemory(header)]);
}

function packInfo(packed: readonly SyncBytes[]): Buffer {
  const sizes = packed.map(({ size }) => number(size));
  return Buffer.concat([
    Buffer.of(ID.packInfo),
    number(0),
    number(packed.length),
    Buffer.of(ID.size),
    ...sizes,
    Buffer.of(ID.end),
  ]);
}

/** The checksum stays out: that of a single file would stand twice. */
function folderInfo({ coders, pairs, packed, sizes }: Folder): Buffer {
  return Buffer.concat([
    Buffer.of(ID.unpackInfo, ID.folder, 1, 0, coders.length),
    ...coders.map(coder),
    ...pairs.flatMap(({ input, output }) => [number(input), number(output)]),
    ...(packed.length === 1 ? [] : packed.map(number)),
    Buffer.of(ID.codersUnpackSize),
    ...sizes.map(number),
    Buffer.of(ID.end),
  ]);
}

function coder({ id, inputs, outputs, properties }: Folder['coders'][number]): Buffer {
  const isSimple = inputs === 1 && outputs === 1;
  const flags = (id.length / 2) | (isSimple ? 0 : 0x10) | (properties.length === 0 ? 0 : 0x20);
  return Buffer.concat([
    Buffer.of(flags),
    Buffer.from(id, 'hex'),
    ...(isSimple ? [] : [number(inputs), number(outputs)]),
    ...(properties.length === 0 ? [] : [number(properties.length), properties]),
  ]);
}

function filesInFolder(sizes: readonly number[], crcs: readonly (number | null)[]): Buffer {
  const one = sizes.length === 1;
  const bits = Buffer.alloc(Math.ceil(crcs.length / 8));
  crcs.forEach((crc, i) => {
    if (crc !== null) bits[i >> 3]! |= 0x80 >> (i & 7);
  });
  const known = Buffer.alloc(4 * crcs.filter((crc) => crc !== null).length);
  crcs.filter((crc) => crc !== null).forEach((crc, i) => known.writeUInt32LE(crc, 4 * i));
  return Buffer.concat([
    Buffer.of(ID.subStreams, ID.unpackStreams),
    number(sizes.length),
    ...(one ? [] : [Buffer.of(ID.size), ...sizes.slice(0, -1).map(number)]),
    ...(known.length === 0 ? [] : [Buffer.of(ID.crc, 0), bits, known]),
    Buffer.of(ID.end),
  ]);
}

function files(count: number): Buffer {
  const names = Buffer.alloc(4 * count, 'a\0\0\0', 'latin1');
  return Buffer.concat([
    Buffer.of(ID.files),
    number(count),
    Buffer.of(ID.names),
    number(names.length + 1),
    Buffer.of(0),
    names,
    Buffer.of(ID.end),
  ]);
}

/** A number in the longest form, which always fits. */
function number(value: number): Buffer {
  if (value < 0x80) return Buffer.of(value);
  const bytes = Buffer.alloc(9, 0xff);
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
}
