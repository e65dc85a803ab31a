import type pg from 'pg';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { CodeAttempts } from '../codes/deriveCode.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import { openNotice, type SealedNotice } from '../noticeRow.ts';

/** A letter of a batch. */
export interface BatchNotice {
  readonly id: number;
  readonly person: number;
  readonly recipient: Recipient;
  readonly issue: number;
  readonly attempts: CodeAttempts;
  readonly sha256: Buffer;
  readonly sealed: SealedNotice;
}

interface NoticeRow {
  id: number;
  person_id: number;
  recipient: Recipient;
  issue: number;
  locator_attempt: number;
  secret_attempt: number;
  content_sha256: Buffer;
  content_sealed: Buffer;
}

/** The letters of a batch, in the order in which they are printed. */
export async function loadBatchNotices(
  { pool, caseId }: Pick<Database, 'pool' | 'caseId'>,
  keys: CaseKeys,
  batch: number,
  range: { readonly from: number; readonly to: number } = { from: 0, to: 2_147_483_647 },
): Promise<BatchNotice[]> {
  const { rows } = await pool.query<NoticeRow>(
    `SELECT n.id, n.person_id, n.recipient, n.issue, n.locator_attempt, n.secret_attempt, n.content_sha256, n.content_sealed
     FROM sheets s JOIN notices n ON n.case_id = s.case_id AND n.id = s.notice_id
     WHERE s.case_id = $1 AND s.batch = $2 AND s.ordinal > $3 AND s.ordinal <= $4 ORDER BY s.ordinal`,
    [caseId, batch, range.from, range.to],
  );
  return rows.map((row) => ({
    id: row.id,
    person: row.person_id,
    recipient: row.recipient,
    issue: row.issue,
    attempts: { locatorAttempt: row.locator_attempt, secretAttempt: row.secret_attempt },
    sha256: row.content_sha256,
    sealed: openNotice(keys, row.id, row.content_sealed),
  }));
}

/** Writes down what happened to notices; the table only grows. */
export async function recordEvents(
  client: pg.ClientBase,
  caseId: string,
  notices: readonly number[],
  event: { readonly kind: string; readonly batch?: number; readonly motive?: string },
): Promise<void> {
  await client.query(
    `INSERT INTO notice_events (case_id, notice_id, kind, batch, motive) SELECT $1, unnest($2::bigint[]), $3, $4, $5`,
    [caseId, notices, event.kind, event.batch ?? null, event.motive ?? null],
  );
}

/** Lets notices that did not leave give way to the next plan, under a new issue number; their codes are void. */
export async function withdrawNotices(
  client: pg.ClientBase,
  caseId: string,
  notices: readonly number[],
  batch?: number,
): Promise<void> {
  await client.query(
    `UPDATE notices SET state = 'superseded', batch = NULL WHERE case_id = $1 AND id = ANY ($2::bigint[])`,
    [caseId, notices],
  );
  await client.query(
    'UPDATE notice_codes SET voided_at = now() WHERE case_id = $1 AND notice_id = ANY ($2::bigint[])',
    [caseId, notices],
  );
  await recordEvents(client, caseId, notices, {
    kind: 'withdrawn',
    ...(batch === undefined ? {} : { batch }),
  });
}
