import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromSystemError } from '../case/caseError.ts';

/** Writes a file (mode 0600) that stands whole or not at all, also after a power cut: beside its place, fsync, rename, fsync of the folder. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameDurably(draft, path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Renames a file so that it stays renamed after a power cut. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/**
 * Destroys a file: its bytes are overwritten, it is cut to nothing, unlinked, and the folder brought to disk. Returns whether there was one.
 * Disks that move blocks (SSD), snapshots and backups may keep the old bytes: docs/keys.md says what that means.
 * A link is removed, not what it names.
 */
export async function destroyFile(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => null);
  if (info === null) return false;
  try {
    if (info.isFile()) await overwrite(path, info.size);
    await unlink(path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

const PIECE = 1 << 20;

async function overwrite(path: string, size: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    for (let at = 0; at < size; at += PIECE)
      await file.write(randomBytes(Math.min(PIECE, size - at)), 0, undefined, at);
    await file.sync();
    await file.truncate(0);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
