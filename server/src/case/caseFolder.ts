import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CaseKeys } from '../keys/caseKeys.ts';
import { writeDurably } from '../keys/durableFile.ts';
import { openKeys, processContext } from '../keys/openKeys.ts';
import { createKeys } from '../keys/rotateKeys.ts';
import type { SourceContext } from '../keys/sources/source.ts';
import { CaseError, fromSystemError } from './caseError.ts';
import { exceptionsSchema } from './caseException.ts';
import { refuseClosed } from './closing.ts';

const configurationSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(200),
  created: z.iso.datetime(),
  exceptions: exceptionsSchema.default({}),
  /** Whether the keys lie wrapped in keys.json; in cases of earlier versions the key file is the case key until the first rotation. */
  wrappedKeys: z.boolean().default(false),
});
export type CaseConfiguration = z.infer<typeof configurationSchema>;

/** A case that was opened: its folder, configuration and keys. */
export interface Case {
  readonly folder: string;
  readonly configuration: CaseConfiguration;
  readonly keys: CaseKeys;
}

/** Name of the file with the configuration. */
const CONFIGURATION_FILE = 'case.json';

/** Makes a case folder: configuration, keys, room for the database. Made beside its place and moved there, so that no half of it ever stands. */
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
      wrappedKeys: true,
    };
    await writeConfiguration(draft, configuration);
    const keys = new CaseKeys(await createKeys(processContext(draft), configuration.id));
    await mkdir(join(draft, 'database'), { mode: 0o700 });
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return { folder: target, configuration, keys };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw fromSystemError(error, target);
  }
}

/** Puts a configuration in place of the former one, whole or not at all. */
export async function writeConfiguration(folder: string, configuration: CaseConfiguration): Promise<void> {
  await writeDurably(join(folder, CONFIGURATION_FILE), `${JSON.stringify(configuration, null, 2)}\n`);
}

async function refuseFilled(folder: string): Promise<void> {
  await refuseClosed(folder);
  const entries = await readdir(folder).catch((error: unknown) => {
    const known = fromSystemError(error, folder);
    if (known instanceof CaseError && known.code === 'path_missing') return [];
    throw known;
  });
  if (entries.length > 0) throw new CaseError('folder_not_empty', folder);
}

/** Opens the case in a folder. Throws CaseError where it is none, is closed, or its keys do not open. */
export async function openCaseFolder(
  folder: string,
  context: SourceContext = processContext(resolve(folder)),
): Promise<Case> {
  const target = resolve(folder);
  await refuseClosed(target);
  const configuration = await readConfiguration(target);
  const { caseKey } = await openKeys(context, configuration.id, configuration.wrappedKeys);
  return { folder: target, configuration, keys: new CaseKeys(caseKey) };
}

/** The configuration of the case in a folder, without its keys. */
export async function readConfiguration(folder: string): Promise<CaseConfiguration> {
  const text = await readFile(join(folder, CONFIGURATION_FILE), 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, folder);
    throw known instanceof CaseError && known.code === 'path_missing'
      ? new CaseError('not_a_case', folder)
      : known;
  });
  const configuration = configurationSchema.safeParse(parseJson(text));
  if (!configuration.success) throw new CaseError('case_malformed', join(folder, CONFIGURATION_FILE));
  return configuration.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
