import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { ToolName, Tools, WallKind } from './wall.ts';

const NAMES: readonly ToolName[] = [
  'bwrap',
  'unshare',
  'setpriv',
  'prlimit',
  'choom',
  'mount',
  'chroot',
  'env',
  'sh',
  'perl',
];

/** The folders of the system, whatever PATH says: a program that somebody put elsewhere builds no wall. */
export const SYSTEM_FOLDERS: readonly string[] = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** What each kind of wall cannot do without. */
const NEEDED: Readonly<Record<WallKind, readonly ToolName[]>> = {
  'bubblewrap': ['bwrap', 'prlimit', 'chroot'],
  'util-linux': ['unshare', 'setpriv', 'prlimit', 'mount', 'chroot', 'env', 'sh'],
};

/** The programs of this machine that a wall can be built with. */
export function findTools(folders: readonly string[] = SYSTEM_FOLDERS): Tools {
  const found = NAMES.map((name): [ToolName, string | undefined] => [
    name,
    folders.map((folder) => join(folder, name)).find(isProgram),
  ]);
  return Object.fromEntries(found.filter(([, path]) => path !== undefined));
}

/** What is missing for a kind of wall. */
export function missingTools(kind: WallKind, tools: Tools): readonly ToolName[] {
  return NEEDED[kind].filter((name) => tools[name] === undefined);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
