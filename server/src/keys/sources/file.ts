import { randomBytes } from 'node:crypto';
import { access, lstat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../../case/caseError.ts';
import { destroyFile, renameDurably } from '../durableFile.ts';
import { readKeyFile, writeKeyFile } from '../keyFile.ts';
import { keyFingerprint } from '../wrapKey.ts';
import type { KeySource, SourceContext, SourceRecord } from './source.ts';

/** Name of the default key file in the folder of the case. */
export const KEY_FILE = 'key';

/** Beside the key file while it changes. */
const NEXT = '.constat-next';
const OLD = '.constat-old';

const schema = z.object({
  kind: z.literal('file'),
  /** Relative to the folder of the case, or absolute. */
  path: z.string().min(1).max(4096),
  /** Whether it was there before: it may open other cases too, and is never destroyed with one. */
  shared: z.boolean(),
});

/** The record of the key file that every case has at first. */
export const DEFAULT_KEY_FILE: SourceRecord = { kind: 'file', path: KEY_FILE, shared: false };

/**
 * A file with 64 hexadecimal digits. While it changes, the new one waits beside it and the old one dies under another name;
 * whichever of the two opens the keys is the right one.
 */
export const fileSource: KeySource = {
  kind: 'file',
  describe: { fr: 'fichier de clé', en: 'key file' },
  async create(context, current) {
    const path = context.keyFile === '' ? KEY_FILE : placeOf(context.keyFile, context.folder);
    const target = resolve(context.folder, path);
    const own = current?.kind === 'file' ? parse(current, context) : null;
    if (own?.path === path && own.shared) throw new CaseError('key_file_same', target);
    if (isAbsolute(path) && own?.path !== path && (await exists(target)))
      return { record: { kind: 'file', path, shared: true }, master: await readKeyFile(target) };
    const master = randomBytes(32);
    await destroyFile(`${target}${NEXT}`);
    await writeKeyFile(`${target}${NEXT}`, master);
    return { record: { kind: 'file', path, shared: false }, master };
  },
  async open(record, context) {
    const path = pathOf(record, context);
    const next = await readKeyFile(`${path}${NEXT}`).catch(() => null);
    if (next === null) return [await readKeyFile(path)];
    const key = await readKeyFile(path).catch(() => null);
    return key === null ? [next] : [key, next];
  },
  async settle(record, master, context) {
    const path = pathOf(record, context);
    if (parse(record, context).shared) return;
    if (!(await holds(path, master))) {
      if (await exists(path)) await renameDurably(path, `${path}${OLD}`);
      await renameDurably(`${path}${NEXT}`, path);
    }
    await destroyFile(`${path}${NEXT}`);
    await destroyFile(`${path}${OLD}`);
  },
  async retire(record, fingerprint, context) {
    const path = pathOf(record, context);
    if (parse(record, context).shared) return false;
    await destroyFile(`${path}${NEXT}`);
    await destroyFile(`${path}${OLD}`);
    if (!(await exists(path))) return true;
    const inside = path === join(resolve(context.folder), KEY_FILE);
    const same = await readKeyFile(path).then(
      (key) => keyFingerprint(key) === fingerprint,
      () => false,
    );
    // Outside of the case only the very key is destroyed: a path in a file is no licence to delete.
    if ((!inside && !same) || !(await lstat(path)).isFile()) return false;
    await destroyFile(path);
    return true;
  },
};

/** A key file in the case's folder is remembered by its name, so that the folder can be moved. */
function placeOf(keyFile: string, folder: string): string {
  const target = resolve(keyFile);
  if (relative(resolve(folder), target) !== basename(target)) return target;
  if (basename(target) !== KEY_FILE) throw new CaseError('key_file_inside', target);
  return KEY_FILE;
}

function parse(record: SourceRecord, context: SourceContext): z.infer<typeof schema> {
  const parsed = schema.safeParse(record);
  if (!parsed.success) throw new CaseError('keys_malformed', join(context.folder, 'keys.json'));
  return parsed.data;
}

function pathOf(record: SourceRecord, context: SourceContext): string {
  return resolve(context.folder, parse(record, context).path);
}

async function holds(path: string, master: Buffer): Promise<boolean> {
  return await readKeyFile(path).then(
    (key) => key.equals(master),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
