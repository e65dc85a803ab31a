import { createInflateRaw, crc32 } from 'node:zlib';
import { throughStream, UNPACKED_CHUNKS } from './compressedBytes.ts';
import { ReadFault, type SyncBytes } from './format.ts';

const CHUNK = 1 << 18;
/** Zeros between members, as tapes leave them, are passed over up to so many. */
const PADDING = 1 << 16;

/**
 * Unpacks gzip members one after the other (RFC 1952); what follows the last one is no part of the content. Node's own gunzip loses what it
 * holds when something else follows.
 */
export async function* unpackGzip(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  let at = yield* unpackMember(bytes, 0);
  for (at = behindZeros(bytes, at); startsMember(bytes, at); at = behindZeros(bytes, at))
    at = yield* unpackMember(bytes, at);
}

/** One member; returns where it ends. */
async function* unpackMember(bytes: SyncBytes, start: number): AsyncGenerator<Uint8Array, number> {
  const dataAt = headerEnd(bytes, start);
  const inflate = createInflateRaw(UNPACKED_CHUNKS);
  let crc = 0;
  for await (const chunk of throughStream(chunksFrom(bytes, dataAt), inflate)) {
    crc = crc32(chunk, crc);
    yield chunk;
  }
  const end = dataAt + inflate.bytesWritten;
  const trailer = Buffer.from(bytes.read(end, 8));
  if (trailer.length < 8) throw new ReadFault('corrupt', 'truncated');
  if (trailer.readUInt32LE(0) !== crc) throw new ReadFault('corrupt', 'bad_compression');
  return end + 8;
}

function startsMember(bytes: SyncBytes, at: number): boolean {
  const magic = bytes.read(at, 3);
  return magic[0] === 0x1f && magic[1] === 0x8b && magic[2] === 8;
}

/** Behind the fixed head and what its flags announce: extra field, name, comment, checksum of the head. */
function headerEnd(bytes: SyncBytes, start: number): number {
  const head = Buffer.from(bytes.read(start, 12));
  if (head.length < 10) throw new ReadFault('corrupt', 'truncated');
  const flags = head[3]!;
  let at = start + 10;
  if ((flags & 4) !== 0 && head.length === 12) at += 2 + head.readUInt16LE(10);
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = behindZero(bytes, at);
  return at + ((flags & 2) === 0 ? 0 : 2);
}

function behindZero(bytes: SyncBytes, start: number): number {
  const end = bytes.read(start, CHUNK).indexOf(0);
  if (end < 0) throw new ReadFault('corrupt', 'damaged_structure');
  return start + end + 1;
}

function behindZeros(bytes: SyncBytes, start: number): number {
  const zeros = bytes.read(start, PADDING).findIndex((byte) => byte !== 0);
  return start + Math.max(0, zeros);
}

async function* chunksFrom(bytes: SyncBytes, start: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < bytes.size; at += CHUNK)
    yield await Promise.resolve(bytes.read(at, CHUNK).slice());
}
