import type { REPORT_KINDS } from '@constat/contract/work.ts';
import type pg from 'pg';
import { scopeOf } from '../domainGroups.ts';
import { type MailContext, momentSql } from '../mailContext.ts';
import type { Mailbox } from './mailbox.ts';
import { type BounceReport, parseBounce } from './parseBounce.ts';

/** Reports by what they were; 'known': taken before. 'early': about mails that are being sent this moment, left for the next time. */
export type TakenBounces = Record<(typeof REPORT_KINDS)[number], number>;

/** Reports kept for a person are kept up to this size. */
const KEPT = 256_000;
/** So many refusals for reasons of policy within a day stop the domain until a person has looked. */
const POLICY_LIMIT = 3;

/**
 * Takes all reports of a mailbox: each once, however often it is read. What is understood changes the state of its mail; what is not understood or forged
 * changes nothing and is kept, sealed, for a person. The letters that follow failed mails are planned by followMails (batches/). `onProgress` is called with the
 * number of reports taken; `signal` ends it between two of them, and throws.
 */
export async function takeBounces(
  context: MailContext,
  mailbox: Mailbox,
  { onProgress, signal }: { onProgress?: (reports: number) => void; signal?: AbortSignal } = {},
): Promise<TakenBounces> {
  const sum: TakenBounces = {
    bounced: 0, delayed: 0, delivered: 0, complaint: 0, auto_reply: 0, forged: 0, unclear: 0, known: 0, early: 0,
  }; // prettier-ignore
  let passed = 0;
  for await (const message of mailbox.messages()) {
    signal?.throwIfAborted();
    const taken = await takeBounce(context, message.bytes);
    sum[taken]++;
    if (taken !== 'early') await message.done();
    onProgress?.(++passed);
  }
  return sum;
}

/** Takes one report. */
async function takeBounce(context: MailContext, bytes: Buffer): Promise<keyof TakenBounces> {
  const report = parseBounce(bytes, context.keys, context.settings);
  const digest = context.keys.blindIndex('index mail report', bytes.toString('latin1'));
  return await context.database.transaction(async (client) => {
    const found = 'token' in report ? await lockMail(client, context, report.token) : null;
    if (found?.state === 'sending') return 'early';
    const believed = believe(report, found);
    const isNew = await keep(client, context, { bytes, digest, report: believed, mail: found?.id ?? null });
    if (!isNew) return 'known';
    if (found !== null && 'token' in believed) await change(client, context, found, believed);
    return believed.kind;
  });
}

interface FoundMail {
  readonly id: number;
  readonly state: string;
  readonly attempt: number;
  readonly domain: Buffer;
}

async function lockMail(
  client: pg.ClientBase,
  { database }: MailContext,
  token: Buffer,
): Promise<FoundMail | null> {
  const { rows } = await client.query<FoundMail>(
    'SELECT id, state, attempt, domain FROM mails WHERE case_id = $1 AND token = $2 FOR UPDATE',
    [database.caseId, token],
  );
  return rows[0] ?? null;
}

/** A report about a mail that we do not have, or that never left, is for a person. */
function believe(report: BounceReport, found: FoundMail | null): BounceReport {
  if (!('token' in report)) return report;
  if (found === null) return { kind: 'unclear' };
  const hasLeft = !['queued', 'failed', 'cancelled'].includes(found.state);
  // Delivered and returned: some servers take a mail and give it back later; a person should see it.
  const contradicts = report.kind === 'bounced' && found.state === 'delivered';
  return hasLeft && !contradicts ? report : { kind: 'unclear' };
}

async function keep(
  client: pg.ClientBase,
  { database, keys, now }: MailContext,
  {
    bytes,
    digest,
    report,
    mail,
  }: { bytes: Buffer; digest: Buffer; report: BounceReport; mail: number | null },
): Promise<boolean> {
  const forPerson = report.kind === 'unclear' || report.kind === 'forged';
  const { rowCount } = await client.query(
    `INSERT INTO mail_bounces (case_id, digest, received_at, kind, mail_id, status, class, sealed)
     VALUES ($1, $2, ${momentSql(8)}, $3, $4, $5, $6, $7) ON CONFLICT (case_id, digest) DO NOTHING`,
    [
      database.caseId,
      digest,
      report.kind,
      mail,
      'status' in report ? report.status : '',
      'class' in report ? report.class : '',
      forPerson ? keys.seal(bytes.subarray(0, KEPT), bouncePlace(digest)) : null,
      now(),
    ],
  );
  return rowCount === 1;
}

/** Where a kept report is sealed for. */
export function bouncePlace(digest: Uint8Array): string {
  return `mail_bounces.sealed:${Buffer.from(digest).toString('hex')}`;
}

const STATES = { bounced: 'bounced', delivered: 'delivered', complaint: 'complained' } as const;
const EVENTS = {
  bounced: 'bounced',
  delayed: 'delayed',
  delivered: 'delivered',
  complaint: 'complained',
} as const;

async function change(
  client: pg.ClientBase,
  context: MailContext,
  mail: FoundMail,
  report: Extract<BounceReport, { token: Buffer }>,
): Promise<void> {
  const { database, now } = context;
  const status = 'status' in report ? report.status : '';
  const kind = 'class' in report ? report.class : '';
  const state = report.kind === 'delayed' ? mail.state : STATES[report.kind];
  // A complaint outlives whatever comes later; a mail that bounced does not arrive afterwards.
  const next =
    mail.state === 'complained' || (mail.state === 'bounced' && state !== 'complained') ? mail.state : state;
  await client.query(
    `WITH noted AS (
       INSERT INTO mail_events (case_id, mail_id, at, event, attempt, status, class) VALUES ($1, $2, ${momentSql(8)}, $3, $4, $5, $6) RETURNING at
     ) UPDATE mails SET state = $7, settled_at = noted.at FROM noted WHERE case_id = $1 AND id = $2 AND state <> $7`,
    [database.caseId, mail.id, EVENTS[report.kind], mail.attempt, status, kind, next, now()],
  );
  if (next !== mail.state && next === 'bounced' && kind === 'policy')
    await stopDomain(client, context, mail.domain);
}

/** A domain that refuses several mails for reasons of policy would refuse the others too. */
async function stopDomain(client: pg.ClientBase, context: MailContext, domain: Buffer): Promise<void> {
  const { database, now } = context;
  await client.query(
    `UPDATE mail_rates SET stopped_at = ${momentSql(4)} WHERE case_id = $1 AND scope = $3 AND stopped_at IS NULL AND ${POLICY_LIMIT} <= (
       SELECT count(*) FROM mail_events e JOIN mails m ON m.case_id = e.case_id AND m.id = e.mail_id
       WHERE e.case_id = $1 AND m.domain = $2 AND e.event = 'bounced' AND e.class = 'policy' AND e.at > ${momentSql(4)} - interval '1 day')`,
    [database.caseId, domain, scopeOf(context, domain), now()],
  );
}
