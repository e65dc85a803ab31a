import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { createKeyFile, readKeyFile } from '../keys/keyFile.ts';
import { CaseError, fromSystemError } from './caseError.ts';
import { exceptionsSchema } from './caseException.ts';

const configurationSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(200),
  created: z.iso.datetime(),
  exceptions: exceptionsSchema.default({}),
});
export type CaseConfiguration = z.infer<typeof configurationSchema>;

/** A case that was opened: its folder, configuration and keys. */
export interface Case {
  readonly folder: string;
  readonly configuration: CaseConfiguration;
  readonly keys: CaseKeys;
}

/** Name of the file with the configuration. */
export const CONFIGURATION_FILE = 'case.json';
const KEY = 'key';

/** Makes a case folder: configuration, key file, room for the database. Made beside its place and moved there, so that no half of it ever stands. */
export async function createCaseFolder(folder: string): Promise<Case> {
  const target = resolve(folder);
  await refuseFilled(target);
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const configuration: CaseConfiguration = {
      id: randomUUID(),
      name: basename(target),
      created: new Date().toISOString(),
      exceptions: {},
    };
    await writeFile(join(draft, CONFIGURATION_FILE), `${JSON.stringify(configuration, null, 2)}\n`, {
      mode: 0o600,
    });
    const keys = await createKeyFile(join(draft, KEY));
    await mkdir(join(draft, 'database'), { mode: 0o700 });
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return { folder: target, configuration, keys };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw fromSystemError(error, target);
  }
}

async function refuseFilled(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    const known = fromSystemError(error, folder);
    if (known instanceof CaseError && known.code === 'path_missing') return [];
    throw known;
  });
  if (entries.length > 0) throw new CaseError('folder_not_empty', folder);
}

/** Opens the case in a folder. */
export async function openCaseFolder(folder: string): Promise<Case> {
  const target = resolve(folder);
  const text = await readFile(join(target, CONFIGURATION_FILE), 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, target);
    throw known instanceof CaseError && known.code === 'path_missing'
      ? new CaseError('not_a_case', target)
      : known;
  });
  const configuration = configurationSchema.safeParse(parseJson(text));
  if (!configuration.success) throw new CaseError('case_malformed', join(target, CONFIGURATION_FILE));
  return { folder: target, configuration: configuration.data, keys: await readKeyFile(join(target, KEY)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
