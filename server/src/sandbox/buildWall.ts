import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCodeCache } from './codeCache.ts';
import { missingTools } from './findTools.ts';
import { seccompFilter } from './seccompFilter.ts';
import { describeView, makeMountPoints, MOUNT_LIST, MOUNT_POINTS, mountList, type View } from './view.ts';
import type { StandingWall, Tools, WallKind } from './wall.ts';

const FILTER = 'filter';

/**
 * Prepares a wall of the given kind: the mount points, the list of mounts, the filter of system calls. Null where its programs are missing.
 * Nothing is tried yet (see selfTest.ts). What was prepared lies in a folder of its own that goes with this process.
 */
export function buildWall(
  kind: WallKind,
  tools: Tools,
  codeCache: string | null = prepareCodeCache(),
  view: View = describeView(codeCache),
): StandingWall | null {
  if (process.platform !== 'linux' || missingTools(kind, tools).length > 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'constat-wall-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  makeMountPoints(join(folder, MOUNT_POINTS), view);
  writeFileSync(join(folder, MOUNT_LIST), mountList(join(folder, MOUNT_POINTS), view));
  return {
    kind,
    asRoot: process.geteuid?.() === 0,
    tools,
    view,
    codeCache,
    folder,
    filter: writeFilter(kind, tools, folder),
    canDisableNamespaces: kind === 'bubblewrap' && saysInHelp(tools.bwrap!, '--disable-userns'),
  };
}

/** The file with the filter: bubblewrap loads it behind the wall, perl before it is built. */
function writeFilter(kind: WallKind, tools: Tools, folder: string): string | null {
  const filter = seccompFilter(kind === 'bubblewrap' ? 'behind' : 'before');
  if (filter === null || (kind === 'util-linux' && tools.perl === undefined)) return null;
  const path = join(folder, FILTER);
  writeFileSync(path, filter);
  return path;
}

function saysInHelp(program: string, option: string): boolean {
  try {
    return execFileSync(program, ['--help'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).includes(option);
  } catch {
    return false;
  }
}
