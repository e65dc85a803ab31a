import { crc32 } from 'node:zlib';
import type { SyncBytes } from './format.ts';

/** What a zip says of one entry, in its directory or before the entry itself (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.12). */
export interface ZipRecord {
  /** Name bytes as stored. */
  readonly name: Uint8Array;
  /** The name again in UTF-8, where an extra field gives it (Info-ZIP, 0x7075) and it belongs to this name. */
  readonly unicodeName: Uint8Array | null;
  readonly flags: number;
  readonly method: number;
  readonly crc: number | null;
  /** Packed and unpacked size; null where only what follows the entry would tell. */
  readonly packed: number | null;
  readonly size: number | null;
  /** Where its local header stands. */
  readonly offset: number;
  /** High byte of the time of change: what a password is checked against where the checksum is not known yet. */
  readonly timeByte: number;
  /** Extra field 0x9901 (WinZip AES), without its head. */
  readonly aes: Uint8Array | null;
  readonly isLink: boolean;
}

/** Where the directory of a zip stands. */
export interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  /** What must be added to the offsets in it: bytes that were put before the archive. */
  readonly shift: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
/** The end record is looked for in so many last bytes: a comment of 64 KiB, and more where something was put behind the archive. */
const TAIL = 1 << 20;
const WINDOW = 1 << 18;
const MAX32 = 0xffffffff;

/** Finds the directory from the end of the file; null when there is none. `volumes` are the sizes of the volumes of a split archive. */
export function findDirectory(bytes: SyncBytes, volumes: readonly number[] = []): ZipDirectory | null {
  const tailAt = Math.max(0, bytes.size - TAIL);
  const tail = Buffer.from(bytes.read(tailAt, TAIL));
  for (
    let at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf('PK\u0005\u0006', at - 1, 'latin1')
  ) {
    const found = directoryOf(bytes, tailAt + at, volumes);
    if (found !== null) return found;
  }
  return null;
}

function directoryOf(bytes: SyncBytes, endAt: number, volumes: readonly number[]): ZipDirectory | null {
  const record = viewOf(bytes.read(endAt, 22));
  if (record.byteLength < 22) return null;
  const classic = {
    disk: record.getUint16(6, true),
    count: record.getUint16(10, true),
    size: record.getUint32(12, true),
    offset: record.getUint32(16, true),
  };
  const large = end64Of(bytes, endAt, volumes);
  return (
    (large === null ? null : placed(bytes, large.at, large, volumes)) ??
    placed(bytes, endAt, classic, volumes)
  );
}

interface EndRecord {
  readonly disk: number;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

/** The directory stands right before its end record, whatever offset is written there, or else at that offset. */
function placed(
  bytes: SyncBytes,
  end: number,
  { disk, count, size, offset }: EndRecord,
  volumes: readonly number[],
): ZipDirectory | null {
  if (count === 0 && size === 0) return { start: end, end, shift: 0 };
  const written = volumeStart(volumes, disk) + offset;
  for (const start of [end - size, written])
    if (start >= 0 && start < end && signatureAt(bytes, start) === CENTRAL)
      return { start, end, shift: volumes.length > 0 ? 0 : start - written };
  return null;
}

/** The end record for large archives, which a locator before the classic one tells of (section 4.3.14). */
function end64Of(
  bytes: SyncBytes,
  endAt: number,
  volumes: readonly number[],
): (EndRecord & { at: number }) | null {
  const locator = viewOf(bytes.read(endAt - 20, 20));
  if (endAt < 20 || locator.byteLength < 20 || locator.getUint32(0, true) !== LOCATOR64) return null;
  const written = volumeStart(volumes, locator.getUint32(4, true)) + Number(locator.getBigUint64(8, true));
  for (const at of [endAt - 20 - 56, written]) {
    const record = viewOf(bytes.read(Math.max(0, at), 56));
    if (at < 0 || record.byteLength < 56 || record.getUint32(0, true) !== END64) continue;
    return {
      at,
      disk: record.getUint32(20, true),
      count: Number(record.getBigUint64(32, true)),
      size: Number(record.getBigUint64(40, true)),
      offset: Number(record.getBigUint64(48, true)),
    };
  }
  return null;
}

function volumeStart(volumes: readonly number[], disk: number): number {
  return volumes.slice(0, disk).reduce((sum, size) => sum + size, 0);
}

/** The entries of the directory, as long as one follows the other, however many are announced. Returns whether it was whole. */
export function* directoryRecords(
  bytes: SyncBytes,
  directory: ZipDirectory,
  volumes: readonly number[] = [],
): Generator<ZipRecord, boolean> {
  let window = viewOf(new Uint8Array(0));
  let windowAt = directory.start;
  for (let at = directory.start; at < directory.end;) {
    let head = at - windowAt;
    if (head + 46 > window.byteLength || head + 46 + restLength(window, head) > window.byteLength) {
      window = viewOf(bytes.read(at, WINDOW).slice());
      windowAt = at;
      head = 0;
    }
    if (window.byteLength < 46 || window.getUint32(head, true) !== CENTRAL) return false;
    const length = 46 + restLength(window, head);
    if (head + length > window.byteLength) return false;
    yield centralRecord(window, head, directory.shift, volumes);
    at += length;
  }
  return true;
}

function restLength(window: DataView, at: number): number {
  return window.getUint16(at + 28, true) + window.getUint16(at + 30, true) + window.getUint16(at + 32, true);
}

function centralRecord(view: DataView, at: number, shift: number, volumes: readonly number[]): ZipRecord {
  const nameLength = view.getUint16(at + 28, true);
  const name = bytesOf(view, at + 46, nameLength);
  const extra = extraFields(bytesOf(view, at + 46 + nameLength, view.getUint16(at + 30, true)));
  const [size, packed, offset, disk] = largeValues(extra.get(0x0001), [
    { value: view.getUint32(at + 24, true), bytes: 8 },
    { value: view.getUint32(at + 20, true), bytes: 8 },
    { value: view.getUint32(at + 42, true), bytes: 8 },
    { value: view.getUint16(at + 34, true), bytes: 4 },
  ]);
  const system = view.getUint8(at + 5);
  const mode = view.getUint32(at + 38, true) >>> 16;
  return {
    name,
    unicodeName: unicodeNameOf(extra.get(0x7075), name),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: packed!,
    size: size!,
    offset: volumeStart(volumes, volumes.length === 0 ? 0 : disk!) + offset! + shift,
    timeByte: view.getUint8(at + 13),
    aes: extra.get(0x9901) ?? null,
    isLink: (system === 3 || system === 19) && (mode & 0xf000) === 0xa000,
  };
}

/** Values that do not fit stand in the extra field 0x0001 in this order (section 4.5.3). */
function largeValues(
  field: Uint8Array | undefined,
  values: readonly { value: number; bytes: 4 | 8 }[],
): number[] {
  const view = viewOf(field ?? new Uint8Array(0));
  let at = 0;
  return values.map(({ value, bytes }) => {
    if (value !== (bytes === 8 ? MAX32 : 0xffff) || at + bytes > view.byteLength) return value;
    const large = bytes === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
    at += bytes;
    return large;
  });
}

const NO_FIELDS: ReadonlyMap<number, Uint8Array> = new Map();

function extraFields(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  if (bytes.length < 4) return NO_FIELDS;
  const fields = new Map<number, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = view.getUint16(at + 2, true);
    fields.set(view.getUint16(at, true), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function unicodeNameOf(field: Uint8Array | undefined, name: Uint8Array): Uint8Array | null {
  if (field === undefined || field.length < 6 || field[0] !== 1) return null;
  return viewOf(field).getUint32(1, true) === crc32(name) ? field.subarray(5) : null;
}

/** The local header at `at` as a record, and where its content begins; null when none stands there. */
export function localRecord(bytes: SyncBytes, at: number): { record: ZipRecord; dataAt: number } | null {
  const head = viewOf(bytes.read(at, 30).slice());
  if (at < 0 || head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) return null;
  const nameLength = head.getUint16(26, true);
  const extraLength = head.getUint16(28, true);
  const rest = new Uint8Array(bytes.read(at + 30, nameLength + extraLength));
  const name = rest.subarray(0, nameLength);
  const extra = extraFields(rest.subarray(nameLength));
  const flags = head.getUint16(6, true);
  const [size, packed] = largeValues(extra.get(0x0001), [
    { value: head.getUint32(22, true), bytes: 8 },
    { value: head.getUint32(18, true), bytes: 8 },
  ]);
  const later = (flags & 8) !== 0 && packed === 0;
  const record = {
    name,
    unicodeName: unicodeNameOf(extra.get(0x7075), name),
    flags,
    method: head.getUint16(8, true),
    crc: later ? null : head.getUint32(14, true),
    packed: later ? null : packed!,
    size: later ? null : size!,
    offset: at,
    timeByte: head.getUint8(11),
    aes: extra.get(0x9901) ?? null,
    isLink: false,
  };
  return { record, dataAt: at + 30 + nameLength + extraLength };
}

/** Entries that stand between two places by their local headers alone. */
export function* scanRecords(bytes: SyncBytes, from: number, to: number): Generator<ZipRecord> {
  for (let at = nextSignature(bytes, from, to, [LOCAL]); at < to;) {
    const found = localRecord(bytes, at);
    if (found === null || !isPlausible(found.record, at === from)) {
      at = nextSignature(bytes, at + 4, to, [LOCAL]);
      continue;
    }
    const { record, dataAt } = found;
    const known = record.packed !== null && dataAt + record.packed <= to;
    const end = known ? dataAt + record.packed : nextSignature(bytes, dataAt, to, [LOCAL, CENTRAL, END]);
    yield known ? record : { ...record, ...descriptorBefore(bytes, dataAt, end, record) };
    at = nextSignature(bytes, Math.max(end, at + 4), to, [LOCAL]);
  }
}

/**
 * Not just four bytes that look like one: a method and name that exist. Where a header is expected any name does, and any method if the name is one
 * that people give.
 */
function isPlausible({ name, method }: ZipRecord, isExpected: boolean): boolean {
  if (method >= 100) return isExpected && isWritten(name);
  return isExpected || (name.length > 0 && name.length <= 4096 && !name.includes(0));
}

/** Whether a name holds signs alone that can be written. */
function isWritten(name: Uint8Array): boolean {
  return /^[^\p{C}\ufffd]+$/u.test(Buffer.from(name).toString('utf8'));
}

/** Sizes and checksum that stand behind the content (section 4.3.9), if its signature is there. */
function descriptorBefore(
  bytes: SyncBytes,
  dataAt: number,
  end: number,
  record: ZipRecord,
): Pick<ZipRecord, 'packed' | 'size' | 'crc'> {
  for (const length of [16, 24]) {
    const view = viewOf(bytes.read(end - length, length));
    if (end - length < dataAt || view.byteLength < length || view.getUint32(0, true) !== 0x08074b50) continue;
    const large = length === 24;
    return {
      crc: view.getUint32(4, true),
      packed: large ? Number(view.getBigUint64(8, true)) : view.getUint32(8, true),
      size: large ? Number(view.getBigUint64(16, true)) : view.getUint32(12, true),
    };
  }
  return { crc: record.crc === 0 ? null : record.crc, packed: end - dataAt, size: null };
}

/** Where the next of these signatures stands; `to` when there is none before it. */
function nextSignature(bytes: SyncBytes, from: number, to: number, signatures: readonly number[]): number {
  for (let at = from; at + 4 <= to; at += WINDOW - 3) {
    const window = Buffer.from(bytes.read(at, Math.min(WINDOW, to - at)));
    for (let i = window.indexOf('PK', 0, 'latin1'); i >= 0; i = window.indexOf('PK', i + 1, 'latin1'))
      if (i + 4 <= window.length && signatures.includes(window.readUInt32LE(i))) return at + i;
    if (window.length < 4) break;
  }
  return to;
}

function signatureAt(bytes: SyncBytes, at: number): number {
  const view = viewOf(bytes.read(at, 4));
  return view.byteLength < 4 ? 0 : view.getUint32(0, true);
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
