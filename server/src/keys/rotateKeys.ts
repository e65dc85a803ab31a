import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type KeyRing, writeKeyRing } from './keyRing.ts';
import { openKeys, sourceOf } from './openKeys.ts';
import { fileSource } from './sources/file.ts';
import type { KeySource, SourceContext, SourceRecord } from './sources/source.ts';
import { keyFingerprint, type WrappedKeyName, wrapKey } from './wrapKey.ts';

/** What a rotation did. */
export interface Rotation {
  readonly master: number;
  readonly kind: string;
  /** Whether the case had the form of an earlier version: copies of its old key file are the case key itself. */
  readonly wasEarlierForm: boolean;
  /** Whether nothing of the old master key is left in the hands of its source. */
  readonly oldDestroyed: boolean;
}

/** Makes the keys of a new case in its folder: a case key and a ledger key, wrapped under a new key file. Returns the case key. */
export async function createKeys(context: SourceContext, caseId: string): Promise<Buffer> {
  const { record, master } = await fileSource.create(context, null);
  const caseKey = randomBytes(32);
  await writeKeyRing(
    context.folder,
    wrapAll({ caseId, masterVersion: 1, source: record, master }, [
      { name: 'case', version: 1, made: new Date().toISOString(), key: caseKey },
      { name: 'ledger', version: 1, made: new Date().toISOString(), key: randomBytes(32) },
    ]),
  );
  await fileSource.settle(record, master, context);
  return caseKey;
}

/**
 * Wraps the keys of a case anew under a new master key; the old master key opens nothing afterwards. Killed at any moment, it leaves keys that
 * open, and the next rotation clears up. Only one may run at a time: whoever calls it holds the case's lock of keys.
 */
export async function rotateKeys(
  context: SourceContext,
  caseId: string,
  isNewForm: boolean,
  next: KeySource,
): Promise<Rotation> {
  const old = await openKeys(context, caseId, isNewForm);
  if (old.ring !== null) await finishRotation(old.ring, old.master, context);
  const { record, master } = await next.create(context, old.source);
  const ring = wrapAll(
    { caseId, masterVersion: (old.ring?.master.version ?? 0) + 1, source: record, master },
    keysToWrap(old),
  );
  const isSamePlace = isDeepStrictEqual(placeOf(record), placeOf(old.source));
  const retired = isSamePlace ? null : { source: { ...old.source }, fingerprint: keyFingerprint(old.master) };
  await writeKeyRing(context.folder, { ...ring, retired });
  const oldDestroyed = await finishRotation({ ...ring, retired }, master, context);
  return {
    master: ring.master.version,
    kind: next.kind,
    wasEarlierForm: old.ring === null,
    oldDestroyed: oldDestroyed && old.source['shared'] !== true,
  };
}

/**
 * Brings a rotation to its end whose keys.json stands: the new master key to its place, the old one out of the world.
 * Returns whether nothing is left of the old one in the hands of its source.
 */
export async function finishRotation(
  ring: KeyRing,
  master: Buffer,
  context: SourceContext,
): Promise<boolean> {
  const { source } = ring.master;
  await sourceOf(source, context.folder).settle(source, master, context);
  if (ring.retired === null) return true;
  const { source: old, fingerprint } = ring.retired;
  const destroyed = await sourceOf(old, context.folder).retire(old, fingerprint, context);
  await writeKeyRing(context.folder, { ...ring, retired: null });
  return destroyed;
}

/** A file source is told apart by its path alone. */
function placeOf(record: SourceRecord): unknown {
  return record.kind === 'file' ? record['path'] : record;
}

interface PlainKey {
  readonly name: WrappedKeyName;
  readonly version: number;
  readonly made: string;
  readonly key: Buffer;
}

function keysToWrap({ ring, caseKey, ledgerKey }: Awaited<ReturnType<typeof openKeys>>): PlainKey[] {
  const now = new Date().toISOString();
  const known = (name: WrappedKeyName): { version: number; made: string } =>
    ring?.keys.find((key) => key.name === name) ?? { version: 1, made: now };
  const plain = (name: WrappedKeyName, key: Buffer): PlainKey => {
    const { version, made } = known(name);
    return { name, version, made, key };
  };
  return [plain('case', caseKey), plain('ledger', ledgerKey ?? randomBytes(32))];
}

function wrapAll(
  under: { caseId: string; masterVersion: number; source: SourceRecord; master: Buffer },
  keys: readonly PlainKey[],
): KeyRing {
  const { caseId, masterVersion, source, master } = under;
  return {
    format: 1,
    case: caseId,
    master: { version: masterVersion, made: new Date().toISOString(), source: { ...source } },
    keys: keys.map(({ name, version, made, key }) => ({
      name,
      version,
      made,
      wrapped: wrapKey(master, key, {
        caseId,
        name,
        version,
        master: masterVersion,
        source: source.kind,
      }).toString('base64'),
    })),
    retired: null,
  };
}
