import type { LineBuilder } from '../emitLines.ts';
import { decodeCodePage } from './codePages.ts';
import { type CompoundStorage, findStream } from '../compoundFile.ts';
import { readableRuns } from './readableRuns.ts';

const STREAM_LIMIT = 16 << 20;
const SOURCE_LIMIT = 16 << 20;
const DEPTH_LIMIT = 8;
/** How the packed source of a module begins: a chunk of eight literals. */
const SOURCE_START = Buffer.from('\u0000Attribut', 'latin1');
const CHUNK_BYTES = 4096;

/** Writes the source of macros and the texts of their forms, as a part of their own; nothing when there are none. */
export async function writeMacros(root: CompoundStorage, lines: LineBuilder): Promise<void> {
  const texts: string[] = [];
  for (const project of projectsIn(root, 0)) texts.push(...(await projectTexts(project)));
  if (texts.length === 0) return;
  await lines.part('macros');
  for (const text of texts)
    for (const line of text.split(/\r\n?|\n/)) {
      lines.text(line);
      lines.endLine();
    }
  await lines.flush();
}

/** Storages that hold a project: they have a storage 'VBA' inside. */
function projectsIn(storage: CompoundStorage, depth: number): CompoundStorage[] {
  if (depth > DEPTH_LIMIT) return [];
  const isProject = storage.storages.some(({ name }) => name.toUpperCase() === 'VBA');
  return isProject ? [storage] : storage.storages.flatMap((inner) => projectsIn(inner, depth + 1));
}

async function projectTexts(project: CompoundStorage): Promise<string[]> {
  const texts: string[] = [];
  for (const storage of project.storages) {
    const isForm = findStream(storage, 'o') !== undefined;
    for (const stream of storage.streams) {
      if (stream.size > STREAM_LIMIT || /^(?:dir|_VBA_PROJECT|__SRP_)/i.test(stream.name)) continue;
      const bytes = await stream.bytes(STREAM_LIMIT);
      if (isForm) texts.push(...readableRuns(bytes));
      else texts.push(moduleSource(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
    }
  }
  return texts.filter((text) => text !== '');
}

/** The source of a module without the attributes that the editor hides. */
function moduleSource(stream: Buffer): string {
  const start = stream.indexOf(SOURCE_START) - 3;
  if (start < 0) return '';
  return decodeCodePage(unpackSource(stream, start), 1252).replace(/^Attribute .*\r?\n/gm, '');
}

/** [MS-OVBA] 2.4.1: chunks of up to 4096 bytes, each byte itself or copied from before in the same chunk. */
function unpackSource(packed: Buffer, start: number): Uint8Array {
  const out = Buffer.alloc(
    SOURCE_LIMIT > packed.length * 16 ? packed.length * 16 + CHUNK_BYTES : SOURCE_LIMIT,
  );
  let length = 0;
  for (let at = start + 1; at + 2 <= packed.length && length + CHUNK_BYTES <= out.length;) {
    const header = packed.readUInt16LE(at);
    const end = Math.min(packed.length, at + (header & 0x0fff) + 3);
    length =
      (header & 0x8000) === 0
        ? copyChunk(packed, at + 2, end, out, length)
        : unpackChunk(packed, at + 2, end, out, length);
    at = end;
  }
  return out.subarray(0, length);
}

function copyChunk(packed: Buffer, from: number, to: number, out: Buffer, length: number): number {
  return length + packed.copy(out, length, from, Math.min(to, from + CHUNK_BYTES));
}

function unpackChunk(packed: Buffer, from: number, to: number, out: Buffer, chunkStart: number): number {
  let length = chunkStart;
  for (let at = from; at < to;) {
    const flags = packed[at++]!;
    for (let bit = 0; bit < 8 && at < to; bit++) {
      if (length - chunkStart >= CHUNK_BYTES) return length;
      if ((flags & (1 << bit)) === 0) out[length++] = packed[at++]!;
      else if (at + 2 <= to) {
        length = copyToken(packed.readUInt16LE(at), out, chunkStart, length);
        at += 2;
      } else return length;
    }
  }
  return length;
}

/** How many bits of a token are the distance depends on how far the chunk is unpacked (2.4.1.3.19.1). */
function copyToken(token: number, out: Buffer, chunkStart: number, at: number): number {
  const done = at - chunkStart;
  let distanceBits = 4;
  while (1 << distanceBits < done && distanceBits < 12) distanceBits++;
  const lengthBits = 16 - distanceBits;
  const distance = (token >>> lengthBits) + 1;
  const end = Math.min(at + (token & ((1 << lengthBits) - 1)) + 3, chunkStart + CHUNK_BYTES);
  if (distance > done) return at;
  let length = at;
  while (length < end) {
    out[length] = out[length - distance]!;
    length++;
  }
  return length;
}
