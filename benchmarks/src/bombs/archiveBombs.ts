import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import type { SyncBytes } from '@constat/server/read/format.ts';
import { packSevenZip } from '@constat/server/read/packSevenZip.ts';
import { syncMemory } from '@constat/server/read/source.ts';
import { rawZip, tarHeader } from '../rawArchives.ts';
import type { Bomb } from './bomb.ts';
import { deflateOf } from './deflateBomb.ts';
import { type ZipPart, zipOf } from './zipParts.ts';

const GIGA = 2 ** 30;
const NOTE = Buffer.from('Patiente : EXEMPLE Jeanne, née le 14/07/1984\n'.repeat(20));
/** Its text as the reader hands it on, one byte a character. */
const KEPT = NOTE.toString().length;
const note: ZipPart = { name: 'note.txt', packed: NOTE, method: 0, size: NOTE.length, crc: crc32(NOTE) };
const SIZE = ['read_in_part size_limit', 'unsupported size_limit'];

function bigPart(name: string, bytes: number, said = bytes): ZipPart {
  return { name, packed: deflateOf(bytes), method: 8, size: said, crc: 0 };
}

async function writePieces(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(path));
}

/** Bytes through one of the packing programs of the system; stands alone, so that it can be repeated. */
function packedBy(program: string, args: readonly string[], bytes: Buffer): Buffer {
  return execFileSync(program, [...args], { input: bytes, maxBuffer: 1 << 28 });
}

function* repeated(piece: Uint8Array, times: number): Generator<Uint8Array> {
  for (let i = 0; i < times; i++) yield piece;
}

/** A zip in a zip in a zip …, a note at the bottom. */
function nested(depth: number): Buffer {
  let bytes = rawZip([{ name: Buffer.from('note.txt'), bytes: NOTE }]);
  for (let level = 1; level < depth; level++)
    bytes = rawZip([
      { name: Buffer.from('note.txt'), bytes: NOTE },
      { name: Buffer.from(`level-${level}.zip`), bytes },
    ]);
  return bytes;
}

function nestedGzip(depth: number): Buffer {
  let bytes: Buffer = NOTE;
  for (let level = 0; level < depth; level++) bytes = gzipSync(bytes);
  return bytes;
}

/** A 7-Zip archive of one huge file behind a note, packed with Deflate. */
function sevenZipOf(bytes: number): SyncBytes {
  const packed = syncMemory(deflateOf(bytes));
  return packSevenZip({
    folder: {
      coders: [{ id: '040108', inputs: 1, outputs: 1, properties: new Uint8Array(0) }],
      pairs: [],
      packed: [0],
      sizes: [bytes],
      crc: null,
    },
    packed: [packed],
    sizes: [1000, bytes - 1000],
    crcs: [null, null],
  });
}

/** A header of a sparse file of the old GNU kind: so much of nothing, no data. */
function sparseTar(bytes: number): Buffer {
  const header = tarHeader('vide.txt', 0, 'S');
  header.write('ustar  \0', 257, 'latin1');
  header[483] = 0x80;
  header.writeBigUInt64BE(BigInt(bytes), 487);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const file = tarHeader('note.txt', NOTE.length, '0');
  return Buffer.concat([
    file,
    NOTE,
    Buffer.alloc((512 - (NOTE.length % 512)) % 512),
    header,
    Buffer.alloc(1024),
  ]);
}

export const ARCHIVE_BOMBS: readonly Bomb[] = [
  {
    name: 'zip, ratio 1000:1',
    file: 'ratio.zip',
    build: (path) =>
      writePieces(path, zipOf([note, bigPart('vide.txt', 12 * GIGA), { ...note, name: 'b.txt' }])),
    expected: SIZE,
    keeps: KEPT,
    lists: 4,
  },
  {
    name: 'zip, nested 10 deep',
    file: 'nested10.zip',
    build: (path) => writeFile(path, nested(10)),
    expected: ['read'],
    keeps: 10 * KEPT,
    lists: 20,
  },
  {
    name: 'zip, nested 40 deep',
    file: 'nested40.zip',
    build: (path) => writeFile(path, nested(40)),
    expected: ['read_in_part depth_limit'],
    keeps: 10 * KEPT,
  },
  {
    name: 'zip, 5,000 entries over the same bytes',
    file: 'overlap.zip',
    build(path) {
      const part = bigPart('vide.txt', 64 << 20);
      return writePieces(path, zipOf([note, ...Array.from({ length: 5000 }, () => part)]));
    },
    expected: SIZE,
    keeps: KEPT,
    lists: 5002,
  },
  {
    name: 'zip, says 10 bytes and holds 12 GB',
    file: 'lying.zip',
    build: (path) => writePieces(path, zipOf([note, bigPart('vide.txt', 12 * GIGA, 10)])),
    expected: SIZE,
    keeps: KEPT,
  },
  {
    name: 'zip, 200,000 entries',
    file: 'count200k.zip',
    build: (path) => {
      const empty = Array.from({ length: 200_000 }, (_, i) => ({
        name: Buffer.from(`f${i}`),
        bytes: Buffer.from('x'),
      }));
      return writeFile(path, rawZip(empty));
    },
    expected: ['read'],
    lists: 200_001,
  },
  {
    name: 'zip, 2,100,000 entries',
    file: 'count2m.zip',
    build(path) {
      return writePieces(path, zipOf([note, ...Array.from({ length: 2_100_000 }, () => note)]));
    },
    expected: ['read_in_part member_limit'],
    lists: 2_000_000,
  },
  {
    name: 'gzip, 12 GB',
    file: 'vide.gz',
    build(path) {
      const member = gzipSync(Buffer.alloc(256 << 20));
      return writePieces(path, repeated(member, 48));
    },
    expected: SIZE,
  },
  {
    name: 'gzip, nested 1,000 deep',
    file: 'nested.gz',
    build: (path) => writeFile(path, nestedGzip(1000)),
    expected: ['read_in_part depth_limit'],
  },
  {
    name: 'bzip2, 12 GB',
    file: 'vide.bz2',
    build: (path) => writePieces(path, repeated(packedBy('bzip2', ['-9c'], Buffer.alloc(256 << 20)), 48)),
    expected: SIZE,
  },
  {
    name: 'xz, 12 GB',
    file: 'vide.xz',
    build: (path) => writePieces(path, repeated(packedBy('xz', ['-6c'], Buffer.alloc(256 << 20)), 48)),
    expected: SIZE,
  },
  {
    name: 'Zstandard, 12 GB',
    file: 'vide.zst',
    build: (path) => writePieces(path, repeated(zstdCompressSync(Buffer.alloc(256 << 20)), 48)),
    expected: SIZE,
  },
  {
    name: '7-Zip, 12 GB',
    file: 'vide.7z',
    build(path) {
      const archive = sevenZipOf(12 * GIGA);
      return writePieces(path, [archive.read(0, archive.size)]);
    },
    expected: SIZE,
    lists: 3,
  },
  {
    name: 'tar.gz of one file of 12 GB',
    file: 'vide.tar.gz',
    build(path) {
      const head = Buffer.concat([
        tarHeader('note.txt', NOTE.length, '0'),
        NOTE,
        Buffer.alloc((512 - (NOTE.length % 512)) % 512),
        tarHeader('vide.txt', 7 * GIGA, '0'),
      ]);
      return writePieces(path, [gzipSync(head), ...repeated(gzipSync(Buffer.alloc(256 << 20)), 28)]);
    },
    expected: SIZE,
    keeps: KEPT,
  },
  {
    name: 'tar.gz of a zip of 12 GB, to be held for random access',
    file: 'vide-zip.tar.gz',
    build(path) {
      const head = Buffer.concat([
        tarHeader('vide.zip', 7 * GIGA, '0'),
        Buffer.from('PK\u0003\u0004', 'latin1'),
      ]);
      return writePieces(path, [gzipSync(head), ...repeated(gzipSync(Buffer.alloc(256 << 20)), 28)]);
    },
    expected: SIZE,
  },
  {
    name: 'tar, sparse file of 1 TB',
    file: 'sparse.tar',
    build: (path) => writeFile(path, sparseTar(2 ** 40)),
    expected: SIZE,
    keeps: KEPT,
  },
];
