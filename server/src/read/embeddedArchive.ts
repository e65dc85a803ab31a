import { crc32 } from 'node:zlib';
import type { SyncBytes } from './format.ts';
import { findDirectory } from './zipDirectory.ts';

/** An archive that stands in another file: a self-extracting program. */
export interface EmbeddedArchive {
  readonly kind: '7z' | 'rar' | 'cab' | 'zip';
  readonly start: number;
}

const WINDOW = 1 << 20;
/** The longest head that is looked at. */
const HEAD = 64;
const HEADS = [
  { kind: '7z', bytes: Buffer.from('377abcaf271c', 'hex'), isSound: isSevenZip },
  { kind: 'rar', bytes: Buffer.from('526172211a07', 'hex'), isSound: isRar },
  { kind: 'cab', bytes: Buffer.from('4d53434600000000', 'hex'), isSound: isCab },
] as const;

/** The first archive inside a file whose head adds up; a zip is known by the directory at its end. */
export function findEmbeddedArchive(bytes: SyncBytes): EmbeddedArchive | null {
  const directory = findDirectory(bytes);
  if (directory !== null && directory.start < directory.end) return { kind: 'zip', start: 0 };
  for (let at = 0; at < bytes.size; at += WINDOW - HEAD) {
    const window = Buffer.from(bytes.read(at, WINDOW));
    for (const head of HEADS)
      for (let i = window.indexOf(head.bytes); i >= 0; i = window.indexOf(head.bytes, i + 1))
        if (head.isSound(window.subarray(i, i + HEAD), bytes.size - at - i))
          return { kind: head.kind, start: at + i };
    if (window.length < WINDOW) break;
  }
  return null;
}

/** The start header carries its own checksum (7zFormat.txt, "Start Header"). */
function isSevenZip(head: Buffer): boolean {
  return head.length >= 32 && head.readUInt32LE(8) === crc32(head.subarray(12, 32));
}

/** The first block behind the mark: the archive's own (type 0x73), or in version 5 a main or encryption header with its checksum. */
function isRar(head: Buffer): boolean {
  if (head.length < 20) return false;
  if (head[6] === 0) return head[9] === 0x73;
  const size = head[12]! < 0x80 ? head[12]! : -1;
  if (head[6] !== 1 || head[7] !== 0 || size < 0 || 13 + size > head.length) return false;
  return head.readUInt32LE(8) === crc32(head.subarray(12, 13 + size));
}

/** Version 1.3, and a size that fits ([MS-CAB] 2.1). */
function isCab(head: Buffer, left: number): boolean {
  return head.length >= 36 && head[24] === 3 && head[25] === 1 && head.readUInt32LE(8) <= left;
}
