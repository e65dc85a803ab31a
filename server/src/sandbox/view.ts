import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What a child sees of the file system: nothing but these, all of them read-only, and one file that it may write. No
 * /proc, no /dev, no /etc, no folder to write in.
 */
export interface View {
  readonly binds: readonly Bind[];
  /** The libraries that the runtime is linked with, the loader among them, as it looks for them. */
  readonly libraries: readonly string[];
}

export interface Bind {
  readonly host: string;
  /** Where it stands in the view. */
  readonly inside: string;
  /** Whether programs may be run or loaded from it. */
  readonly runs: boolean;
}

/** Folder of a wall in which the mount points stand. */
export const MOUNT_POINTS = 'view';
/** Its list of mounts, in the form of fstab(5). */
export const MOUNT_LIST = 'mounts';

/** Where the runtime stands in the view. */
export const NODE = '/.constat/node';
/** Where the compiled code stands in the view. */
export const CODE_CACHE = '/.constat/cache';

/** The folder that holds the workspaces. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** What the code consists of. It stands in the view where it stands on the machine: the cache of compiled code knows it by its path. */
const CODE = [
  'package.json',
  'node_modules',
  'server/package.json',
  'server/node_modules',
  'server/src',
  'contract/package.json',
  'contract/node_modules',
  'contract/src',
];

/** Where the one file stands that a child may write (see namedFile.ts). */
export const NAMED_FILE = '/.constat/copy';

/** The view of a reading child. `cache` is the folder of compiled code, where there is one. */
export function describeView(cache: string | null): View {
  const libraries = sharedLibraries();
  return {
    binds: [
      { host: realpathSync(process.execPath), inside: NODE, runs: true },
      ...libraries.map((path) => ({ host: realpathSync(path), inside: path, runs: true })),
      ...codeFolders().map((path) => ({ host: path, inside: path, runs: false })),
      ...(cache === null ? [] : [{ host: cache, inside: CODE_CACHE, runs: false }]),
    ],
    libraries,
  };
}

/** The folders and files of the code, as they stand on this machine. */
export function codeFolders(): string[] {
  return CODE.map((part) => join(ROOT, part)).filter((path) => existsSync(path));
}

/** This process is the same runtime. */
function sharedLibraries(): string[] {
  // Without the network, whose names would be looked up. (The types do not know this field yet.)
  const report = process.report as typeof process.report & { excludeNetwork: boolean };
  const withNetwork = report.excludeNetwork;
  report.excludeNetwork = true;
  try {
    const { sharedObjects } = report.getReport() as { sharedObjects: string[] };
    return sharedObjects.filter((path) => path.startsWith('/') && !path.endsWith('.node'));
  } finally {
    report.excludeNetwork = withNetwork;
  }
}

/** Makes an empty file or folder for everything of the view below `root`: what the parts of the view are mounted on. Open to all users. */
export function makeMountPoints(root: string, view: View): void {
  const umask = process.umask(0o022);
  try {
    mkdirSync(root);
    for (const { host, inside } of view.binds)
      makeMountPoint(join(root, inside), statSync(host).isDirectory());
    makeMountPoint(join(root, NAMED_FILE), false);
  } finally {
    process.umask(umask);
  }
}

function makeMountPoint(path: string, isFolder: boolean): void {
  mkdirSync(isFolder ? path : dirname(path), { recursive: true });
  if (!isFolder) writeFileSync(path, '');
}

/** The mounts of a view below `root`, as fstab(5) has them. The folder of the mount points comes first: so it is read-only too. */
export function mountList(root: string, view: View): string {
  const line = (host: string, point: string, runs: boolean): string =>
    `${escape(host)} ${escape(point)} none bind,ro,nosuid,nodev${runs ? '' : ',noexec'} 0 0\n`;
  return [
    line(root, root, false),
    ...view.binds.map(({ host, inside, runs }) => line(host, join(root, inside), runs)),
  ].join('');
}

/** Blanks and backslashes in paths are written in octal. */
function escape(path: string): string {
  return path.replace(
    /[ \t\n\\#]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
