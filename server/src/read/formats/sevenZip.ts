import { drain } from '../drain.ts';
import { type Format, type Member, ReadFault, type SyncBytes } from '../format.ts';
import { displayNameOf } from '../memberName.ts';
import type { PackedFolder } from '../packSevenZip.ts';
import { passingSource } from '../passingSource.ts';
import { decryptFolder, FolderFiles, isEncrypted, packedFolders } from '../sevenZipFolder.ts';
import {
  type FileEntry,
  folderSize,
  HeaderReader,
  ID,
  readFiles,
  readNextHeader,
  readStreams,
  SIGNATURE,
} from '../sevenZipHeader.ts';

/** A packed header may hold a packed header; no program writes more than one. */
const HEADERS = 4;
/** An unpacked header is held in memory. */
const HEADER_LIMIT = 256 << 20;

/**
 * 7-Zip archives. The header is read here, and each folder of files is handed to libarchive as an archive of its own: so every file that the
 * header names has a fate, a damaged folder costs no other one, and what is encrypted is decrypted on the way.
 */
export const sevenZip: Format = {
  name: '7z',
  recognise: (head) => (SIGNATURE.equals(head.subarray(0, SIGNATURE.length)) ? 0.95 : 0),
  async *members(source, { passwords }): AsyncGenerator<Member> {
    const bytes = await source.sync();
    const keys = new Passwords(passwords);
    const reader = await openHeader(bytes, keys);
    if (reader === null) return;
    const { folders, entries } = readHeader(bytes, reader);
    const cursor = new FolderCursor(folders, keys);
    try {
      for (const entry of entries) if (!entry.isDirectory) yield await memberOf(entry, cursor);
    } finally {
      cursor.close();
    }
  },
};

/** Passwords, the last right one first. */
class Passwords {
  #list: readonly string[];

  constructor(list: readonly string[]) {
    this.#list = list;
  }

  /** The folder in clear, when a password opens it: nothing but the checksum of its first file proves that. */
  async open(packed: PackedFolder): Promise<PackedFolder | null> {
    if (packed.crcs[0] === null || packed.crcs.length === 0) return null;
    for (const password of this.#list) {
      const plain = decryptFolder(packed, password);
      if (plain === null || !(await isSound(plain))) continue;
      this.#list = [password, ...this.#list.filter((other) => other !== password)];
      return plain;
    }
    return null;
  }
}

async function isSound(plain: PackedFolder): Promise<boolean> {
  const files = new FolderFiles(plain);
  try {
    await drain(files.content(0));
    return true;
  } catch {
    return false;
  } finally {
    files.close();
  }
}

/** The header, unpacked and decrypted where it is packed or encrypted; null for an empty archive. */
async function openHeader(bytes: SyncBytes, keys: Passwords): Promise<HeaderReader | null> {
  let header = readNextHeader(bytes);
  for (let depth = 0; header !== null && depth < HEADERS; depth++) {
    const reader = new HeaderReader(header);
    const id = reader.byte();
    if (id === ID.header) return reader;
    if (id !== ID.encodedHeader) break;
    header = await unpackHeader(bytes, reader, keys);
  }
  if (header === null) return null;
  throw new ReadFault('corrupt', 'damaged_structure');
}

async function unpackHeader(bytes: SyncBytes, reader: HeaderReader, keys: Passwords): Promise<Uint8Array> {
  const streams = readStreams(reader);
  const packed = packedFolders(bytes, streams)[0];
  if (packed === undefined) throw new ReadFault('corrupt', 'damaged_structure');
  if (folderSize(packed.folder) > HEADER_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
  const plain = isEncrypted(packed) ? await keys.open(packed) : packed;
  if (plain === null) throw new ReadFault('encrypted', 'password_needed');
  const files = new FolderFiles(plain);
  try {
    return Buffer.concat(await Array.fromAsync(files.content(0)));
  } finally {
    files.close();
  }
}

function readHeader(
  bytes: SyncBytes,
  reader: HeaderReader,
): { folders: PackedFolder[]; entries: Iterable<FileEntry> } {
  let folders: PackedFolder[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.archiveProperties) skipProperties(reader);
    else if (id === ID.additionalStreams) readStreams(reader);
    else if (id === ID.mainStreams) folders = packedFolders(bytes, readStreams(reader));
    else if (id === ID.files) return { folders, entries: readFiles(reader) };
    else throw new ReadFault('corrupt', 'damaged_structure');
  }
  return { folders, entries: [] };
}

function skipProperties(reader: HeaderReader): void {
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) reader.take(reader.number());
}

async function memberOf(entry: FileEntry, cursor: FolderCursor): Promise<Member> {
  const text = Buffer.from(entry.utf16).toString('utf16le');
  const name = Buffer.from(text);
  const displayName = displayNameOf(name);
  const place = entry.hasContent ? cursor.next() : null;
  if (entry.isLink) return { name, displayName, fate: 'not_a_document', reason: 'link' };
  if (place === null)
    return entry.hasContent
      ? { name, displayName, fate: 'corrupt', reason: 'damaged_structure' }
      : { name, displayName, open: () => passingSource(displayName, nothing()) };
  const files = await place.files();
  if (files === null) return { name, displayName, fate: 'encrypted', reason: 'password_needed' };
  return { name, displayName, open: () => passingSource(displayName, files.content(place.ordinal)) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* await Promise.resolve([]);
}

/** Goes through the folders file by file; a folder is only opened when one of its files is asked for. */
class FolderCursor {
  readonly #folders: readonly PackedFolder[];
  readonly #keys: Passwords;
  #folder = 0;
  #ordinal = 0;
  #opened: { folder: number; files: FolderFiles | null } | null = null;

  constructor(folders: readonly PackedFolder[], keys: Passwords) {
    this.#folders = folders;
    this.#keys = keys;
  }

  /** The place of the next file that has content; null when the folders hold no more. `files` is null where the folder stays locked. */
  next(): { ordinal: number; files: () => Promise<FolderFiles | null> } | null {
    while (
      this.#folder < this.#folders.length &&
      this.#ordinal >= this.#folders[this.#folder]!.sizes.length
    ) {
      this.#folder++;
      this.#ordinal = 0;
    }
    if (this.#folder >= this.#folders.length) return null;
    const folder = this.#folder;
    return { ordinal: this.#ordinal++, files: () => this.#open(folder) };
  }

  async #open(folder: number): Promise<FolderFiles | null> {
    if (this.#opened?.folder !== folder) {
      this.close();
      const packed = this.#folders[folder]!;
      const plain = isEncrypted(packed) ? await this.#keys.open(packed) : packed;
      this.#opened = { folder, files: plain === null ? null : new FolderFiles(plain) };
    }
    return this.#opened.files;
  }

  close(): void {
    this.#opened?.files?.close();
    this.#opened = null;
  }
}
