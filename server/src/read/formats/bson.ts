import { Binary, deserialize, type Document } from 'bson';
import { decodeWhole } from '../decodeText.ts';
import { readCellBytes } from '../embeddedDocument.ts';
import type { Json } from '../flattenRecord.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { memorySource } from '../source.ts';
import { decode } from '../../text/windows1252.ts';
import { RecordWriter } from './json.ts';

/** mongodump --archive begins with this number; documents of a collection end with -1. */
const ARCHIVE = 0x8199e26d;
const END = 0xffffffff;
/** MongoDB allows 16 MB a document, and some more for its own. */
const DOCUMENT_LIMIT = 48 << 20;
const DEPTH_LIMIT = 64;

/** Dumps of MongoDB: the documents of a collection (.bson), or of several (mongodump --archive). Documents in binary fields are members. */
export const bson: Format = {
  name: 'bson',
  recognise(head, extension) {
    if (head.length < 16) return 0;
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    if (view.getUint32(0, true) === ARCHIVE) return 0.97;
    const length = view.getUint32(0, true);
    // The first field: its type, its name, a value; the document ends with zero.
    const isDocument =
      length >= 8 &&
      length <= DOCUMENT_LIMIT &&
      (length > head.length || head[length - 1] === 0) &&
      /^[\x01-\x13][\w$. -]{1,60}\0/.test(Buffer.from(head.subarray(4, 70)).toString('latin1'));
    return isDocument ? (extension === 'bson' || length < head.length ? 0.93 : 0.5) : 0;
  },
  async read(source, sink) {
    let open: string | null = null;
    let records: RecordWriter | null = null;
    try {
      for await (const { collection, document } of documents(source)) {
        if (collection !== open) {
          await records?.end();
          open = collection;
          records = new RecordWriter(sink);
          await sink.segment({ kind: 'part', place: 'row', name: collection, number: 0 });
        }
        await records!.write(jsonOf(document, 0));
      }
    } finally {
      await records?.end();
    }
  },
  async *members(source): AsyncGenerator<Member> {
    let number = 0;
    for await (const { document } of documents(source)) {
      number++;
      for (const { path, bytes } of binaries(document, '', 0)) {
        const found = readCellBytes(bytes);
        if (found.kind !== 'document') continue;
        const displayName = `${number}/${path}.${found.extension}`;
        yield { name: Buffer.from(displayName), displayName, source: memorySource(found.bytes, displayName) };
      }
    }
  },
};

interface Found {
  readonly collection: string;
  readonly document: Document;
}

/** The documents of a file one after the other. Throws ReadFault where they break off. */
async function* documents(source: Source): AsyncGenerator<Found> {
  const isArchive = (await wordAt(source, 0)) === ARCHIVE;
  let at = isArchive ? 4 : 0;
  let isHeader = false;
  let isPrelude = isArchive;
  let collection = '';
  for (let length = await wordAt(source, at); length !== null; length = await wordAt(source, at)) {
    if (isArchive && length === END) {
      at += 4;
      isHeader = true;
      isPrelude = false;
      continue;
    }
    const document = await documentAt(source, at, length);
    at += length;
    if (isHeader) collection = String(document['collection'] ?? '');
    else if (!isPrelude) yield { collection, document };
    isHeader = false;
  }
}

/** Null at the end of the file. */
async function wordAt(source: Source, at: number): Promise<number | null> {
  const bytes = await source.readAt(at, 4);
  if (bytes.length === 0) return null;
  if (bytes.length < 4) throw new ReadFault('read_in_part', 'truncated');
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

async function documentAt(source: Source, at: number, length: number): Promise<Document> {
  if (length < 5 || length > DOCUMENT_LIMIT) throw new ReadFault('read_in_part', 'damaged_structure');
  const bytes = await source.readAt(at, length);
  if (bytes.length < length) throw new ReadFault('read_in_part', 'truncated');
  try {
    return deserialize(bytes, { promoteBuffers: false, useBigInt64: true, validation: { utf8: false } });
  } catch (error) {
    throw new ReadFault('read_in_part', 'damaged_structure', { cause: error });
  }
}

/** A document as JSON would hold it; texts in binary fields are read, other bytes left out. */
function jsonOf(value: unknown, depth: number): Json {
  if (value === null || value === undefined || depth > DEPTH_LIMIT) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Binary) {
    const found = readCellBytes(value.buffer);
    return found.kind === 'text' ? decode(decodeWhole(found.bytes)) : null;
  }
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, depth + 1));
  if (typeof value !== 'object') return null;
  if ('_bsontype' in value) return (value as { toString(): string }).toString();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item, depth + 1)]));
}

function* binaries(
  value: unknown,
  path: string,
  depth: number,
): Generator<{ path: string; bytes: Uint8Array }> {
  if (typeof value !== 'object' || value === null || depth > DEPTH_LIMIT) return;
  if (value instanceof Binary) yield { path, bytes: value.buffer };
  else if (!('_bsontype' in value) && !(value instanceof Date))
    for (const [key, item] of Object.entries(value))
      yield* binaries(item, path === '' ? key : `${path}.${key}`, depth + 1);
}
