import type { SyncBytes } from './format.ts';

/** What the header of a file in a RAR archive says, as far as listing needs it. */
export interface RarHeader {
  /** As stored: UTF-8 (version 5), or bytes of the system's code page. */
  readonly name: Uint8Array;
  readonly kind: 'file' | 'directory' | 'link';
  readonly encrypted: boolean;
  /** Whether its content began in the volume before. */
  readonly continues: boolean;
}

const MARK_4 = Buffer.from('526172211a0700', 'hex');
const MARK_5 = Buffer.from('526172211a070100', 'hex');
const HEADER_LIMIT = 1 << 16;
const HEADER_LIMIT_5 = 2 << 20;
const PADDING_LIMIT = 1 << 16;

/**
 * The files that an archive names, by its headers alone, in order, also those that libarchive gives up before. Ends where headers are
 * encrypted or damaged. Volumes may follow each other; a file that goes on in the next volume comes again.
 */
export function* rarHeaders(bytes: SyncBytes): Generator<RarHeader> {
  if (MARK_5.equals(bytes.read(0, MARK_5.length))) yield* headers5(bytes);
  else yield* headers4(bytes);
}

/** Blocks of version 1.5 to 4: checksum, type, flags, size; then, flagged, the size of data behind it (unrar, technote.txt). */
function* headers4(bytes: SyncBytes): Generator<RarHeader> {
  for (let at = 0; ;) {
    const head = Buffer.from(bytes.read(at, 11));
    if (head.length < 7) return;
    const type = head[2]!;
    const flags = head.readUInt16LE(3);
    const size = head.readUInt16LE(5);
    if (size < 7 || (type === 0x73 && (flags & 0x80) !== 0)) return;
    const isFile = type === 0x74;
    const header = Buffer.from(bytes.read(at, Math.min(size, HEADER_LIMIT)));
    const large = isFile && (flags & 0x100) !== 0;
    if (isFile && header.length < (large ? 40 : 32)) return;
    const hasData = isFile || (flags & 0x8000) !== 0;
    const data = hasData && head.length === 11 ? head.readUInt32LE(7) : 0;
    if (isFile) yield file4(header, flags, large);
    at += size + data + (large ? header.readUInt32LE(32) * 2 ** 32 : 0);
  }
}

function file4(header: Buffer, flags: number, large: boolean): RarHeader {
  const start = large ? 40 : 32;
  const stored = header.subarray(start, start + header.readUInt16LE(26));
  // Behind a zero byte the name stands again, in a packed form of UTF-16.
  const end = (flags & 0x200) === 0 ? -1 : stored.indexOf(0);
  const isUnix = header[15] === 3;
  return {
    name: stored.subarray(0, end < 0 ? stored.length : end),
    kind:
      (flags & 0xe0) === 0xe0
        ? 'directory'
        : isUnix && (header.readUInt32LE(28) & 0xf000) === 0xa000
          ? 'link'
          : 'file',
    encrypted: (flags & 4) !== 0,
    continues: (flags & 1) !== 0,
  };
}

/** Blocks of version 5: checksum, size, type, flags, sizes of extra area and data (RAR 5.0 archive format). */
function* headers5(bytes: SyncBytes): Generator<RarHeader> {
  for (let at = 0; ;) {
    const window = bytes.read(at, 16);
    if (window.length < 7) return;
    if (MARK_5.equals(window.subarray(0, MARK_5.length))) {
      at += MARK_5.length;
      continue;
    }
    const sizes = new VintReader(window, 4);
    const size = sizes.next();
    if (size === 0 || size > HEADER_LIMIT_5) return;
    const start = at + sizes.at;
    const fields = new VintReader(bytes.read(start, size).slice(), 0);
    const [type, flags] = [fields.next(), fields.next()];
    if (type === 4) return;
    if (type === 5) {
      // The end of a volume, which may be padded; the next one begins with its mark.
      at = nextMark(bytes, start + size);
      continue;
    }
    const extra = (flags & 1) === 0 ? 0 : fields.next();
    const data = (flags & 2) === 0 ? 0 : fields.next();
    if (type === 2) yield { ...file5(fields, extra), continues: (flags & 8) !== 0 };
    at = start + size + data;
  }
}

/** Where the next volume begins, so little behind the end of the one before that only padding lies between; the end of the bytes when none does. */
function nextMark(bytes: SyncBytes, from: number): number {
  const found = Buffer.from(bytes.read(from, PADDING_LIMIT)).indexOf(MARK_5);
  return found < 0 ? bytes.size : from + found;
}

function file5(fields: VintReader, extra: number): Omit<RarHeader, 'continues'> {
  const flags = fields.next();
  fields.next();
  fields.next();
  fields.at += ((flags & 2) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
  fields.next();
  fields.next();
  const length = fields.next();
  const name = fields.bytes.subarray(fields.at, fields.at + length);
  const records = extraTypes(fields.bytes.subarray(Math.max(0, fields.bytes.length - extra)));
  const kind = (flags & 1) === 1 ? 'directory' : records.has(5) ? 'link' : 'file';
  return { name, kind, encrypted: records.has(1) };
}

/** Types of the records in an extra area: 1 is encryption, 5 a link. */
function extraTypes(bytes: Uint8Array): Set<number> {
  const types = new Set<number>();
  for (let at = 0; at < bytes.length;) {
    const record = new VintReader(bytes, at);
    const size = record.next();
    const start = record.at;
    types.add(record.next());
    if (size === 0) break;
    at = start + size;
  }
  return types;
}

/** Numbers of 7 bits a byte, lowest first; 0 where the bytes end. */
class VintReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return 0;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    return 0;
  }
}

/** Whether bytes begin like a RAR archive that {@link rarHeaders} understands. */
export function isRar(head: Uint8Array): boolean {
  return MARK_4.equals(head.subarray(0, MARK_4.length)) || MARK_5.equals(head.subarray(0, MARK_5.length));
}
