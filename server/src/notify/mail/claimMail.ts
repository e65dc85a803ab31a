import type pg from 'pg';
import { groupedDomains } from './domainGroups.ts';
import type { MailContents } from './lintMail.ts';
import { type MailContext, momentSql } from './mailContext.ts';
import type { MailWorker } from './mailWorkers.ts';
import { openContents } from './queueMail.ts';

/** A mail that a worker holds: nobody else sends it while `attempt` is its attempt. */
export interface ClaimedMail {
  readonly id: number;
  readonly attempt: number;
  readonly token: Buffer;
  readonly contents: MailContents;
  readonly firstClaimed: Date;
}

/** What a worker may do next. 'wait': until then nothing may leave; `day` where the share of the day has left. 'empty': nothing is queued that is due. */
export type Claim =
  | { readonly kind: 'mail'; readonly mail: ClaimedMail }
  | { readonly kind: 'wait'; readonly until: Date; readonly day: boolean }
  | { readonly kind: 'paused'; readonly reason: string }
  | { readonly kind: 'empty' };

/** A worker that freezes while it claims holds the lock for which all others wait: the database ends its transaction after this. */
const FROZEN_MS = 5_000;

/** What was missed for want of a worker is made up for within this time, so that a limit is reached; it is exceeded by no more than this. */
const CATCH_UP_SECONDS = 2;

/** Mails that were claimed, and what whoever got none may do. */
export interface Claims {
  readonly mails: readonly ClaimedMail[];
  readonly rest: Exclude<Claim, { kind: 'mail' }>;
}

/**
 * Claims the next mails that may leave, `most` at most: first phase of the outbox. When this returns, the claims are committed. One worker of a case claims at
 * a time (the row of all mails in `mail_rates` is locked), so that limits hold for all workers together.
 */
export async function claimMails(context: MailContext, worker: MailWorker, most: number): Promise<Claims> {
  const { database, keys } = context;
  const { rows, rest } = await database.transaction((client) => claimRows(client, context, worker, most));
  const mails = rows.map(({ id, attempt, token, sealed, first_claimed_at: firstClaimed }) => ({
    id,
    attempt,
    token,
    contents: openContents(keys, token, sealed),
    firstClaimed,
  }));
  return { mails, rest };
}

/** Claims one mail. */
export async function claimMail(context: MailContext, worker: MailWorker): Promise<Claim> {
  const { mails, rest } = await claimMails(context, worker, 1);
  return mails[0] === undefined ? rest : { kind: 'mail', mail: mails[0] };
}

async function claimRows(
  client: pg.ClientBase,
  context: MailContext,
  worker: MailWorker,
  most: number,
): Promise<{ rows: ClaimRow[]; rest: Claims['rest'] }> {
  const rows: ClaimRow[] = [];
  const gate = await passGate(client, context);
  if (gate.kind !== 'open') return { rows, rest: gate };
  const { at, left } = gate;
  for (let next = at; rows.length < Math.min(most, left) && next <= at;) {
    const candidate = await findCandidate(client, context, at);
    if (candidate === null)
      return {
        rows,
        rest:
          rows.length === 0 ? await whatNext(client, context, at) : { kind: 'wait', until: at, day: false },
      };
    const row = await take(client, context, worker, candidate, at);
    rows.push(row);
    next = row.next_at;
  }
  return { rows, rest: { kind: 'wait', until: at, day: false } };
}

interface ClaimRow {
  readonly id: number;
  readonly attempt: number;
  readonly token: Buffer;
  readonly sealed: Buffer;
  readonly first_claimed_at: Date;
  /** When the next mail to anybody may leave. */
  readonly next_at: Date;
}

interface Candidate {
  readonly id: number;
  readonly scope: Buffer;
  readonly named: boolean;
  readonly seconds: number;
}

/** Waits for its turn, and asks what holds for all mails: whether sending rests, the pace, the share of the day. */
async function passGate(
  client: pg.ClientBase,
  { database, settings, now }: MailContext,
): Promise<Exclude<Claim, { kind: 'mail' }> | { kind: 'open'; at: Date; left: number }> {
  const { rows } = await client.query<{
    paused_at: Date | null; reason: string; at: Date; next_at: Date; today: number; age: number; tomorrow: Date;
  }>({ name: 'mail gate', text: `SELECT set_config('idle_in_transaction_session_timeout', '${FROZEN_MS}', true), c.paused_at, c.reason, t AS at, r.next_at, CASE WHEN r.day = d THEN r.day_claims ELSE 0 END AS today, d - r.first_day AS age,
       (d + 1)::timestamp AT TIME ZONE 'UTC' AS tomorrow
     FROM mail_control c JOIN mail_rates r ON r.case_id = c.case_id AND r.scope = ''
     CROSS JOIN LATERAL (SELECT ${momentSql(2)} AS t) AS moment CROSS JOIN LATERAL (SELECT (t AT TIME ZONE 'UTC')::date AS d) AS calendar
     WHERE c.case_id = $1 FOR SHARE OF c FOR UPDATE OF r`, values: [database.caseId, now()] }); // prettier-ignore
  const [row] = rows;
  if (row === undefined) return { kind: 'empty' };
  if (row.paused_at !== null) return { kind: 'paused', reason: row.reason };
  const { ramp } = settings;
  const isOver = ramp === undefined || row.age >= ramp.days;
  const left = isOver ? Infinity : Math.floor(ramp.firstDay * ramp.growth ** row.age) - row.today;
  if (left <= 0) return { kind: 'wait', until: row.tomorrow, day: true };
  if (row.next_at > row.at) return { kind: 'wait', until: row.next_at, day: false };
  return { kind: 'open', at: row.at, left };
}

/** Domains with mails in the queue, found by leaps through the index; a limit is that of the group that the settings name, else the usual one. */
const DOMAINS = `
  WITH RECURSIVE leaps AS (
    (SELECT domain FROM mails WHERE case_id = $1 AND state = 'queued' ORDER BY domain LIMIT 1)
    UNION ALL
    SELECT (SELECT m.domain FROM mails m WHERE m.case_id = $1 AND m.state = 'queued' AND m.domain > l.domain ORDER BY m.domain LIMIT 1)
    FROM leaps l WHERE l.domain IS NOT NULL
  ), named AS (SELECT * FROM unnest($3::bytea[], $4::bytea[], $5::float8[]) AS n (domain, scope, seconds)
  ), domains AS (
    SELECT l.domain, coalesce(n.scope, l.domain) AS scope, coalesce(n.seconds, $6::float8) AS seconds FROM leaps l LEFT JOIN named n ON n.domain = l.domain
    WHERE l.domain IS NOT NULL
  )`;

function domainValues(context: MailContext, at: Date): unknown[] {
  const named = groupedDomains(context);
  return [
    context.database.caseId,
    at,
    named.map(({ domain }) => domain),
    named.map(({ scope }) => scope),
    named.map(({ seconds }) => seconds),
    3_600 / context.settings.otherDomainsPerHour,
  ];
}

/** A mail to the domain that has waited longest: where the pace of all together is what holds mails up, no domain waits for ever. */
async function findCandidate(
  client: pg.ClientBase,
  context: MailContext,
  at: Date,
): Promise<Candidate | null> {
  const { rows } = await client.query<Candidate>({
    name: 'mail candidate',
    text: `${DOMAINS}
     SELECT m.id, o.scope, o.seconds FROM (
       SELECT d.* FROM domains d LEFT JOIN mail_rates r ON r.case_id = $1 AND r.scope = d.scope
       WHERE r.scope IS NULL OR (r.stopped_at IS NULL AND r.next_at <= $2::timestamptz) ORDER BY r.next_at NULLS FIRST, d.domain OFFSET 0
     ) AS o CROSS JOIN LATERAL (
       SELECT id FROM mails WHERE case_id = $1 AND state = 'queued' AND domain = o.domain AND not_before <= $2::timestamptz
       ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
     ) AS m LIMIT 1`,
    values: domainValues(context, at),
  });
  return rows[0] ?? null;
}

/** When something may leave next, where nothing may now. */
async function whatNext(client: pg.ClientBase, context: MailContext, at: Date): Promise<Claims['rest']> {
  const { rows } = await client.query<{ until: Date | null }>(
    `${DOMAINS}
     SELECT min(greatest(r.next_at, m.not_before)) AS until FROM domains d LEFT JOIN mail_rates r ON r.case_id = $1 AND r.scope = d.scope
     CROSS JOIN LATERAL (SELECT min(q.not_before) AS not_before FROM mails q WHERE q.case_id = $1 AND q.state = 'queued' AND q.domain = d.domain) AS m
     WHERE r.stopped_at IS NULL AND $2::timestamptz IS NOT NULL`,
    domainValues(context, at),
  );
  const until = rows[0]?.until ?? null;
  return until === null ? { kind: 'empty' } : { kind: 'wait', until, day: false };
}

async function take(
  client: pg.ClientBase,
  { database, settings }: MailContext,
  worker: MailWorker,
  { id, scope, seconds }: Candidate,
  at: Date,
): Promise<ClaimRow> {
  const { rows } = await client.query<ClaimRow>({
    name: 'mail take',
    text: `WITH moment AS (SELECT $4::timestamptz AS t, ($4::timestamptz AT TIME ZONE 'UTC')::date AS d),
     claimed AS (
       UPDATE mails SET state = 'sending', attempt = attempt + 1, worker = $3, claimed_at = t, first_claimed_at = coalesce(first_claimed_at, t),
         lease_ends = t + make_interval(secs => $5), ask_after = t + make_interval(secs => $5 + $6::float8), asked = 0
       FROM moment WHERE case_id = $1 AND id = $2 AND state = 'queued' RETURNING id, attempt, token, sealed, first_claimed_at
     ), noted AS (
       INSERT INTO mail_events (case_id, mail_id, at, event, attempt, worker) SELECT $1, id, t, 'claimed', attempt, $3 FROM claimed, moment
     ), paced AS (
       INSERT INTO mail_rates AS r (case_id, scope, next_at, first_day, day, day_claims)
       SELECT $1, s.scope, t + make_interval(secs => s.seconds), d, d, 1 FROM moment, (VALUES (''::bytea, $7::float8), ($8::bytea, $9::float8)) AS s (scope, seconds)
       ON CONFLICT (case_id, scope) DO UPDATE SET
         next_at = greatest(r.next_at, $4::timestamptz - make_interval(secs => greatest(${CATCH_UP_SECONDS}, CASE WHEN r.scope = '' THEN $7::float8 ELSE $9::float8 END)))
           + make_interval(secs => CASE WHEN r.scope = '' THEN $7::float8 ELSE $9::float8 END),
         day_claims = CASE WHEN r.day = EXCLUDED.day THEN r.day_claims + 1 ELSE 1 END, day = EXCLUDED.day
       RETURNING r.scope, r.next_at
     ) SELECT c.*, p.next_at FROM claimed c, paced p WHERE p.scope = ''`,
    values: [
      database.caseId,
      id,
      worker.id,
      at,
      settings.leaseSeconds,
      settings.serverTimeoutSeconds,
      60 / settings.perMinute,
      scope,
      seconds,
    ],
  });
  return rows[0]!;
}
