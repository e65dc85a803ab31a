import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseKeys } from '../keys/caseKeys.ts';
import { destroyFile, writeDurably } from '../keys/durableFile.ts';
import { readKeyFile, writeKeyFile } from '../keys/keyFile.ts';
import { type OpenKeys, sourceOf } from '../keys/openKeys.ts';
import type { SourceContext, SourceRecord } from '../keys/sources/source.ts';
import { unwrapKey, wrapKey, type WrapPlace } from '../keys/wrapKey.ts';
import { CaseError } from './caseError.ts';

/** What remains of a case, sealed under its own key. */
export const LEDGER_FILE = 'ledger.json';
/** The master key of the ledger of a case that was opened by a key file of its own: that one is destroyed. */
export const LEDGER_KEY_FILE = 'ledger.key';

const fileSchema = z.object({
  format: z.literal(1),
  case: z.uuid(),
  master: z.object({ version: z.number().int().min(1), source: z.looseObject({ kind: z.string() }) }),
  key: z.object({ version: z.number().int().min(1), made: z.iso.datetime(), wrapped: z.base64() }),
  sealed: z.base64(),
});

const count = z.number().int().nonnegative();

/** What remains of the telling of patients. */
const noticesLedgerSchema = z.object({
  notices: z.array(z.object({ state: z.string(), channel: z.string(), notices: count })),
  batches: z.array(
    z.object({
      number: count,
      letters: count,
      pages: count,
      template: z.string(),
      pdf: z.string(),
      manifest: z.string(),
      handedOver: z.string().nullable(),
    }),
  ),
});
export type NoticesLedger = z.infer<typeof noticesLedgerSchema>;

/** The minimal record that outlives a case: figures and hashes, no person. */
const ledgerSchema = z.object({
  case: z.object({ id: z.uuid(), name: z.string(), created: z.string() }),
  closing: z.object({ began: z.string(), by: z.tuple([z.string(), z.string()]), reason: z.string() }),
  register: count,
  persons: z.object({ certain: count, probable: count, possible: count, expected: z.number() }),
  categories: z.array(z.object({ category: z.string(), persons: count })),
  /** Each state of the case with its counts. */
  states: z.array(
    z.object({ version: count, made: z.string(), certain: count, probable: count, possible: count }),
  ),
  evidence: z.array(
    z.object({ added: z.string(), files: count, items: count, bytes: count, sha256: z.string() }),
  ),
  /** Ledgers of earlier versions do not have it. */
  telling: noticesLedgerSchema.optional(),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/**
 * Writes the ledger, sealed under the case's ledger key. Where the case was opened by a key file of its own, the ledger key is wrapped anew under
 * a key file of the ledger, so that the case's can be destroyed; else its source goes on. May be called again. Returns the SHA-256 of the file.
 */
export async function writeLedger(
  folder: string,
  keys: Pick<OpenKeys, 'source' | 'master' | 'ring'>,
  ledgerKey: Buffer,
  ledger: Ledger,
): Promise<string> {
  const { source, master, version } = await ledgerMaster(folder, keys);
  const known = keys.ring?.keys.find(({ name }) => name === 'ledger');
  const key = { version: known?.version ?? 1, made: known?.made ?? new Date().toISOString() };
  const place = placeOf(ledger.case.id, key.version, version, source);
  const text = `${JSON.stringify(
    {
      format: 1,
      case: ledger.case.id,
      master: { version, source },
      key: { ...key, wrapped: wrapKey(master, ledgerKey, place).toString('base64') },
      sealed: new CaseKeys(ledgerKey)
        .sealText(JSON.stringify(ledger), sealPlace(ledger.case.id))
        .toString('base64'),
    },
    null,
    2,
  )}\n`;
  await writeDurably(join(folder, LEDGER_FILE), text);
  return createHash('sha256').update(text).digest('hex');
}

/** Opens the ledger of a closed case. Throws CaseError. */
export async function openLedger(context: SourceContext, expectedSha256: string): Promise<Ledger> {
  const path = join(context.folder, LEDGER_FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CaseError('path_missing', path, { cause: error });
  });
  if (createHash('sha256').update(text).digest('hex') !== expectedSha256)
    throw new CaseError('ledger_changed', path);
  const { case: id, master, key, sealed } = fileSchema.parse(JSON.parse(text));
  const place = placeOf(id, key.version, master.version, master.source);
  const wrapped = Buffer.from(key.wrapped, 'base64');
  for (const candidate of await mastersOf(master.source, context)) {
    const ledgerKey = unwrapKey(candidate, wrapped, place);
    if (ledgerKey === null) continue;
    return ledgerSchema.parse(
      JSON.parse(new CaseKeys(ledgerKey).openText(Buffer.from(sealed, 'base64'), sealPlace(id))),
    );
  }
  throw new CaseError('key_wrong', context.folder);
}

async function ledgerMaster(
  folder: string,
  { source, master, ring }: Pick<OpenKeys, 'source' | 'master' | 'ring'>,
): Promise<{ source: SourceRecord; master: Buffer; version: number }> {
  const version = ring?.master.version ?? 0;
  if (source.kind !== 'file' || source['shared'] === true) return { source, master, version };
  const path = join(folder, LEDGER_KEY_FILE);
  await destroyFile(path);
  const fresh = crypto.getRandomValues(Buffer.alloc(32));
  await writeKeyFile(path, fresh);
  return {
    source: { kind: 'file', path: LEDGER_KEY_FILE, shared: false },
    master: fresh,
    version: version + 1,
  };
}

async function mastersOf(source: SourceRecord, context: SourceContext): Promise<readonly Buffer[]> {
  if (source.kind === 'file' && source['path'] === LEDGER_KEY_FILE)
    return [await readKeyFile(join(context.folder, LEDGER_KEY_FILE))];
  return await sourceOf(source, context.folder).open(source, context);
}

function placeOf(caseId: string, version: number, master: number, source: SourceRecord): WrapPlace {
  return { caseId, name: 'ledger', version, master, source: source.kind };
}

function sealPlace(caseId: string): string {
  return `ledger ${caseId}`;
}
