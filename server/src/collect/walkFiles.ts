import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { mayBeVolume, volumeSets } from '../read/volumeSets.ts';

/** A file of the evidence, or a place that could not be entered. */
export interface WalkedFile {
  /** Path below the root, bytes, '/' between folders. For a single file its name. */
  readonly relative: Uint8Array;
  readonly absolute: Uint8Array;
  readonly bytes: number;
  /** 'file', or why there is nothing to read: a link (never followed), a device, a folder or file without permission. */
  readonly kind: 'file' | 'link' | 'special' | 'unreadable';
  /** Set for the parts of an archive in several volumes: the one that stands for all names them, in order; the others are read with it. */
  readonly set?: SetRole;
}

/** What a file is in a set of volumes. */
export type SetRole =
  | { readonly role: 'container'; readonly volumes: readonly Uint8Array[]; readonly isBroken: boolean }
  | { readonly role: 'volume' };

const SLASH = Buffer.from('/');

/** All files below a folder (or the file itself), in the order of their name bytes. Links are not followed. */
export async function* walkFiles(root: string): AsyncGenerator<WalkedFile> {
  const info = await stat(root);
  if (info.isDirectory()) yield* walkFolder(Buffer.from(root), Buffer.alloc(0));
  else
    yield {
      relative: Buffer.from(basename(root)),
      absolute: Buffer.from(root),
      bytes: info.size,
      kind: 'file',
    };
}

/** The system is asked about so many files of a folder at once. */
const AT_ONCE = 256;

async function* walkFolder(absolute: Buffer, relative: Buffer): AsyncGenerator<WalkedFile> {
  const entries = await readdir(absolute, { encoding: 'buffer', withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { relative, absolute, bytes: 0, kind: 'unreadable' };
    return;
  }
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  const roles = await setRoles(entries, absolute);
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const found = entries.slice(at, at + AT_ONCE).map(async (entry) => {
      const childAbsolute = Buffer.concat([absolute, SLASH, entry.name]);
      const childRelative = relative.length === 0 ? entry.name : Buffer.concat([relative, SLASH, entry.name]);
      if (entry.isDirectory()) return { childAbsolute, childRelative };
      return await describe(entry, childAbsolute, childRelative, roles.get(entry.name.toString('latin1')));
    });
    for (const one of await Promise.all(found)) {
      if ('childAbsolute' in one) yield* walkFolder(one.childAbsolute, one.childRelative);
      else yield one;
    }
  }
}

async function setRoles(entries: readonly Dirent<Buffer>[], folder: Buffer): Promise<Map<string, SetRole>> {
  const roles = new Map<string, SetRole>();
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name.toString('latin1'));
  const pathOf = (name: string): Buffer => Buffer.concat([folder, SLASH, Buffer.from(name, 'latin1')]);
  for (const { container, volumes, isBroken, isGuess } of volumeSets(files)) {
    if (isGuess && !(await isCutArchive(volumes.map(pathOf)))) continue;
    for (const name of volumes) roles.set(name, { role: 'volume' });
    roles.set(container, { role: 'container', volumes: volumes.map(pathOf), isBroken });
  }
  return roles;
}

/** Marks with which archives begin that people cut: zip, rar, 7-Zip, gzip, bzip2, xz, Zstandard, cabinet. */
const ARCHIVE_MARKS = [
  '504b0304',
  '526172211a07',
  '377abcaf271c',
  '1f8b08',
  '425a68',
  'fd377a585a00',
  '28b52ffd',
  '4d534346',
];
/** A tar says what it is at this place. */
const TAR_MARK = { at: 257, mark: 'ustar' };

/** Whether files that follow each other by name are the pieces of one archive: it begins in the first, and all but the last are of one size. */
async function isCutArchive(volumes: readonly Buffer[]): Promise<boolean> {
  const sizes = await Promise.all(
    volumes.map(async (path) => (await stat(path).catch(() => null))?.size ?? -1),
  );
  const size = sizes[0]!;
  if (!sizes.every((one, i) => (i < sizes.length - 1 ? one === size : one > 0 && one <= size))) return false;
  const file = await open(volumes[0]!).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer: head } = await file.read({ buffer: Buffer.alloc(512), position: 0 });
    return (
      ARCHIVE_MARKS.some((mark) => head.toString('hex').startsWith(mark)) ||
      head.toString('latin1', TAR_MARK.at, TAR_MARK.at + TAR_MARK.mark.length) === TAR_MARK.mark
    );
  } finally {
    await file.close();
  }
}

/** Finds the volumes of a set again; each folder is looked at once. */
export class VolumeFinder {
  readonly #folders = new Map<string, Promise<Map<string, SetRole>>>();

  /** All volumes of the set that a file stands for, in order; [] for an ordinary file. Paths are bytes. */
  async of(file: Uint8Array): Promise<readonly Uint8Array[]> {
    const role = await this.#roleOf(file);
    return role?.role === 'container' ? role.volumes : [];
  }

  /** Whether a file is read with the one that stands for its set. */
  async isFurther(file: Uint8Array): Promise<boolean> {
    return (await this.#roleOf(file))?.role === 'volume';
  }

  async #roleOf(file: Uint8Array): Promise<SetRole | undefined> {
    const path = Buffer.from(file);
    const slash = path.lastIndexOf(0x2f);
    const name = path.subarray(slash + 1).toString('latin1');
    return mayBeVolume(name) ? (await this.#rolesIn(path.subarray(0, slash))).get(name) : undefined;
  }

  #rolesIn(folder: Buffer): Promise<Map<string, SetRole>> {
    const key = folder.toString('latin1');
    const known = this.#folders.get(key);
    if (known !== undefined) return known;
    const roles = readdir(folder, { encoding: 'buffer', withFileTypes: true }).then(
      async (entries) => await setRoles(entries, folder),
      () => new Map<string, SetRole>(),
    );
    this.#folders.set(key, roles);
    return roles;
  }
}

async function describe(
  entry: Dirent<Buffer>,
  absolute: Buffer,
  relative: Buffer,
  set: SetRole | undefined,
): Promise<WalkedFile> {
  if (entry.isSymbolicLink()) return { relative, absolute, bytes: 0, kind: 'link' };
  if (!entry.isFile()) return { relative, absolute, bytes: 0, kind: 'special' };
  const info = await stat(absolute).catch(() => null);
  if (info === null) return { relative, absolute, bytes: 0, kind: 'unreadable' };
  return { relative, absolute, bytes: info.size, kind: 'file', ...(set === undefined ? {} : { set }) };
}
