import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheHome } from './cacheHome.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { seatBelts } from './seatBelts.ts';
import { codeFolders, NAMED_FILE } from './view.ts';

/** The module whose code is compiled beforehand: that of the reading child. */
const MAIN = new URL('../read/child/main.ts', import.meta.url);
/** One for each place where Constat is installed. */
export const PREFIX = `code-${digest(import.meta.url).slice(0, 8)}-`;
/** Compiling takes half a second; whatever takes longer is given up. */
const PATIENCE_MS = 20_000;
/** Compiled code that nobody used for so long is removed. */
const UNUSED_MS = 7 * 24 * 3600 * 1000;

/**
 * The folder with the compiled code of a reading child: half of its start is spent on that. Made once for each state of the code, in the cache of
 * the system or of the account. Null where it cannot be made: children then compile by themselves. A child can only read it.
 */
export function prepareCodeCache(): string | null {
  const folder = join(cacheHome(), `${PREFIX}${stateOfCode()}`);
  if (holdsCode(folder)) return folder;
  try {
    compileInto(folder);
    return folder;
  } catch {
    return null;
  }
}

function holdsCode(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/**
 * Node looks for compiled code below a name with the number of the user: the same code serves another one. Notes that the folder is in use;
 * where it is gone all the same an empty one takes its place, and children compile by themselves.
 */
export function shareCodeCache(folder: string, user: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  touch(folder);
  const [made] = readdirSync(folder).filter((name) => !lstatSync(join(folder, name)).isSymbolicLink());
  if (made === undefined) return;
  const name = made.replace(/-\d+$/, `-${user}`);
  if (name !== made && !existsSync(join(folder, name))) symlinkSync(made, join(folder, name));
}

/** Options that make Node use the folder, as it is called inside. */
export function codeCacheOptions(folder: string): string[] {
  const module = `import { enableCompileCache } from 'node:module'; enableCompileCache(${JSON.stringify(folder)});`;
  // Node uses no compiled code where it may not write; behind the wall it cannot.
  const permissions = [`--allow-fs-read=${folder}`, `--allow-fs-write=${folder}`];
  return [...permissions, '--import', `data:text/javascript,${encodeURIComponent(module)}`];
}

/** A hash over the runtime, the options, and the names, sizes and times of all files of the code (of libraries: the list of their versions). */
function stateOfCode(): string {
  const state: unknown[] = [process.version, process.arch, seatBelts(DEFAULT_LIMITS, NAMED_FILE)];
  for (const folder of codeFolders()) {
    const files =
      basename(folder) === 'node_modules'
        ? ['.package-lock.json']
        : statSync(folder).isDirectory()
          ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
          : [''];
    for (const file of files.sort()) {
      const info = statSync(join(folder, file), { throwIfNoEntry: false });
      state.push(folder, file, info?.size, info?.mtimeMs);
    }
  }
  return digest(JSON.stringify(state)).slice(0, 24);
}

function digest(text: string): string {
  return hash('sha256', text);
}

/** A child without input loads everything and ends; what it compiled on the way is kept. The folder appears whole or not at all. */
function compileInto(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  removeFormer(folder);
  const draft = mkdtempSync(`${folder}.`);
  chmodSync(draft, 0o755);
  const options = [...seatBelts(DEFAULT_LIMITS, NAMED_FILE), ...codeCacheOptions(draft)];
  const { status } = spawnSync(process.execPath, [...options, fileURLToPath(MAIN)], {
    env: {},
    cwd: '/',
    stdio: 'ignore',
    timeout: PATIENCE_MS,
  });
  try {
    if (status !== 0 || readdirSync(draft).length === 0) throw new Error('nothing was compiled');
    openToAll(draft);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Node writes what it compiled for its own user; children are other users. */
function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}

/** Another user's folder cannot be touched. */
function touch(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // It will be made again.
  }
}

/** Compiled code of former states, unless an assessment that began with it may still go on. */
export function removeFormer(folder: string, now = Date.now()): void {
  for (const name of readdirSync(dirname(folder))) {
    const former = join(dirname(folder), name);
    if (!name.startsWith(PREFIX) || former === folder) continue;
    const used = lstatSync(former, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - used > UNUSED_MS) rmSync(former, { recursive: true, force: true });
  }
}
