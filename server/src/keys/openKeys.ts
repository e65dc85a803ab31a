import { join } from 'node:path';
import { CaseError, type CaseErrorCode } from '../case/caseError.ts';
import { askTerminal } from './askTerminal.ts';
import { KEYS_FILE, type KeyRing, readKeyRing } from './keyRing.ts';
import { DEFAULT_KEY_FILE, fileSource } from './sources/file.ts';
import { KEY_SOURCES } from './sources/index.ts';
import type { KeySource, SourceContext, SourceRecord } from './sources/source.ts';
import { unwrapKey, type WrappedKeyName, type WrapPlace } from './wrapKey.ts';

/** The keys of a case, opened. */
export interface OpenKeys {
  /** Null for a case of an earlier version. */
  readonly ring: KeyRing | null;
  readonly source: SourceRecord;
  readonly master: Buffer;
  readonly caseKey: Buffer;
  /** Null for a case of an earlier version. */
  readonly ledgerKey: Buffer | null;
}

/** What a source says when its key is not the right one. */
const WRONG: Readonly<Record<string, CaseErrorCode>> = {
  file: 'key_wrong',
  passphrase: 'passphrase_wrong',
  command: 'key_command_wrong',
};

/** The surroundings of this process. */
export function processContext(folder: string, keyFile = ''): SourceContext {
  return { folder, environment: process.env, keyFile, ask: askTerminal };
}

/** Opens the keys of a case. Throws CaseError with one sentence for whatever is missing, wrong or changed. Writes nothing. */
export async function openKeys(
  context: SourceContext,
  caseId: string,
  isNewForm: boolean,
): Promise<OpenKeys> {
  const ring = await readKeyRing(context.folder);
  if (ring === null) {
    if (isNewForm) throw new CaseError('key_missing', join(context.folder, KEYS_FILE));
    return await openEarlierForm(context);
  }
  if (ring.case !== caseId) throw new CaseError('keys_malformed', join(context.folder, KEYS_FILE));
  const { source } = ring.master;
  for (const master of await sourceOf(source, context.folder).open(source, context)) {
    const [caseKey, ledgerKey] = [unwrap(ring, 'case', master), unwrap(ring, 'ledger', master)];
    if (caseKey !== null && ledgerKey !== null) return { ring, source, master, caseKey, ledgerKey };
  }
  throw new CaseError(WRONG[source.kind] ?? 'key_wrong', context.folder);
}

/** Before keys.json, the key file was the case key. */
async function openEarlierForm(context: SourceContext): Promise<OpenKeys> {
  const [caseKey] = await fileSource.open(DEFAULT_KEY_FILE, context);
  return { ring: null, source: DEFAULT_KEY_FILE, master: caseKey!, caseKey: caseKey!, ledgerKey: null };
}

/** The source of a record in keys.json. */
export function sourceOf(record: SourceRecord, folder: string): KeySource {
  const known = KEY_SOURCES.find(({ kind }) => kind === record.kind);
  if (known === undefined) throw new CaseError('keys_malformed', join(folder, KEYS_FILE));
  return known;
}

/** Where the wrapped key of a ring belongs. */
export function placeIn(ring: KeyRing, name: WrappedKeyName): WrapPlace {
  const { version } = ring.keys.find((key) => key.name === name)!;
  return { caseId: ring.case, name, version, master: ring.master.version, source: ring.master.source.kind };
}

function unwrap(ring: KeyRing, name: WrappedKeyName, master: Buffer): Buffer | null {
  const { wrapped } = ring.keys.find((key) => key.name === name)!;
  return unwrapKey(master, Buffer.from(wrapped, 'base64'), placeIn(ring, name));
}
