import { displayNameOf } from '../memberName.ts';
import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import { decodeCodePage } from './codePages.ts';
import { type CompoundStorage, type CompoundStream, findStream, streamSource } from '../compoundFile.ts';
import { sheetLibrary } from './sheetLibrary.ts';

const OBJECT_LIMIT = 512 << 20;
const STREAM_LIMIT = 100_000;
/** Names and paths stand before the file itself. */
const PATHS_BYTES = 2048;

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
    const bytes = (await native.bytes(OBJECT_LIMIT)).subarray(4);
    const name = Buffer.from(storage.name);
    return (
      packagedBytes(bytes) ?? { name, displayName: storage.name, source: memorySource(bytes, storage.name) }
    );
  }
  for (const streamName of FILE_STREAMS) {
    const stream = findStream(storage, streamName);
    if (stream === undefined || !(await isFile(stream))) continue;
    const displayName = storage.name === 'Root Entry' ? streamName : storage.name;
    return { name: Buffer.from(displayName), displayName, source: await streamSource(stream, displayName) };
  }
  return null;
}

/** Under which names and paths files were dropped into a document: its storages of objects, looked through. */
export async function packagedPaths(storages: readonly CompoundStorage[]): Promise<string[]> {
  const paths: string[] = [];
  for (const storage of storages) {
    const native = findStream(storage, '\u0001Ole10Native');
    if (native !== undefined) paths.push(...pathsOf(await native.readAt(4, PATHS_BYTES)));
    paths.push(...(await packagedPaths(storage.storages)));
  }
  return paths;
}

/** The label, the path it came from, and the path of a copy. */
function pathsOf(data: Uint8Array): string[] {
  const view = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (view.length < 4 || view.readUInt16LE(0) !== 2) return [];
  const labelEnd = view.indexOf(0, 2);
  const pathEnd = view.indexOf(0, labelEnd + 1);
  if (labelEnd < 0 || pathEnd < 0) return [];
  const copy = view.subarray(pathEnd + 9);
  const places = [
    view.subarray(2, labelEnd),
    view.subarray(labelEnd + 1, pathEnd),
    copy.subarray(0, Math.max(0, copy.indexOf(0))),
  ];
  return places.map((bytes) => decodeCodePage(bytes, 1252)).filter((path) => path !== '');
}

/** Whether a stream begins like a file that objects hold: programs keep data of their own under the same names. */
async function isFile(stream: CompoundStream): Promise<boolean> {
  const start = Buffer.from(await stream.readAt(0, 8)).toString('latin1');
  return /^(?:%PDF|PK\u0003\u0004|\u00d0\u00cf\u0011\u00e0|\{\\rtf|\u00ff\u00d8\u00ff|\u0089PNG)/.test(start);
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

/** A packaged file ([MS-OLEDS] 2.3.6, without its size): its label, the path it came from, its bytes. null when the data is no package. */
export function packagedBytes(data: Uint8Array): Member | null {
  const view = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (view.length < 4 || view.readUInt16LE(0) !== 2) return null;
  const labelEnd = view.indexOf(0, 2);
  const pathEnd = labelEnd < 0 ? -1 : view.indexOf(0, labelEnd + 1);
  if (pathEnd < 0 || pathEnd + 9 > view.length) return null;
  const dataAt = pathEnd + 9 + view.readUInt32LE(pathEnd + 5);
  if (dataAt + 4 > view.length) return null;
  const path = view.subarray(labelEnd + 1, pathEnd);
  const name = path.length > 0 ? path : view.subarray(2, labelEnd);
  const displayName = displayNameOf(name).split('/').at(-1)!;
  const bytes = view.subarray(dataAt + 4, dataAt + 4 + view.readUInt32LE(dataAt));
  return { name, displayName, source: memorySource(bytes, displayName) };
}
