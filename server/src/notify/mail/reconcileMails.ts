import { type MailContext, momentSql } from './mailContext.ts';
import { messageIdOf, returnPathOf } from './mailNames.ts';
import type { MailServerRecord, RecordAnswer } from './serverRecord.ts';

/** Asked at once. */
const BATCH = 500;
/** A server that cannot be asked is asked again after this, and so often; then the mail is uncertain. */
const AGAIN_SECONDS = 30;
const TRIES = 120;

/** What asking has settled. */
export interface Reconciled {
  readonly found: number;
  readonly absent: number;
  readonly uncertain: number;
}

interface AskedRow {
  readonly id: number;
  readonly attempt: number;
  readonly token: Buffer;
  readonly asked: number;
  readonly claimed_at: Date;
}

/**
 * Settles mails that were being sent when their worker or their connection ended, once nothing of the attempt can be under way any more: our own mail server
 * is asked. It has it: accepted. It has not: queued again. It cannot know: uncertain, for a person to decide; never sent again by itself.
 */
export async function reconcileMails(context: MailContext, record: MailServerRecord): Promise<Reconciled> {
  const sum = { found: 0, absent: 0, uncertain: 0 };
  for (;;) {
    const due = await dueMails(context);
    if (due.length === 0) return sum;
    const answers = await record.ask(
      due.map(({ token, claimed_at: claimed }) => ({
        messageId: messageIdOf(token, context.settings),
        returnPath: returnPathOf(context.keys, token, context.settings),
        claimed,
      })),
    );
    const settled = await settle(context, due, answers);
    sum.found += settled.found;
    sum.absent += settled.absent;
    sum.uncertain += settled.uncertain;
    // Others may be at it, or the server does not answer: what is left waits for the next time.
    if (due.length < BATCH || settled.found + settled.absent + settled.uncertain === 0) return sum;
  }
}

async function dueMails({ database, now }: MailContext): Promise<AskedRow[]> {
  const { rows } = await database.pool.query<AskedRow>(
    `SELECT id, attempt, token, asked, claimed_at FROM mails WHERE case_id = $1 AND state = 'sending' AND ask_after <= ${momentSql(2)}
     ORDER BY ask_after, id LIMIT ${BATCH}`,
    [database.caseId, now()],
  );
  return rows;
}

/** Writes the answers, each only if the mail still waits to be asked for: the attempt is the same, and no sign of life has come meanwhile. */
async function settle(
  { database, now }: MailContext,
  due: readonly AskedRow[],
  answers: readonly RecordAnswer[],
): Promise<Reconciled> {
  const verdicts = due.map(({ asked }, i) => verdictOf(answers[i] ?? 'later', asked));
  const { rows } = await database.pool.query<{ event: string; n: number }>(
    `WITH moment AS (SELECT ${momentSql(5)} AS t),
     verdicts AS (SELECT * FROM unnest($2::bigint[], $3::integer[], $4::text[]) AS v (id, attempt, verdict)),
     settled AS (
       UPDATE mails m SET
         state = CASE v.verdict WHEN 'found' THEN 'accepted' WHEN 'absent' THEN 'queued' WHEN 'unknown' THEN 'uncertain' ELSE m.state END,
         worker = CASE WHEN v.verdict = 'later' THEN m.worker END,
         lease_ends = CASE WHEN v.verdict = 'later' THEN m.lease_ends END,
         ask_after = CASE WHEN v.verdict = 'later' THEN t + interval '${AGAIN_SECONDS} seconds' END,
         asked = m.asked + 1,
         settled_at = CASE WHEN v.verdict IN ('found', 'unknown') THEN t END
       FROM verdicts v, moment WHERE m.case_id = $1 AND m.id = v.id AND m.attempt = v.attempt AND m.state = 'sending' AND m.ask_after <= t
       RETURNING m.id, m.attempt, v.verdict, t
     ), noted AS (
       INSERT INTO mail_events (case_id, mail_id, at, event, attempt) SELECT $1, id, t, verdict, attempt FROM settled WHERE verdict <> 'later' RETURNING event
     ) SELECT event, count(*) AS n FROM noted GROUP BY event`,
    [database.caseId, due.map(({ id }) => id), due.map(({ attempt }) => attempt), verdicts, now()],
  );
  const of = (event: string): number => rows.find((row) => row.event === event)?.n ?? 0;
  return { found: of('found'), absent: of('absent'), uncertain: of('unknown') };
}

function verdictOf(answer: RecordAnswer, asked: number): 'found' | 'absent' | 'unknown' | 'later' {
  if (answer === 'later') return asked + 1 >= TRIES ? 'unknown' : 'later';
  return answer === 'unknowable' ? 'unknown' : answer;
}
