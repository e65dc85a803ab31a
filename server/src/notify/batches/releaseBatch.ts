import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { CaseError, fromSystemError } from '../../case/caseError.ts';
import { renameDurably, writeDurably } from '../../keys/durableFile.ts';
import { refuseWhilePaused } from '../campaignPause.ts';
import { batchManifest, batchPdf, hashBatchPdf } from './assembleBatch.ts';
import { holdBatches } from './batchLock.ts';
import { recordEvents } from './batchNotices.ts';
import { type Batch, type BatchContext, type Consent, loadBatch, sealConsent } from './batchRow.ts';
import { hashCodes } from './hashCodes.ts';
import { type ManifestSheet, manifestSheets } from './manifest.ts';

/** Asks whether two people agree to what has this SHA-256, in the transaction of its effect: by their names, or by claiming their approval (people/approvals.ts). */
export type AskConsent = (client: pg.PoolClient, sha256: Buffer) => Promise<Consent>;

/**
 * Two people approve a batch: list and contents, by the SHA-256 of its manifest. The secrets of its codes are hashed first (about 10 ms each). Throws
 * CaseError('batch_unknown', 'batch_state', 'batch_changed').
 */
export async function approveBatch(
  context: BatchContext,
  number: number,
  { consent, onProgress }: { readonly consent: AskConsent; readonly onProgress?: (hashed: number) => void },
): Promise<Batch> {
  const batch = await batchIn(context, number, ['built']);
  const { sha256 } = await batchManifest(context, batch, batch.pdfSha256!);
  if (!sha256.equals(batch.manifestSha256!)) throw new CaseError('batch_changed', String(number));
  await hashCodes(context.database, context.keys, number, onProgress);
  const { caseId } = context.database;
  await context.database.transaction(async (client) => {
    const given = await consent(client, sha256);
    const { rowCount } = await client.query(
      `UPDATE print_batches SET state = 'approved', approved_at = now(), consent_sealed = $3 WHERE case_id = $1 AND number = $2 AND state = 'built' AND manifest_sha256 = $4`,
      [caseId, number, sealConsent(context.keys, number, given), sha256],
    );
    if (rowCount !== 1) throw new CaseError('batch_state', String(number));
    await moveNotices(client, caseId, number, 'approved');
  });
  return (await loadBatch(context, number))!;
}

/** Puts the files of a batch where the printer gets them, or makes sure that they can be had. Returns once they stand whole. */
export type DeliverBatch = (batch: Batch) => Promise<void>;

export interface HandOverOptions {
  /** Two people who say that it leaves once more. */
  readonly again?: AskConsent | null;
  /** Somebody has decided that it leaves before the day of its drop. */
  readonly mayBeEarly?: boolean;
}

/**
 * Hands an approved batch over. A second time only if two people say so; before the day of its drop only where somebody decides it (`mayBeEarly`; an event says
 * so). What `deliver` does is done before the batch counts as handed over; killed in between,
 * the next call delivers the same bytes. @returns the batch as it was. Throws CaseError('batch_unknown', 'batch_state', 'batch_changed', 'batch_handed_over', 'batch_early', 'batches_busy',
 * 'campaign_paused').
 */
export async function handOver(
  context: BatchContext,
  number: number,
  deliver: DeliverBatch,
  { again = null, mayBeEarly = false }: HandOverOptions = {},
): Promise<Batch> {
  return await holdBatches(context.database, async () => {
    await refuseWhilePaused(context.database.pool, context.database.caseId);
    const departs = (await loadBatch(context, number))?.departs ?? null;
    const isEarly = departs !== null && localDay() < departs;
    if (isEarly && !mayBeEarly) throw new CaseError('batch_early', `${number} (${departs})`);
    return await leave(context, number, deliver, { again, isEarly });
  });
}

/** Today where the hospital is, YYYY-MM-DD. */
function localDay(): string {
  const now = new Date();
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

async function leave(
  context: BatchContext,
  number: number,
  deliver: DeliverBatch,
  { again, isEarly }: { readonly again: AskConsent | null; readonly isEarly: boolean },
): Promise<Batch> {
  const batch = await batchIn(context, number, ['approved', 'handed_over']);
  if (batch.state === 'handed_over' && again === null) throw new CaseError('batch_handed_over', String(number));
  const manifest = await batchManifest(context, batch, batch.pdfSha256!);
  if (!manifest.sha256.equals(batch.manifestSha256!)) throw new CaseError('batch_changed', String(number));
  await deliver(batch);
  const { caseId } = context.database;
  await context.database.transaction(async (client) => {
    const isFirst = batch.state === 'approved';
    await refuseWhilePaused(client, caseId);
    if (!isFirst) {
      const given = await again!(client, manifest.sha256);
      await client.query('UPDATE print_batches SET consent_sealed = $3 WHERE case_id = $1 AND number = $2', [caseId, number, sealConsent(context.keys, number, given)]);
    }
    const { rowCount } = await client.query(
      `UPDATE print_batches SET state = 'handed_over', handed_over_at = coalesce(handed_over_at, now()), hand_overs = hand_overs + 1
       WHERE case_id = $1 AND number = $2 AND state = $3 AND hand_overs = $4`,
      [caseId, number, batch.state, batch.handOvers],
    );
    if (rowCount !== 1) throw new CaseError('batch_handed_over', String(number));
    if (isEarly) await recordEvents(client, caseId, await noticesOf(client, caseId, number), { kind: 'handed_over_early', batch: number });
    if (isFirst) await moveNotices(client, caseId, number, 'handed_over');
    else await recordEvents(client, caseId, await noticesOf(client, caseId, number), { kind: 'handed_over_again', batch: number });
  });
  return batch;
} // prettier-ignore

/** 'batch-0001': what the files of a batch begin with. */
export function batchFileName(number: number): string {
  return `batch-${String(number).padStart(4, '0')}`;
}

/** Writes the PDF of a batch, its manifest and its index into a folder. Returns their paths. Throws CaseError('batch_changed'). */
export async function writeBatchFiles(
  context: BatchContext,
  batch: Batch,
  folder: string,
): Promise<string[]> {
  const name = join(folder, batchFileName(batch.number));
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fromSystemError(error, folder);
  });
  await writePdf(context, batch, `${name}.pdf`);
  await writeDurably(`${name}.json`, (await batchManifest(context, batch, batch.pdfSha256!)).text);
  await writeDurably(`${name}.csv`, await indexText(context, batch.number));
  return [`${name}.pdf`, `${name}.json`, `${name}.csv`];
}

/** Makes sure that the PDF of a batch can be had, and is the one that was approved. Throws CaseError('batch_changed'). */
export async function checkBatchPdf(context: BatchContext, batch: Batch): Promise<void> {
  const isSame = (await hashBatchPdf(context, batch)).equals(batch.pdfSha256!);
  if (!isSame) throw new CaseError('batch_changed', String(batch.number));
}

/** A batch that is in one of these states. Throws CaseError('batch_unknown', 'batch_state'). */
export async function batchIn(
  context: Pick<BatchContext, 'database' | 'keys'>,
  number: number,
  states: readonly Batch['state'][],
): Promise<Batch> {
  const batch = await loadBatch(context, number);
  if (batch === null) throw new CaseError('batch_unknown', String(number));
  if (!states.includes(batch.state)) throw new CaseError('batch_state', String(number));
  return batch;
}

async function moveNotices(client: pg.ClientBase, caseId: string, batch: number, state: string): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    'UPDATE notices SET state = $3 WHERE case_id = $1 AND batch = $2 RETURNING id',
    [caseId, batch, state],
  );
  await recordEvents(client, caseId, rows.map(({ id }) => id), { kind: state, batch });
} // prettier-ignore

async function noticesOf(client: pg.ClientBase, caseId: string, batch: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM notices WHERE case_id = $1 AND batch = $2', [caseId, batch]);
  return rows.map(({ id }) => id);
} // prettier-ignore

/** Writes the PDF under another name first, and gives it its own once it is whole, on disk, and the one that was approved. */
async function writePdf(context: BatchContext, batch: Batch, path: string): Promise<void> {
  const hash = createHash('sha256');
  const file = createWriteStream(`${path}.part`, { mode: 0o600, flush: true });
  try {
    for await (const piece of batchPdf(context, batch)) {
      hash.update(piece);
      if (!file.write(piece)) await once(file, 'drain');
    }
    file.end();
    await finished(file);
  } catch (error) {
    file.destroy();
    throw fromSystemError(error, path);
  }
  if (!hash.digest().equals(batch.pdfSha256!)) throw new CaseError('batch_changed', String(batch.number));
  await renameDurably(`${path}.part`, path);
} // prettier-ignore

/** The index for the printer: which pages are which sheet. */
export async function indexText({ database }: Pick<BatchContext, 'database'>, batch: number): Promise<string> {
  const sheets: ManifestSheet[] = await Array.fromAsync(manifestSheets(database, batch));
  return ['sheet;first_page;pages', ...sheets.map(({ sheet, page, pages }) => `${sheet};${page};${pages}`), ''].join('\r\n');
} // prettier-ignore
