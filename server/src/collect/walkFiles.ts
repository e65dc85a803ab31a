import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';

/** A file of the evidence, or a place that could not be entered. */
export interface WalkedFile {
  /** Path below the root, bytes, '/' between folders. For a single file its name. */
  readonly relative: Uint8Array;
  readonly absolute: Uint8Array;
  readonly bytes: number;
  /** 'file', or why there is nothing to read: a link (never followed), a device, a folder or file without permission. */
  readonly kind: 'file' | 'link' | 'special' | 'unreadable';
}

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
  for (const entry of entries) {
    const childAbsolute = Buffer.concat([absolute, SLASH, entry.name]);
    const childRelative = relative.length === 0 ? entry.name : Buffer.concat([relative, SLASH, entry.name]);
    if (entry.isDirectory()) yield* walkFolder(childAbsolute, childRelative);
    else yield await describe(entry, childAbsolute, childRelative);
  }
}

async function describe(entry: Dirent<Buffer>, absolute: Buffer, relative: Buffer): Promise<WalkedFile> {
  if (entry.isSymbolicLink()) return { relative, absolute, bytes: 0, kind: 'link' };
  if (!entry.isFile()) return { relative, absolute, bytes: 0, kind: 'special' };
  const info = await stat(absolute).catch(() => null);
  return { relative, absolute, bytes: info?.size ?? 0, kind: info === null ? 'unreadable' : 'file' };
}
