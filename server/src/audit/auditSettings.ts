import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import { writeDurably } from '../keys/durableFile.ts';

/** Where checkpoints go. Kept in a file of the case folder, not in the database: who owns the database must not choose. */
const settingsSchema = z.strictObject({
  /** A folder outside (another machine, a medium that only grows); '' for none. */
  checkpoints: z.string().default(''),
  /** Address of a time-stamping authority (RFC 3161 over HTTP); '' for none. */
  authority: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
});
export type AuditSettings = z.infer<typeof settingsSchema>;

const FILE = 'audit.json';

/** The settings of the case in a folder; nothing is set where there is no file. */
export async function readAuditSettings(folder: string): Promise<AuditSettings> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, path);
    if (known instanceof CaseError && known.code === 'path_missing') return '{}';
    throw known;
  });
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new CaseError('case_malformed', path, { cause: error });
  }
}

/** Writes the settings; the file appears whole or stays as it was. Returns null where one of them is no such thing. */
export async function writeAuditSettings(
  folder: string,
  settings: AuditSettings,
): Promise<AuditSettings | null> {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) return null;
  await writeDurably(join(folder, FILE), `${JSON.stringify(parsed.data, null, 2)}\n`);
  return parsed.data;
}
