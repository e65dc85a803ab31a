import type { MailState } from '@constat/contract/mailDesk.ts';
import type pg from 'pg';
import type { ClaimedMail } from './claimMail.ts';
import { type MailContext, momentSql } from './mailContext.ts';
import type { MailEvent, StatusClass } from './mailState.ts';
import type { MailWorker } from './mailWorkers.ts';
import { quietSeconds } from './quietSeconds.ts';

/**
 * What came of an attempt. 'refused' with `isPermanent`: our own server will never take it. 'not_sent': the contents did not leave, nothing can have been
 * taken. 'unknown': the contents may have left whole, and no answer came.
 */
export type Outcome =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly isPermanent: boolean;
      /** Enhanced code (RFC 3463) or reply code. */
      readonly status: string;
      readonly class: StatusClass;
    }
  | { readonly kind: 'not_sent'; readonly reason: NotSent }
  | { readonly kind: 'unknown' };

/** 'lost': the lease ended before the contents left. 'connection': the server was not reached or hung up. */
export type NotSent = 'connection' | 'login' | 'lost';

/** What becomes of a mail. */
interface Change {
  readonly state: MailState;
  readonly event: MailEvent;
  readonly status?: string;
  readonly class?: string;
  /** Seconds until it is tried again. */
  readonly delay?: number;
}

/** Seconds between tries: a minute, five, a quarter of an hour, an hour, then four. */
const DELAYS = [60, 300, 900, 3_600, 14_400];

/**
 * Writes what came of an attempt: second phase of the outbox. It counts only while the attempt still holds the mail; what comes too late changes nothing
 * that another has done, and an acceptance that comes too late is noted for everybody to see.
 * @returns false where the mail was no longer this attempt's.
 */
export async function recordOutcome(
  context: MailContext,
  worker: MailWorker,
  mail: Pick<ClaimedMail, 'id' | 'attempt' | 'firstClaimed'>,
  outcome: Outcome,
): Promise<boolean> {
  if (outcome.kind === 'unknown') return await askLater(context, worker, mail);
  const change = changeOf(context, mail, outcome);
  if (await apply(context, worker, mail, change)) return true;
  if (outcome.kind !== 'accepted') return false;
  return await context.database.transaction((client) => noteLate(client, context, worker, mail));
}

function changeOf(
  { settings, now }: MailContext,
  { attempt, firstClaimed }: Pick<ClaimedMail, 'attempt' | 'firstClaimed'>,
  outcome: Exclude<Outcome, { kind: 'unknown' }>,
): Change {
  if (outcome.kind === 'accepted') return { state: 'accepted', event: 'accepted' };
  if (outcome.kind === 'not_sent')
    return {
      state: 'queued',
      event: 'deferred',
      class: outcome.reason,
      delay: outcome.reason === 'lost' ? 0 : 5,
    };
  const { status, isPermanent } = outcome;
  // A refusal for reasons of policy says something of us, not of the patient: it is tried again when it is mended.
  const hasEnded = isPermanent && outcome.class !== 'policy';
  const isTooOld = (now() ?? new Date()).getTime() - firstClaimed.getTime() > settings.retryHours * 3_600_000;
  return hasEnded || isTooOld
    ? { state: 'failed', event: 'refused', status, class: outcome.class }
    : {
        state: 'queued',
        event: 'deferred',
        status,
        class: outcome.class,
        delay: DELAYS[Math.min(attempt, DELAYS.length) - 1]!,
      };
}

async function apply(
  { database, now }: MailContext,
  worker: MailWorker,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
  { state, event, status = '', class: kind = '', delay }: Change,
): Promise<boolean> {
  const { rowCount } = await database.pool.query({
    name: 'mail settled',
    text: `WITH settled AS (
       UPDATE mails SET state = $5, worker = NULL, lease_ends = NULL, ask_after = NULL, settled_at = CASE WHEN $5 = 'queued' THEN NULL ELSE t END,
         not_before = CASE WHEN $9::float8 IS NULL THEN not_before ELSE t + make_interval(secs => $9) END
       FROM (SELECT ${momentSql(10)} AS t) AS moment
       WHERE case_id = $1 AND id = $2 AND attempt = $3 AND worker = $4 AND state = 'sending' RETURNING id, t
     ) INSERT INTO mail_events (case_id, mail_id, at, event, attempt, worker, status, class) SELECT $1, id, t, $6, $3, $4, $7, $8 FROM settled`,
    values: [database.caseId, id, attempt, worker.id, state, event, status, kind, delay ?? null, now()],
  });
  return rowCount === 1;
}

/**
 * An acceptance whose attempt no longer holds the mail. Either it was written before and the answer was lost with the connection: then it counts. Or the
 * mail was taken away meanwhile: it is accepted all the same where nobody has sent it since; in any case the event tells.
 */
async function noteLate(
  client: pg.ClientBase,
  { database, now }: MailContext,
  worker: MailWorker,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM mail_events e WHERE e.case_id = m.case_id AND e.mail_id = m.id AND e.attempt = $3 AND e.event IN ('accepted', 'found')) AS known
     FROM mails m WHERE m.case_id = $1 AND m.id = $2 FOR UPDATE`,
    [database.caseId, id, attempt],
  );
  if (rows[0]?.known !== false) return rows[0]?.known ?? false;
  await client.query(
    `WITH late AS (
       INSERT INTO mail_events (case_id, mail_id, at, event, attempt, worker) VALUES ($1, $2, ${momentSql(5)}, 'accepted_late', $3, $4) RETURNING at
     ) UPDATE mails SET state = 'accepted', settled_at = late.at FROM late
     WHERE case_id = $1 AND id = $2 AND attempt = $3 AND state IN ('queued', 'uncertain')`,
    [database.caseId, id, attempt, worker.id, now()],
  );
  return false;
}

/** The connection was cut where nobody can tell: the mail stays as it is until our own server can be asked. */
async function askLater(
  { database, settings, now }: MailContext,
  worker: MailWorker,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `WITH cut AS (
       UPDATE mails SET ask_after = t + make_interval(secs => $5), lease_ends = t FROM (SELECT ${momentSql(6)} AS t) AS moment
       WHERE case_id = $1 AND id = $2 AND attempt = $3 AND worker = $4 AND state = 'sending'
         AND NOT EXISTS (SELECT FROM mail_events WHERE case_id = $1 AND mail_id = $2 AND attempt = $3 AND event = 'cut') RETURNING id, t
     ) INSERT INTO mail_events (case_id, mail_id, at, event, attempt, worker) SELECT $1, id, t, 'cut', $3, $4 FROM cut`,
    [database.caseId, id, attempt, worker.id, quietSeconds(settings), now()],
  );
  return rowCount === 1;
}

/**
 * Gives back mails that stand in the name of this worker and that it knows nothing of: the database committed a claim, and the answer was lost. Nothing of
 * them was sent. Must not run while a claim of this worker is under way. What was cut off stays: it waits to be asked for.
 */
export async function releaseStrays(
  { database, now }: MailContext,
  worker: MailWorker,
  underWay: readonly number[],
): Promise<number> {
  const { rowCount } = await database.pool.query(
    `WITH stray AS (
       UPDATE mails m SET state = 'queued', worker = NULL, lease_ends = NULL, ask_after = NULL
       WHERE m.case_id = $1 AND m.worker = $2 AND m.state = 'sending' AND m.id <> ALL ($3::bigint[])
         AND NOT EXISTS (SELECT FROM mail_events e WHERE e.case_id = $1 AND e.mail_id = m.id AND e.attempt = m.attempt AND e.event = 'cut')
       RETURNING m.id, m.attempt
     ) INSERT INTO mail_events (case_id, mail_id, at, event, attempt, worker) SELECT $1, id, ${momentSql(4)}, 'released', attempt, $2 FROM stray`,
    [database.caseId, worker.id, underWay, now()],
  );
  return rowCount ?? 0;
}
