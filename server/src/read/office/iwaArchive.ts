import { ReadFault } from '../format.ts';

/** A message of an iWork archive: its type and its fields as bytes. */
export interface IwaMessage {
  readonly type: number;
  readonly body: Buffer;
}

/** Unpacked bytes of one archive. */
const SIZE_LIMIT = 256 << 20;
const MESSAGE_LIMIT = 1_000_000;

/** The messages of an archive of iWork 2013 and later (.iwa): chunks packed by Snappy, then messages of Protocol Buffers with their types before them. */
export function* iwaMessages(archive: Buffer): Generator<IwaMessage> {
  const bytes = unpackArchive(archive);
  let count = 0;
  for (let at = 0; at < bytes.length && count < MESSAGE_LIMIT;) {
    const head = varint(bytes, at);
    if (head === null) return;
    const info = bytes.subarray(head.end, head.end + head.value);
    at = head.end + head.value;
    for (const { number, body } of fieldsOf(info)) {
      if (number !== 2 || body === null) continue;
      const { type, length } = messageInfo(body);
      yield { type, body: bytes.subarray(at, at + length) };
      at += length;
      count++;
    }
  }
}

/** A field of a message: its number, and its bytes where it is a text or a message, else its value. */
export interface IwaField {
  readonly number: number;
  readonly body: Buffer | null;
  readonly value: number;
}

/** The fields of a message, as far as they can be followed. */
export function* fieldsOf(message: Buffer): Generator<IwaField> {
  for (let at = 0; at < message.length;) {
    const key = varint(message, at);
    if (key === null) return;
    const number = key.value >>> 3;
    const kind = key.value & 7;
    const value = kind === 0 || kind === 2 ? varint(message, key.end) : { value: 0, end: key.end };
    if (value === null || (kind !== 0 && kind !== 1 && kind !== 2 && kind !== 5)) return;
    const end = value.end + (kind === 2 ? value.value : kind === 1 ? 8 : kind === 5 ? 4 : 0);
    if (end > message.length) return;
    yield { number, body: kind === 2 ? message.subarray(value.end, end) : null, value: value.value };
    at = end;
  }
}

function messageInfo(info: Buffer): { type: number; length: number } {
  let type = 0;
  let length = 0;
  for (const { number, value } of fieldsOf(info))
    if (number === 1) type = value;
    else if (number === 3) length = value;
  return { type, length };
}

/** A number of up to 64 bits, of which those above 2^53 are lost; null where it is cut. */
function varint(bytes: Buffer, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) === 0) return { value, end: at + i + 1 };
  }
  return null;
}

/** Chunks of a zero, a length in three bytes and a block of Snappy. */
function unpackArchive(archive: Buffer): Buffer {
  const blocks: Buffer[] = [];
  let size = 0;
  for (let at = 0; at + 4 <= archive.length;) {
    const length = archive.readUIntLE(at + 1, 3);
    if (archive[at] !== 0) break;
    const block = unpackSnappy(archive.subarray(at + 4, at + 4 + length));
    size += block.length;
    if (size > SIZE_LIMIT) throw new ReadFault('read_in_part', 'size_limit');
    blocks.push(block);
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

/** A block of Snappy (format_description.txt of google/snappy): the length unpacked, then literals and copies. What is damaged ends it. */
function unpackSnappy(packed: Buffer): Buffer {
  const head = varint(packed, 0);
  if (head === null || head.value > packed.length * 64) return Buffer.alloc(0);
  const out = Buffer.alloc(head.value);
  let length = 0;
  for (let at = head.end; at < packed.length && length < out.length;) {
    const tag = packed[at++]!;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      if (at + extra > packed.length) break;
      const count = extra === 0 ? (tag >> 2) + 1 : packed.readUIntLE(at, extra) + 1;
      at += extra;
      length += packed.copy(out, length, at, at + count);
      at += count;
    } else {
      const copy = copyOf(packed, at, tag);
      if (copy === null || copy.distance === 0 || copy.distance > length) break;
      at = copy.end;
      const end = Math.min(out.length, length + copy.count);
      while (length < end) {
        out[length] = out[length - copy.distance]!;
        length++;
      }
    }
  }
  return out.subarray(0, length);
}

function copyOf(
  packed: Buffer,
  at: number,
  tag: number,
): { count: number; distance: number; end: number } | null {
  const bytes = (tag & 3) === 3 ? 4 : tag & 3;
  if (at + bytes > packed.length) return null;
  if (bytes === 1)
    return { count: ((tag >> 2) & 7) + 4, distance: ((tag >> 5) << 8) | packed[at]!, end: at + 1 };
  return { count: (tag >> 2) + 1, distance: packed.readUIntLE(at, bytes), end: at + bytes };
}
