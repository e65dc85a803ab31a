import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { gatherKnown } from '../select/judgePerson.ts';
import { loadCampaign } from '../select/planCampaign.ts';
import { recordEvents } from './batchNotices.ts';
import { planFallback } from './planFallback.ts';

/** What followed e-mails that failed. */
export interface FollowedMails {
  /** Persons for whom a letter is planned now. */
  readonly byLetter: number;
  /** Persons who wait for somebody: no other channel is left. */
  readonly waiting: number;
}

interface FailedRow {
  id: number;
  mail: 'bounced' | 'complained' | 'failed';
}

const FAILED = `SELECT n.id, m.state AS mail FROM notices n
  CROSS JOIN LATERAL (SELECT state FROM mails WHERE case_id = n.case_id AND notice_id = n.id ORDER BY serial DESC LIMIT 1) m
  WHERE n.case_id = $1 AND n.state = 'queued' AND m.state IN ('bounced', 'complained', 'failed') ORDER BY n.id`;

/**
 * Lets the fallback follow for e-mails that came back, were complained about, or that our own mail server will never take: a letter under a new code; else the
 * notice counts as returned, and waits for somebody. Each failed e-mail is followed once, whoever calls this and however often; what a crash left is followed
 * by the next call.
 */
export async function followMails(database: Database, keys: CaseKeys): Promise<FollowedMails> {
  const campaign = await loadCampaign(database);
  const { rowCount } = await database.pool.query(FAILED, [database.caseId]);
  if (campaign === null || rowCount === 0) return { byLetter: 0, waiting: 0 };
  const known = await gatherKnown(database, keys);
  const context = { database, keys, settings: campaign.settings, known };
  return await database.transaction(async (client) => {
    const { rows } = await client.query<FailedRow>(`${FAILED} FOR UPDATE OF n`, [database.caseId]);
    const ids = rows.map(({ id }) => id);
    for (const [mail, failed] of Map.groupBy(rows, (row) => row.mail))
      await recordEvents(client, database.caseId, failed.map(({ id }) => id), { kind: 'returned', motive: mail });
    const followed = await planFallback(client, context, ids, 'planned_after_bounce');
    const waiting = ids.filter((id) => !followed.has(id));
    await client.query(`UPDATE notices SET state = 'returned' WHERE case_id = $1 AND id = ANY ($2::bigint[])`, [database.caseId, waiting]);
    return { byLetter: followed.size, waiting: waiting.length };
  });
} // prettier-ignore
