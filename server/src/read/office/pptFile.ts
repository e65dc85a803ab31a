import { type ReadContext, ReadFault, type Source } from '../format.ts';
import { openRc4, type StreamCipher } from './binaryEncryption.ts';
import { type CompoundStorage, findStorage, findStream, openCompoundFile } from '../compoundFile.ts';
import { type PptRecord, recordAt, recordsIn } from './pptRecords.ts';

/** A presentation is held in memory. */
const LIMIT = 512 << 20;
const EDIT_LIMIT = 10_000;
const OBJECT_LIMIT = 1_000_000;

const USER_EDIT = 0x0ff5;
const DIRECTORY = 0x1772;
const ENCRYPTION = 0x2f14;
const DOCUMENT = 0x03e8;
/** The key of an object of an encrypted presentation is that of its number, however long it is. */
const ONE_BLOCK = 2 ** 31;

/** A presentation before 2007: the objects that the last save left valid, and where in the stream they lie. */
export interface Presentation {
  readonly root: CompoundStorage;
  readonly stream: Buffer;
  readonly document: PptRecord | null;
  readonly isEncrypted: boolean;
  /** Places of valid objects. */
  readonly places: ReadonlySet<number>;
  /** The object of this number; null when there is none. */
  object(id: number): PptRecord | null;
}

/** Opens a presentation ([MS-PPT] 2.1.2). Throws ReadFault: corrupt, too large, or encrypted when no password fits. */
export async function openPresentation(source: Source, { passwords }: ReadContext): Promise<Presentation> {
  const file = await openCompoundFile(source);
  // A file for two versions holds the newer one apart.
  const root = findStorage(file, 'PP97_DUALSTORAGE') ?? file;
  const bytes = await findStream(root, 'PowerPoint Document')?.bytes(LIMIT);
  if (bytes === undefined) throw new ReadFault('corrupt', 'damaged_structure');
  const stream = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const user = Buffer.from((await findStream(root, 'Current User')?.bytes(LIMIT)) ?? []);
  const edits = readEdits(stream, user.length >= 20 ? user.readUInt32LE(16) : -1);
  const sessionPlace = edits.places.get(edits.encryption);
  const cipher = sessionPlace === undefined ? null : openCipher(stream, sessionPlace, passwords);
  const object = (id: number): PptRecord | null => {
    const place = edits.places.get(id);
    if (place === undefined) return null;
    return cipher === null ? recordAt(stream, place) : decryptObject(stream, place, id, cipher);
  };
  const document = object(edits.document);
  return {
    root,
    stream,
    document: document?.type === DOCUMENT ? document : null,
    isEncrypted: cipher !== null,
    places: new Set(edits.places.values()),
    object,
  };
}

interface Edits {
  /** Places of objects by their number. */
  readonly places: ReadonlyMap<number, number>;
  /** Numbers of the document and of the encryption session; 0 where there is none. */
  readonly document: number;
  readonly encryption: number;
}

/** Follows the saves from the last one back: an object is where the latest save says. A place that is none gives the last save in the stream. */
function readEdits(stream: Buffer, last: number): Edits {
  const places = new Map<number, number>();
  let document = 0;
  let encryption = 0;
  const seen = new Set<number>();
  let at = recordAt(stream, last < 0 ? stream.length : last)?.type === USER_EDIT ? last : lastEdit(stream);
  while (at > 0 && !seen.has(at) && seen.size < EDIT_LIMIT) {
    seen.add(at);
    const edit = recordAt(stream, at);
    if (edit?.type !== USER_EDIT || edit.body.length < 28) break;
    document ||= edit.body.readUInt32LE(16);
    if (edit.body.length >= 32) encryption ||= edit.body.readUInt32LE(28);
    readDirectory(recordAt(stream, edit.body.readUInt32LE(12)), places);
    at = edit.body.readUInt32LE(8);
  }
  return { places, document, encryption };
}

function lastEdit(stream: Buffer): number {
  let place = -1;
  for (const record of recordsIn(stream)) if (record.type === USER_EDIT) place = record.position;
  return place;
}

/** [MS-PPT] 2.3.5: runs of numbers with their places. */
function readDirectory(record: PptRecord | null, places: Map<number, number>): void {
  if (record?.type !== DIRECTORY) return;
  const { body } = record;
  for (let at = 0; at + 4 <= body.length;) {
    const head = body.readUInt32LE(at);
    const first = head & 0xfffff;
    const count = head >>> 20;
    at += 4;
    for (let i = 0; i < count && at + 4 <= body.length; i++, at += 4)
      if (!places.has(first + i) && places.size < OBJECT_LIMIT) places.set(first + i, body.readUInt32LE(at));
  }
}

function openCipher(stream: Buffer, place: number, passwords: readonly string[]): StreamCipher | null {
  const session = recordAt(stream, place);
  return session?.type === ENCRYPTION ? openRc4(session.body, passwords, ONE_BLOCK) : null;
}

/** [MS-PPT] 2.3.7: head and body of an object are encrypted together. */
function decryptObject(stream: Buffer, place: number, id: number, cipher: StreamCipher): PptRecord | null {
  const head = Buffer.from(stream.subarray(place, place + 8));
  if (head.length < 8) return null;
  cipher.decrypt(head, 0, id);
  const whole = Buffer.from(stream.subarray(place, place + 8 + head.readUInt32LE(4)));
  cipher.decrypt(whole, 0, id);
  return recordAt(whole, 0);
}

/** The document of a presentation whose directory is lost: the last one in the stream. */
export function lastDocument(stream: Buffer): PptRecord | null {
  let found: PptRecord | null = null;
  for (const record of recordsIn(stream)) if (record.type === DOCUMENT) found = record;
  return found;
}
