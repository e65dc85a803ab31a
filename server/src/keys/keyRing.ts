import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import { writeDurably } from './durableFile.ts';
import { WRAPPED_KEYS } from './wrapKey.ts';

/** Name of the file with the wrapped keys. */
export const KEYS_FILE = 'keys.json';

const version = z.number().int().min(1);
const sourceSchema = z.looseObject({ kind: z.string().max(40) });

const wrappedKeySchema = z.object({
  name: z.enum(WRAPPED_KEYS),
  version,
  made: z.iso.datetime(),
  wrapped: z.base64().max(200),
});

const keyRingSchema = z.object({
  format: z.literal(1),
  case: z.uuid(),
  master: z.object({ version, made: z.iso.datetime(), source: sourceSchema }),
  keys: z
    .array(wrappedKeySchema)
    .refine((keys) => WRAPPED_KEYS.every((name) => keys.filter((key) => key.name === name).length === 1)),
  /** The source of the master key before, until nothing of it is left. */
  retired: z
    .object({ source: sourceSchema, fingerprint: z.string().regex(/^[0-9a-f]{16}$/) })
    .nullable()
    .default(null),
});

/** What keys.json holds: wrapped keys, and how to come by the master key. */
export type KeyRing = z.infer<typeof keyRingSchema>;

/** The wrapped keys of a case; null for a case of an earlier version, whose key file is the case key itself. */
export async function readKeyRing(folder: string): Promise<KeyRing | null> {
  const path = join(folder, KEYS_FILE);
  const info = await stat(path).catch(() => null);
  if (info === null) return null;
  if ((info.mode & 0o077) !== 0) throw new CaseError('key_too_open', path);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fromSystemError(error, path);
  });
  const parsed = keyRingSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new CaseError('keys_malformed', path);
  return parsed.data;
}

/** Puts the wrapped keys in place of the former ones, whole or not at all. */
export async function writeKeyRing(folder: string, ring: KeyRing): Promise<void> {
  await writeDurably(join(folder, KEYS_FILE), `${JSON.stringify(keyRingSchema.parse(ring), null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
