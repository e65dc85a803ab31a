import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
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

async function* walkFolder(absolute: Buffer, relative: Buffer): AsyncGenerator<WalkedFile> {
  const entries = await readdir(absolute, { encoding: 'buffer', withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { relative, absolute, bytes: 0, kind: 'unreadable' };
    return;
  }
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  const roles = setRoles(entries, absolute);
  for (const entry of entries) {
    const childAbsolute = Buffer.concat([absolute, SLASH, entry.name]);
    const childRelative = relative.length === 0 ? entry.name : Buffer.concat([relative, SLASH, entry.name]);
    if (entry.isDirectory()) yield* walkFolder(childAbsolute, childRelative);
    else {
      const set = roles.get(entry.name.toString('latin1'));
      const file = await describe(entry, childAbsolute, childRelative);
      yield set === undefined || file.kind !== 'file' ? file : { ...file, set };
    }
  }
}

function setRoles(entries: readonly Dirent<Buffer>[], folder: Buffer): Map<string, SetRole> {
  const roles = new Map<string, SetRole>();
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name.toString('latin1'));
  const pathOf = (name: string): Buffer => Buffer.concat([folder, SLASH, Buffer.from(name, 'latin1')]);
  for (const { container, volumes, isBroken } of volumeSets(files)) {
    for (const name of volumes) roles.set(name, { role: 'volume' });
    roles.set(container, { role: 'container', volumes: volumes.map(pathOf), isBroken });
  }
  return roles;
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
      (entries) => setRoles(entries, folder),
      () => new Map<string, SetRole>(),
    );
    this.#folders.set(key, roles);
    return roles;
  }
}

async function describe(entry: Dirent<Buffer>, absolute: Buffer, relative: Buffer): Promise<WalkedFile> {
  if (entry.isSymbolicLink()) return { relative, absolute, bytes: 0, kind: 'link' };
  if (!entry.isFile()) return { relative, absolute, bytes: 0, kind: 'special' };
  const info = await stat(absolute).catch(() => null);
  return { relative, absolute, bytes: info?.size ?? 0, kind: info === null ? 'unreadable' : 'file' };
}
