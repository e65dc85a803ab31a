import { createHash } from 'node:crypto';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { NoticeContent } from '../noticeContent.ts';
import { openNotice } from '../noticeRow.ts';
import type { WrittenEmail } from '../texts/emailComposer.ts';
import { recordEvents } from './batchNotices.ts';
import { refuseWhilePaused } from '../campaignPause.ts';
import { hashCodes } from './hashCodes.ts';
import type { AskConsent } from './releaseBatch.ts';

/** One e-mail as the outbox takes it. */
export interface QueuedMail extends WrittenEmail {
  readonly noticeId: bigint;
  readonly to: string;
}

/** Puts a mail into the outbox in the caller's transaction. */
export type MailQueue = (
  client: pg.PoolClient,
  database: Database,
  keys: CaseKeys,
  mail: QueuedMail,
) => Promise<void>;

/** Writes a notice out as an e-mail. */
export type MailComposer = (content: NoticeContent) => WrittenEmail;

interface PlannedRow {
  id: number;
  content_sealed: Buffer;
  content_sha256: Buffer;
}

/**
 * Puts all planned e-mails into the outbox: all of them or none, once two people agree to their list and contents (SHA-256 over ids and contents). The secrets
 * of their codes are hashed first. @returns how many were queued. Throws CaseError('nothing_to_build', 'campaign_paused').
 */
export async function queueEmails(
  database: Database,
  keys: CaseKeys,
  { consent, compose, queue }: { readonly consent: AskConsent; readonly compose: MailComposer; readonly queue: MailQueue },
): Promise<number> {
  await refuseWhilePaused(database.pool, database.caseId);
  await hashCodes(database, keys, null);
  return await database.transaction(async (client) => {
    await refuseWhilePaused(client, database.caseId);
    const { rows } = await client.query<PlannedRow>(
      `SELECT id, content_sealed, content_sha256 FROM notices WHERE case_id = $1 AND state = 'planned' AND channel = 'email' ORDER BY id FOR UPDATE`,
      [database.caseId],
    );
    if (rows.length === 0) throw new CaseError('nothing_to_build', 'notices plan');
    await consent(client, listHash(rows));
    for (const row of rows) {
      const { content, email } = openNotice(keys, row.id, row.content_sealed);
      await queue(client, database, keys, { noticeId: BigInt(row.id), to: email, ...compose(content) });
    }
    const ids = rows.map(({ id }) => id);
    await client.query(`UPDATE notices SET state = 'queued' WHERE case_id = $1 AND id = ANY ($2::bigint[])`, [database.caseId, ids]);
    await recordEvents(client, database.caseId, ids, { kind: 'queued' });
    return ids.length;
  });
} // prettier-ignore

/** What two people agree to. */
function listHash(rows: readonly PlannedRow[]): Buffer {
  const hash = createHash('sha256');
  for (const { id, content_sha256: content } of rows) hash.update(`${id} ${content.toString('hex')}\n`);
  return hash.digest();
}
