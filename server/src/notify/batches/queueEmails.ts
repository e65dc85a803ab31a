import { createHash } from 'node:crypto';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { NoticeContent } from '../noticeContent.ts';
import { openNotice } from '../noticeRow.ts';
import { patientNumber, SEALED_PATIENT } from '../patientNumber.ts';
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

export interface QueueOptions {
  readonly consent: AskConsent;
  readonly compose: MailComposer;
  readonly queue: MailQueue;
  /** SHA-256 of templates and statement, of which `compose` makes the mails. */
  readonly texts: Buffer;
  /** Told how many codes are hashed. */
  readonly onProgress?: (hashed: number) => void;
}

interface PlannedRow {
  id: number;
  content_sealed: Buffer;
  content_sha256: Buffer;
}

const PLANNED = `FROM notices n WHERE n.case_id = $1 AND n.state = 'planned' AND n.channel = 'email'`;

/**
 * Puts all planned e-mails into the outbox: all of them or none, once two people agree to their list, their contents and the texts that are made of these
 * (`texts`: textsHash). The secrets of their codes are hashed first. @returns how many were queued. Throws CaseError('nothing_to_build', 'campaign_paused').
 */
export async function queueEmails(
  database: Database,
  keys: CaseKeys,
  { consent, compose, queue, texts, onProgress }: QueueOptions,
): Promise<number> {
  await refuseWhilePaused(database.pool, database.caseId);
  await hashCodes(database, keys, null, onProgress);
  return await database.transaction(async (client) => {
    await refuseWhilePaused(client, database.caseId);
    const { rows } = await client.query<PlannedRow>(
      `SELECT n.id, n.content_sealed, n.content_sha256 ${PLANNED} ORDER BY n.id FOR UPDATE`,
      [database.caseId],
    );
    if (rows.length === 0) throw new CaseError('nothing_to_build', 'notices plan');
    await consent(client, listHash(rows, texts));
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

/** What two people agree to: list, contents, texts. */
function listHash(rows: readonly Pick<PlannedRow, 'id' | 'content_sha256'>[], texts: Buffer): Buffer {
  const hash = createHash('sha256').update(texts);
  for (const { id, content_sha256: content } of rows) hash.update(`${id} ${content.toString('hex')}\n`);
  return hash.digest();
}

interface NamedRow extends Pick<PlannedRow, 'id' | 'content_sha256'> {
  person_id: number;
  sealed: Buffer | null;
}

/** What {@link queueEmails} would ask two people to agree to now, with whom it is about: patient number, and hash of what is said. Throws CaseError('nothing_to_build'). */
export async function plannedEmails(
  database: Database,
  keys: CaseKeys,
  texts: Buffer,
): Promise<{ readonly sha256: Buffer; readonly persons: Readonly<Record<string, string>> }> {
  const rows: Pick<PlannedRow, 'id' | 'content_sha256'>[] = [];
  const persons: Record<string, string> = {};
  const sql = `SELECT n.id, n.person_id, n.content_sha256, ${SEALED_PATIENT} AS sealed ${PLANNED} ORDER BY n.id`;
  for await (const row of fetchRows<NamedRow>(database, sql, [database.caseId])) {
    rows.push(row);
    persons[patientNumber(keys, row.person_id, row.sealed)] = row.content_sha256.toString('hex');
  }
  if (rows.length === 0) throw new CaseError('nothing_to_build', 'notices plan');
  return { sha256: listHash(rows, texts), persons };
}
