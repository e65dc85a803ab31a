import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type MailContext, momentSql } from './mailContext.ts';
import { MailError } from './mailState.ts';

/** What a person decides about mails that nobody can know of: they were sent, or they are to be sent again. */
export const MAIL_DECISIONS = ['sent', 'send-again'] as const;
export type MailDecision = (typeof MAIL_DECISIONS)[number];

/**
 * Settles uncertain mails by decision. All of them or none. Throws MailError: 'mail_unknown', 'not_uncertain' with the numbers; 'second_person_needed' where
 * several are to be sent again and nobody can ask for two people's consent: whoever got the first would get a second.
 * @param mails numbers, or 'all' uncertain ones.
 * @param consent asks two people for their consent to what {@link sendAgainHash} gives, in the transaction.
 * @returns how many were settled.
 */
export async function decideMails(
  { database, now }: Pick<MailContext, 'database' | 'now'>,
  mails: readonly number[] | 'all',
  decision: MailDecision,
  consent: ((client: pg.PoolClient, sha256: Buffer) => Promise<unknown>) | null,
): Promise<number> {
  return await database.transaction(async (client) => {
    const { rows } = await client.query<{ id: number; state: string }>(
      `SELECT id, state FROM mails WHERE case_id = $1 AND CASE WHEN $2::bigint[] IS NULL THEN state = 'uncertain' ELSE id = ANY($2) END ORDER BY id FOR UPDATE`,
      [database.caseId, mails === 'all' ? null : mails],
    );
    if (mails !== 'all') refuseOthers(mails, rows);
    if (decision === 'send-again' && rows.length > 1) {
      if (consent === null) throw new MailError('second_person_needed');
      await consent(client, sendAgainHash(rows.map(({ id }) => id)));
    }
    await client.query(
      `WITH decided AS (
         UPDATE mails SET state = $3, settled_at = CASE WHEN $3 = 'accepted' THEN t END, not_before = CASE WHEN $3 = 'queued' THEN t ELSE not_before END
         FROM (SELECT ${momentSql(5)} AS t) AS moment WHERE case_id = $1 AND id = ANY($2::bigint[]) AND state = 'uncertain' RETURNING id, attempt, t
       ) INSERT INTO mail_events (case_id, mail_id, at, event, attempt) SELECT $1, id, t, $4, attempt FROM decided`,
      [
        database.caseId,
        rows.map(({ id }) => id),
        decision === 'sent' ? 'accepted' : 'queued',
        decision === 'sent' ? 'decided_sent' : 'decided_again',
        now(),
      ],
    );
    return rows.length;
  });
}

/** What two people agree to when these mails are to be sent again. */
export function sendAgainHash(mails: readonly number[]): Buffer {
  const ordered = mails.toSorted((a, b) => a - b);
  return createHash('sha256')
    .update(`send-again ${ordered.join(',')}`)
    .digest();
}

function refuseOthers(mails: readonly number[], rows: readonly { id: number; state: string }[]): void {
  const known = new Set(rows.map(({ id }) => id));
  const unknown = mails.filter((mail) => !known.has(mail));
  if (unknown.length > 0) throw new MailError('mail_unknown', unknown.map(String));
  const others = rows.filter(({ state }) => state !== 'uncertain');
  if (others.length > 0)
    throw new MailError(
      'not_uncertain',
      others.map(({ id }) => String(id)),
    );
}
