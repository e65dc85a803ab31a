import type { MailState } from '@constat/contract/mailDesk.ts';
import type { MailContext } from './mailContext.ts';

/** Where the outbox stands: nothing in it says who gets what. */
export interface MailSummary {
  readonly states: Readonly<Partial<Record<MailState, number>>>;
  /** Mails that more than one attempt had accepted: each is somebody who got it twice. */
  readonly doubled: number;
  /** Reports that wait for a person. */
  readonly unclear: number;
  readonly pausedSince: Date | null;
  readonly reason: string;
  /** Domains that are stopped for reasons of policy. */
  readonly stoppedDomains: number;
}

/** Counts the outbox. */
export async function summariseMails({ database }: Pick<MailContext, 'database'>): Promise<MailSummary> {
  const { pool, caseId } = database;
  const states = await pool.query<{ state: MailState; n: number }>(
    'SELECT state, count(*) AS n FROM mails WHERE case_id = $1 GROUP BY state ORDER BY state',
    [caseId],
  );
  const { rows } = await pool.query<{
    doubled: number; unclear: number; paused_at: Date | null; reason: string | null; stopped: number;
  }>(
    `SELECT (SELECT count(*) FROM (SELECT FROM mail_events WHERE case_id = $1 AND event IN ('accepted', 'found', 'accepted_late')
         GROUP BY mail_id HAVING count(DISTINCT attempt) > 1) AS d) AS doubled,
       (SELECT count(*) FROM mail_bounces WHERE case_id = $1 AND kind IN ('unclear', 'forged') AND seen_at IS NULL) AS unclear,
       (SELECT count(*) FROM mail_rates WHERE case_id = $1 AND stopped_at IS NOT NULL) AS stopped, c.paused_at, c.reason
     FROM (SELECT) AS one LEFT JOIN mail_control c ON c.case_id = $1`,
    [caseId],
  ); // prettier-ignore
  const { doubled, unclear, paused_at: pausedSince, reason, stopped } = rows[0]!;
  return {
    states: Object.fromEntries(states.rows.map(({ state, n }) => [state, n])),
    doubled,
    unclear,
    pausedSince,
    reason: reason ?? '',
    stoppedDomains: stopped,
  };
}

/** Mails that have still to leave, as far as they are in the outbox. */
export function mailsLeft({ states }: Pick<MailSummary, 'states'>): number {
  return (states.queued ?? 0) + (states.sending ?? 0);
}

/** A mail with what is known of it, without recipient and contents. */
export interface MailLine {
  readonly mail: number;
  readonly notice: number | null;
  readonly state: MailState;
  readonly attempts: number;
  readonly queued: string;
  readonly claimed: string | null;
  readonly settled: string | null;
  /** The last thing that happened, its code and meaning. */
  readonly event: string;
  readonly status: string;
  readonly class: string;
}

/** Mails in a state, or all, in the order in which they were queued, behind the mail `after`; a thousand at a time. */
export async function* listMails(
  { database }: Pick<MailContext, 'database'>,
  state: MailState | null,
  after = 0,
): AsyncGenerator<MailLine> {
  const PAGE = 1_000;
  for (;;) {
    const { rows } = await database.pool.query<{
      id: number; notice_id: number | null; state: MailState; attempt: number; queued_at: Date; claimed_at: Date | null; settled_at: Date | null;
      event: string; status: string; class: string;
    }>(
      `SELECT m.id, m.notice_id, m.state, m.attempt, m.queued_at, m.claimed_at, m.settled_at, e.event, e.status, e.class FROM mails m
       CROSS JOIN LATERAL (SELECT event, status, class FROM mail_events WHERE case_id = $1 AND mail_id = m.id ORDER BY id DESC LIMIT 1) AS e
       WHERE m.case_id = $1 AND m.id > $2 AND ($3::text IS NULL OR m.state = $3) ORDER BY m.id LIMIT ${PAGE}`,
      [database.caseId, after, state],
    ); // prettier-ignore
    for (const row of rows)
      yield {
        mail: row.id,
        notice: row.notice_id,
        state: row.state,
        attempts: row.attempt,
        queued: row.queued_at.toISOString(),
        claimed: row.claimed_at?.toISOString() ?? null,
        settled: row.settled_at?.toISOString() ?? null,
        event: row.event,
        status: row.status,
        class: row.class,
      };
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}
