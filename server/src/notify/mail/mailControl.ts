import { refuseWhilePaused } from '../campaignPause.ts';
import { type MailContext, momentSql } from './mailContext.ts';

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

/** Takes mails that have not left out of the queue; those of a campaign, or all. Returns how many. */
export async function cancelQueued(
  { database, now }: Pick<MailContext, 'database' | 'now'>,
  campaign: string | null,
): Promise<number> {
  const { rowCount } = await database.pool.query(
    `WITH cancelled AS (
       UPDATE mails SET state = 'cancelled', settled_at = t FROM (SELECT ${momentSql(3)} AS t) AS moment
       WHERE case_id = $1 AND state = 'queued' AND ($2::uuid IS NULL OR campaign = $2) RETURNING id, attempt, t
     ) INSERT INTO mail_events (case_id, mail_id, at, event, attempt) SELECT $1, id, t, 'cancelled', attempt FROM cancelled`,
    [database.caseId, campaign, now()],
  );
  return rowCount ?? 0;
}
