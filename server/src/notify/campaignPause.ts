import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';

/** Lets a campaign rest at once: no batch is built, handed over, no e-mail queued or sent, on whatever machine, until it is resumed. Throws CaseError('no_plan'). */
export async function pauseCampaign(database: Database): Promise<void> {
  const { caseId } = database;
  await database.transaction(async (client) => {
    const { rowCount } = await client.query(
      'UPDATE campaigns SET paused_at = coalesce(paused_at, now()) WHERE case_id = $1',
      [caseId],
    );
    if (rowCount === 0) throw new CaseError('no_plan', 'notices pause');
    // Sending that rests already keeps its own reason, and rests on when the campaign goes on.
    await client.query(
      `INSERT INTO mail_control (case_id, paused_at, reason) VALUES ($1, now(), 'campaign')
       ON CONFLICT (case_id) DO UPDATE SET paused_at = now(), reason = 'campaign' WHERE mail_control.paused_at IS NULL`,
      [caseId],
    );
  });
}

/** Lets a campaign go on where it rested; e-mails too, unless they rest for a reason of their own. */
export async function resumeCampaign(database: Database): Promise<void> {
  const { caseId } = database;
  await database.transaction(async (client) => {
    await client.query('UPDATE campaigns SET paused_at = NULL WHERE case_id = $1', [caseId]);
    await client.query(
      `UPDATE mail_control SET paused_at = NULL, reason = '' WHERE case_id = $1 AND reason = 'campaign'`,
      [caseId],
    );
  });
}

/** Since when the campaign rests; null while it goes on. */
export async function pausedSince({ pool, caseId }: Database): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    'SELECT max(paused_at) AS at FROM campaigns WHERE case_id = $1',
    [caseId],
  );
  return rows[0]?.at ?? null;
}

/** Throws CaseError('campaign_paused') while the campaign rests. In a transaction, whoever pauses waits for its end: nothing happens after the pause. */
export async function refuseWhilePaused(client: Pick<pg.ClientBase, 'query'>, caseId: string): Promise<void> {
  const { rows } = await client.query<{ paused: boolean }>(
    'SELECT paused_at IS NOT NULL AS paused FROM campaigns WHERE case_id = $1 FOR SHARE',
    [caseId],
  );
  if (rows.some(({ paused }) => paused)) throw new CaseError('campaign_paused', 'notices pause --resume');
}
