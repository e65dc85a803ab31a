import { chmodSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratchFolder } from './scratchFile.ts';

/** A file that a child may write and open by its name, for libraries that open nothing else (SQLite). One for each child. */
export interface NamedFile {
  readonly path: string;
  readonly descriptor: number;
}

/** Makes the file, in a folder that nobody else may enter: the child may be another user, and others must not open it. */
export function makeNamedFile(): NamedFile {
  const path = join(mkdtempSync(join(scratchFolder(), 'constat-')), 'copy');
  const descriptor = openSync(path, 'wx+', 0o600);
  chmodSync(path, 0o666);
  return { path, descriptor };
}

/** Takes the name away: behind a wall it has another one by now. */
export function forgetName({ path }: NamedFile): void {
  rmSync(dirname(path), { recursive: true, force: true });
}

export function closeNamedFile(file: NamedFile): void {
  forgetName(file);
  closeSync(file.descriptor);
}
