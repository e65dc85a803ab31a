import { randomBytes } from 'node:crypto';
import { accessSync, constants, openSync, statfsSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A child may use this share of the room that is left on the disk. */
const SHARE_OF_FREE = 0.25;

/** Opens a file without a name, in which a child keeps what is too large for its memory: gone with the last process that holds it. */
export function openScratchFile(): number {
  const { path, descriptor } = makeFile();
  unlinkSync(path);
  return descriptor;
}

/** A file without a name that this process writes and a child can only read. */
export function openHandedFile(): { readonly writer: number; readonly reader: number } {
  const { path, descriptor } = makeFile();
  const reader = openSync(path, 'r');
  unlinkSync(path);
  return { writer: descriptor, reader };
}

function makeFile(): { readonly path: string; readonly descriptor: number } {
  const path = join(scratchFolder(), `constat-${randomBytes(16).toString('hex')}`);
  return { path, descriptor: openSync(path, 'wx+', 0o600) };
}

/** The bytes that a scratch file may have now: at most `wanted`. */
export function scratchLimit(wanted: number): number {
  const { bavail, bsize } = statfsSync(scratchFolder());
  return Math.min(wanted, Math.floor(bavail * bsize * SHARE_OF_FREE));
}

/** On a disk rather than in memory: /tmp is often the latter. TMPDIR decides where it is set. */
export function scratchFolder(): string {
  if (process.env['TMPDIR'] !== undefined || process.platform === 'win32') return tmpdir();
  try {
    accessSync('/var/tmp', constants.W_OK | constants.X_OK);
    return '/var/tmp';
  } catch {
    return tmpdir();
  }
}
