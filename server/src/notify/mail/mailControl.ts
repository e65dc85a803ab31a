import { withdrawNotices } from '../batches/batchNotices.ts';
import { refuseWhilePaused } from '../campaignPause.ts';
import { type MailContext, momentSql } from './mailContext.ts';
import { MailError } from './mailState.ts';

/** Why sending rests. */
export type PauseReason = 'person' | 'no_progress' | 'policy' | 'server_refuses' | 'campaign';

/** Lets all workers rest: when this returns, none of them claims another mail. What is under way is finished. */
export async function pauseSending(
  { database, now }: Pick<MailContext, 'database' | 'now'>,
  reason: PauseReason,
): Promise<void> {
  await database.pool.query(
    `INSERT INTO mail_control (case_id, paused_at, reason) VALUES ($1, ${momentSql(3)}, $2)
     ON CONFLICT (case_id) DO UPDATE SET paused_at = coalesce(mail_control.paused_at, EXCLUDED.paused_at),
       reason = CASE WHEN mail_control.paused_at IS NULL THEN EXCLUDED.reason ELSE mail_control.reason END`,
    [database.caseId, reason, now()],
  );
}

/** Throws while nothing may leave: CaseError('campaign_paused'), or MailError('paused') where sending alone rests. */
export async function refuseWhileSendingRests({ database }: Pick<MailContext, 'database'>): Promise<void> {
  await refuseWhilePaused(database.pool, database.caseId);
  const { rows } = await database.pool.query<{ reason: string }>(
    'SELECT reason FROM mail_control WHERE case_id = $1 AND paused_at IS NOT NULL',
    [database.caseId],
  );
  if (rows[0] !== undefined) throw new MailError('paused', [rows[0].reason]);
}

/** Lets sending go on: for all domains, with a fresh count of starts. Throws CaseError('campaign_paused') while the whole campaign rests. */
export async function resumeSending({ database }: Pick<MailContext, 'database'>): Promise<void> {
  await database.transaction(async (client) => {
    await refuseWhilePaused(client, database.caseId);
    await client.query(
      `UPDATE mail_control SET paused_at = NULL, reason = '', fruitless_starts = 0 WHERE case_id = $1`,
      [database.caseId],
    );
    await client.query('UPDATE mail_rates SET stopped_at = NULL WHERE case_id = $1', [database.caseId]);
  });
}

/**
 * Takes mails that have not left out of the queue; those of a campaign, or all. Their notices are free for the next plan, unless somebody may have one of them: of a mail that was
 * uncertain nobody knows. Returns how many.
 */
export async function cancelQueued(
  { database, now }: Pick<MailContext, 'database' | 'now'>,
  campaign: string | null,
): Promise<number> {
  const { caseId } = database;
  return await database.transaction(async (client) => {
    const { rows } = await client.query<{ id: number; notice_id: number | null; attempt: number; at: Date }>(
      `UPDATE mails SET state = 'cancelled', settled_at = t FROM (SELECT ${momentSql(3)} AS t) AS moment
       WHERE case_id = $1 AND state = 'queued' AND ($2::uuid IS NULL OR campaign = $2) RETURNING id, notice_id, attempt, t AS at`,
      [caseId, campaign, now()],
    );
    await client.query(
      `INSERT INTO mail_events (case_id, mail_id, at, event, attempt)
       SELECT $1, id, at, 'cancelled', attempt FROM unnest($2::bigint[], $3::timestamptz[], $4::int[]) AS t (id, at, attempt)`,
      [caseId, rows.map(({ id }) => id), rows.map(({ at }) => at), rows.map(({ attempt }) => attempt)],
    );
    const notices = await client.query<{ id: number }>(
      `SELECT id FROM notices n WHERE case_id = $1 AND id = ANY ($2::bigint[]) AND state = 'queued' AND NOT EXISTS (
         SELECT FROM mails m JOIN mail_events e ON e.case_id = m.case_id AND e.mail_id = m.id
         WHERE m.case_id = $1 AND m.notice_id = n.id AND e.event = 'decided_again') FOR UPDATE`,
      [caseId, rows.map((row) => row.notice_id)],
    );
    await withdrawNotices(
      client,
      caseId,
      notices.rows.map(({ id }) => id),
    );
    return rows.length;
  });
}
