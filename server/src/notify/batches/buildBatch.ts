import { createHash } from 'node:crypto';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import type { PartRequest, RenderedPart } from '../letters/renderPart.ts';
import type { PrintedLetter } from '../letters/checkPages.ts';
import type { HospitalStatement } from '../noticeContent.ts';
import { openNotice } from '../noticeRow.ts';
import { type NoticeTemplates, textsVersion } from '../texts/loadTemplates.ts';
import { refuseWhilePaused } from '../campaignPause.ts';
import { nextDrop } from '../drops/keptPlan.ts';
import { loadCampaign } from '../select/planCampaign.ts';
import { batchManifest, hashBatchPdf, LETTERS_A_PART } from './assembleBatch.ts';
import { type BatchNotice, loadBatchNotices, recordEvents } from './batchNotices.ts';
import { type Batch, type BatchContext, loadBatch, sealStatement } from './batchRow.ts';
import { ChecksFailed, type CheckFailure } from './checkFailure.ts';
import { checkSelection } from './checkSelection.ts';
import { followMails } from './followMails.ts';
import { PartFiles } from './partFiles.ts';

export interface BuildOptions {
  readonly statement: HospitalStatement;
  /** Letters at most. */
  readonly size: number;
  readonly templates: NoticeTemplates;
  /** Sets parts, so many at once. */
  readonly pool: { readonly size: number; render(request: PartRequest): Promise<RenderedPart> };
  /** Told how many letters are set. */
  readonly onProgress?: (letters: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Builds the next print batch of planned letters (those that take the place of failed e-mails too), or goes on with one that was begun: takes the letters, checks them, sets them in parts, reads them back,
 * hashes the whole. The version of templates and layout goes into the proof. Killed at any moment, the next call ends with the same bytes. Where a check refuses, the letters are planned as before. Throws ChecksFailed,
 * CaseError('nothing_to_build', 'campaign_paused'; 'drops_filled' where a plan of drops is kept and has no room left).
 */
export async function buildBatch(context: BatchContext, options: BuildOptions): Promise<Batch> {
  await refuseWhilePaused(context.database.pool, context.database.caseId);
  await followMails(context.database, context.keys);
  const version = await textsVersion(options.templates);
  const batch = (await begunBatch(context, version)) ?? (await beginBatch(context, options, version));
  const campaign = await loadCampaign(context.database);
  const notices = await loadBatchNotices(context.database, context.keys, batch.number);
  try {
    if (notices.length !== batch.letters) throw new ChecksFailed([{ check: 'counts', notices: [] }]);
    await checkSelection(context.database, context.keys, campaign!.settings, notices);
    const letters = await setParts(context, batch, notices, options);
    await settleBatch(context, batch, notices, letters);
  } catch (error) {
    if (error instanceof ChecksFailed) await abandonBatch(context, batch.number);
    throw error;
  }
  return (await loadBatch(context, batch.number))!;
}

/** The batch that was begun with these texts. One that was begun with others is given up: its letters are planned as before. */
async function begunBatch(context: BatchContext, version: string): Promise<Batch | null> {
  const { pool, caseId } = context.database;
  const { rows } = await pool.query<{ number: number }>(
    `SELECT number FROM print_batches WHERE case_id = $1 AND state = 'begun' ORDER BY number LIMIT 1`,
    [caseId],
  );
  const begun = rows[0] === undefined ? null : await loadBatch(context, rows[0].number);
  if (begun === null || begun.templateVersion === version) return begun;
  await abandonBatch(context, begun.number);
  return null;
}

/** Takes planned letters into a new batch, members of a household beside each other. */
async function beginBatch(context: BatchContext, { statement, size }: BuildOptions, templateVersion: string): Promise<Batch> {
  const { database, keys } = context;
  const { caseId } = database;
  const number = await database.transaction(async (client) => {
    await refuseWhilePaused(client, caseId);
    const drop = await nextDrop(client, caseId);
    const room = drop === null || drop === 'full' ? { letters: size, byRank: [], departs: null } : drop;
    const rows = await takeLetters(client, caseId, Math.min(size, room.letters), room.byRank);
    if (rows.length === 0) throw new CaseError('nothing_to_build', 'notices plan');
    if (drop === 'full') throw new CaseError('drops_filled', 'notices drops');
    const next = await nextNumber(client, caseId);
    await client.query(
      `INSERT INTO print_batches (case_id, number, campaign, state, letters, statement_sealed, template_version, departs) VALUES ($1, $2, $3, 'begun', $4, $5, $6, $7)`,
      [caseId, next, rows[0]!.campaign, rows.length, sealStatement(keys, next, statement), templateVersion, room.departs],
    );
    await takeSheets(client, context, next, rows.map(({ id }) => id));
    return next;
  });
  return (await loadBatch(context, number))!;
} // prettier-ignore

/** Planned letters, at most `size`: of each rank as many as its drop has, then the most urgent of all others. Members of a household lie beside each other. */
async function takeLetters(
  client: pg.ClientBase,
  caseId: string,
  size: number,
  byRank: readonly number[],
): Promise<{ id: number; campaign: number }[]> {
  const { rows } = await client.query<{ id: number; campaign: number }>(
    `SELECT n.id, n.campaign FROM notices n WHERE n.case_id = $1 AND n.id IN (
       SELECT id FROM (SELECT id, rank, household, row_number() OVER (PARTITION BY rank ORDER BY household, id) > coalesce(($3::int[])[rank], 0) AS is_more
         FROM notices WHERE case_id = $1 AND state = 'planned' AND channel = 'letter') AS w
       ORDER BY is_more, rank, household, id LIMIT $2)
     AND n.state = 'planned' ORDER BY n.household, n.id FOR UPDATE`,
    [caseId, size, byRank],
  );
  return rows;
}

async function nextNumber(client: pg.ClientBase, caseId: string): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    'SELECT coalesce(max(number), 0) + 1 AS next FROM print_batches WHERE case_id = $1',
    [caseId],
  );
  return rows[0]!.next;
}

async function takeSheets(
  client: pg.ClientBase,
  { database, keys }: BatchContext,
  batch: number,
  ids: readonly number[],
): Promise<void> {
  await client.query(
    `UPDATE notices SET state = 'built', batch = $3 WHERE case_id = $1 AND id = ANY ($2::bigint[])`,
    [database.caseId, ids, batch],
  );
  const { rows } = await client.query<{ id: number; content_sealed: Buffer }>(
    'SELECT id, content_sealed FROM notices WHERE case_id = $1 AND batch = $2',
    [database.caseId, batch],
  );
  const codes = new Map(rows.map((row) => [row.id, openNotice(keys, row.id, row.content_sealed).content.sheet]));
  await client.query(
    `INSERT INTO sheets (case_id, code, notice_id, batch, ordinal) SELECT $1, code, id, $2, ordinal FROM unnest($3::text[], $4::bigint[]) WITH ORDINALITY AS t (code, id, ordinal)`,
    [database.caseId, batch, ids.map((id) => codes.get(id)!), ids],
  );
} // prettier-ignore

/** Gives the letters of a batch that was not built back to the plan. */
async function abandonBatch({ database, keys, folder }: BatchContext, batch: number): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('DELETE FROM sheets WHERE case_id = $1 AND batch = $2', [database.caseId, batch]);
    await client.query(
      `UPDATE notices SET state = 'planned', batch = NULL WHERE case_id = $1 AND batch = $2`,
      [database.caseId, batch],
    );
    await client.query('DELETE FROM print_batches WHERE case_id = $1 AND number = $2', [
      database.caseId,
      batch,
    ]);
  });
  await new PartFiles(keys, folder, batch).remove();
}

/** Sets all parts that are not kept yet. @returns what was read back, letter by letter. */
async function setParts(
  { database, keys, folder }: BatchContext,
  batch: Batch,
  notices: readonly BatchNotice[],
  { pool, templates, onProgress, signal }: BuildOptions,
): Promise<PrintedLetter[]> {
  const files = new PartFiles(keys, folder, batch.number);
  const parts = Math.ceil(notices.length / LETTERS_A_PART);
  const letters: (readonly PrintedLetter[])[] = [];
  const failures: CheckFailure[] = [];
  let next = 1;
  let done = 0;
  const setPart = async (part: number, own: readonly BatchNotice[]): Promise<readonly PrintedLetter[]> => {
    const input = partInput(batch, own);
    const kept = await files.read(part, input);
    if (kept !== null) return kept.letters;
    await refuseWhilePaused(database.pool, database.caseId);
    const contents = own.map(({ sealed }) => sealed.content);
    const made = await pool.render({ ids: own.map(({ id }) => id), contents, statement: batch.statement, templates: templates.files });
    failures.push(...made.failures);
    if (made.failures.length === 0) await files.write(part, { input, letters: made.letters, pdf: made.pdf });
    return made.letters;
  };
  const lane = async (): Promise<void> => {
    while (next <= parts && signal?.aborted !== true) {
      const part = next++;
      const own = notices.slice((part - 1) * LETTERS_A_PART, part * LETTERS_A_PART);
      letters[part - 1] = await setPart(part, own);
      onProgress?.((done += own.length), notices.length);
    }
  };
  await Promise.all(Array.from({ length: pool.size }, lane));
  signal?.throwIfAborted();
  if (failures.length > 0) throw new ChecksFailed(joined(failures));
  return letters.flat();
} // prettier-ignore

/** SHA-256 of everything that decides how a part comes out. */
function partInput({ statement, templateVersion }: Batch, notices: readonly BatchNotice[]): string {
  const hash = createHash('sha256').update(JSON.stringify([templateVersion, statement]));
  for (const { sha256 } of notices) hash.update(sha256);
  return hash.digest('hex');
}

function joined(failures: readonly CheckFailure[]): CheckFailure[] {
  const checks = new Map<CheckFailure['check'], number[]>();
  for (const { check, notices } of failures) checks.set(check, [...(checks.get(check) ?? []), ...notices]);
  return [...checks].map(([check, notices]) => ({ check, notices: notices.toSorted((a, b) => a - b) }));
}

/** Writes down pages and hashes, the hash of the whole and of the manifest: the batch is built. */
async function settleBatch(
  context: BatchContext,
  batch: Batch,
  notices: readonly BatchNotice[],
  letters: readonly PrintedLetter[],
): Promise<void> {
  const { caseId } = context.database;
  const pdfSha256 = await hashBatchPdf(context, batch);
  await context.database.transaction(async (client) => {
    await client.query(
      `UPDATE sheets s SET pages = t.pages, text_sha256 = decode(t.sha256, 'hex')
       FROM unnest($3::bigint[], $4::int[], $5::text[]) AS t (notice, pages, sha256) WHERE s.case_id = $1 AND s.batch = $2 AND s.notice_id = t.notice`,
      [caseId, batch.number, notices.map(({ id }) => id), letters.map(({ pages }) => pages), letters.map(({ textSha256 }) => textSha256)],
    );
    const within = { database: { ...context.database, pool: client as unknown as pg.Pool } };
    const { sha256, pages } = await batchManifest(within, batch, pdfSha256);
    const { rowCount } = await client.query(
      `UPDATE print_batches SET state = 'built', pages = $3, pdf_sha256 = $4, manifest_sha256 = $5, built_at = now() WHERE case_id = $1 AND number = $2 AND state = 'begun'`,
      [caseId, batch.number, pages, pdfSha256, sha256],
    );
    if (rowCount !== 1) throw new CaseError('batch_state', String(batch.number));
    await recordEvents(client, caseId, notices.map(({ id }) => id), { kind: 'built', batch: batch.number });
  });
} // prettier-ignore
