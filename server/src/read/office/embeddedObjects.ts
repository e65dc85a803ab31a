import { displayNameOf } from '../memberName.ts';
import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import { type CompoundStorage, findStream, streamSource } from './compoundFile.ts';
import { sheetLibrary } from './sheetLibrary.ts';

const OBJECT_LIMIT = 512 << 20;
const STREAM_LIMIT = 100_000;

/** Streams that hold a whole file: a package of new Office, an OpenDocument, what another program (a PDF viewer) keeps. */
const FILE_STREAMS = ['Package', 'EmbeddedOdf', 'CONTENTS'];
/** Streams that make a storage a document of its own. */
const DOCUMENT_STREAMS = [
  'WordDocument',
  'Workbook',
  'Book',
  'PowerPoint Document',
  '__properties_version1.0',
];

/** The objects embedded below a storage, one member each: files that were dropped in, documents of other programs. */
export async function* embeddedMembers(storages: readonly CompoundStorage[]): AsyncGenerator<Member> {
  for (const storage of storages) {
    const member = (await packagedFile(storage)) ?? (await documentFile(storage));
    if (member !== null) yield member;
    else yield* embeddedMembers(storage.storages);
  }
}

/** The file inside an object: what was dropped into the document, or the stream that holds it whole; null when there is none. */
export async function packagedFile(storage: CompoundStorage): Promise<Member | null> {
  const native = findStream(storage, '\u0001Ole10Native');
  if (native !== undefined) {
    const { name, bytes } = parseNative(await native.bytes(OBJECT_LIMIT));
    const displayName = name.length === 0 ? storage.name : (displayNameOf(name).split('/').at(-1) ?? '');
    return { name, displayName, source: memorySource(bytes, displayName) };
  }
  for (const streamName of FILE_STREAMS) {
    const stream = findStream(storage, streamName);
    if (stream === undefined || stream.size === 0) continue;
    const displayName = storage.name === 'Root Entry' ? streamName : storage.name;
    return { name: Buffer.from(displayName), displayName, source: await streamSource(stream, displayName) };
  }
  return null;
}

/** A storage that is a document, as a file of its own; null when it is none. */
async function documentFile(storage: CompoundStorage): Promise<Member | null> {
  if (!DOCUMENT_STREAMS.some((name) => findStream(storage, name) !== undefined)) return null;
  const name = Buffer.from(storage.name);
  const displayName = storage.name;
  const { CFB } = await sheetLibrary();
  const file = CFB.utils.cfb_new();
  let left = OBJECT_LIMIT;
  for (const { path, stream } of streamsBelow(storage, '')) {
    if (stream.size > left) return { name, displayName, fate: 'unsupported', reason: 'size_limit' };
    left -= stream.size;
    CFB.utils.cfb_add(file, path, await stream.bytes(left));
  }
  return { name, displayName, source: memorySource(CFB.write(file, { type: 'buffer' }), displayName) };
}

function streamsBelow(
  storage: CompoundStorage,
  folder: string,
): { path: string; stream: CompoundStorage['streams'][number] }[] {
  const own = storage.streams.map((stream) => ({ path: `${folder}${pathPart(stream.name)}`, stream }));
  const inner = storage.storages.flatMap((s) => streamsBelow(s, `${folder}${pathPart(s.name)}/`));
  return [...own, ...inner].slice(0, STREAM_LIMIT);
}

/** A name may hold the separator of paths. */
function pathPart(name: string): string {
  return name.replaceAll('/', '_');
}

/** A packaged file ([MS-OLEDS] 2.3.6): its name, the path it came from, its bytes. Other native data is taken as it is. */
function parseNative(stream: Uint8Array): { name: Uint8Array; bytes: Uint8Array } {
  const view = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const raw = { name: new Uint8Array(0), bytes: view.subarray(4) };
  if (view.length < 8 || view.readUInt16LE(4) !== 2) return raw;
  const labelEnd = view.indexOf(0, 6);
  const pathEnd = labelEnd < 0 ? -1 : view.indexOf(0, labelEnd + 1);
  if (pathEnd < 0 || pathEnd + 9 > view.length) return raw;
  const dataAt = pathEnd + 9 + view.readUInt32LE(pathEnd + 5);
  if (dataAt + 4 > view.length) return raw;
  const path = view.subarray(labelEnd + 1, pathEnd);
  const bytes = view.subarray(dataAt + 4, dataAt + 4 + view.readUInt32LE(dataAt));
  return { name: path.length > 0 ? path : view.subarray(6, labelEnd), bytes };
}
