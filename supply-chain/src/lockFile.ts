import { readFile } from 'node:fs/promises';

/** A package as the lock file holds it. */
export interface LockedPackage {
  /** Its folder: 'node_modules/a/node_modules/b'; '' for the repository, 'server' for a part of it. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression; '' where the package states none. */
  readonly licence: string;
  /** Subresource integrity ('sha512-…'); '' for what lies in the repository. */
  readonly integrity: string;
  /** Needed for work on Constat only. */
  readonly dev: boolean;
  /** Taken on some kinds of machine only. */
  readonly optional: boolean;
  readonly hasInstallScript: boolean;
  /** Names of packages that it asks for. */
  readonly needs: readonly string[];
  /** Where it was downloaded from, if the lock file says. */
  readonly resolved: string;
}

/** What `package-lock.json` (version 3) may say of a package. */
interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const LOCK_FILE = new URL('../../package-lock.json', import.meta.url);
const FOLDER = 'node_modules/';

/** The bytes of the repository's lock file. */
export async function readLockFile(): Promise<string> {
  return await readFile(LOCK_FILE, 'utf8');
}

/** The packages of a lock file, in the order of their folders; links to parts of the repository are left out, the parts themselves are there. */
export function lockedPackages(lockFile: string): LockedPackage[] {
  // npm writes this file: its form is version 3's, which is checked here and nowhere else.
  const { lockfileVersion, packages } = JSON.parse(lockFile) as {
    lockfileVersion: number;
    packages: Readonly<Record<string, Entry>>;
  };
  if (lockfileVersion !== 3) throw new TypeError('package-lock.json is not of version 3');
  return Object.entries(packages)
    .filter(([, entry]) => entry.link !== true)
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? path.slice(path.lastIndexOf(FOLDER) + (path.includes(FOLDER) ? FOLDER.length : 1)),
      version: entry.version ?? '',
      licence: entry.license ?? '',
      integrity: entry.integrity ?? '',
      dev: entry.dev === true,
      optional: entry.optional === true,
      hasInstallScript: entry.hasInstallScript === true,
      needs: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }),
      resolved: entry.resolved ?? '',
    }));
}

/** Whether a package comes from outside the repository. */
export function isForeign({ path }: LockedPackage): boolean {
  return path.includes(FOLDER);
}

/** The packages that a package gets for what it asks for: the nearest above it, as Node looks for them. */
export function dependenciesOf(one: LockedPackage, all: ReadonlyMap<string, LockedPackage>): LockedPackage[] {
  return one.needs.flatMap((name) => {
    for (let folder: string | null = one.path; folder !== null; folder = above(folder)) {
      const found = all.get(`${folder === '' ? '' : `${folder}/`}${FOLDER}${name}`) ?? all.get(partOf(name));
      if (found !== undefined) return [found];
    }
    return [];
  });
}

/** The parts of the repository ask for one another by name. */
function partOf(name: string): string {
  return name.startsWith('@constat/') ? name.slice('@constat/'.length) : '-';
}

/** The folder in which the search goes on; null at the top. */
function above(folder: string): string | null {
  if (folder === '') return null;
  const at = folder.lastIndexOf(`/${FOLDER}`);
  return at < 0 ? '' : folder.slice(0, at);
}
