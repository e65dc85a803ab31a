import type { MailSummaryView } from '@constat/contract/mailDesk.ts';
import type { MailContext } from './mailContext.ts';
import { findWorkers } from './mailWorkers.ts';

/** Whether mails are being sent, and what a crash has left. */
export type SendingState = MailSummaryView['sending'];

/**
 * Looks at the senders of the case. `work`: the sender of this process, if it has one. Reads only, so that the app may look too: who is found dead is written
 * down by the next sender, which is also what asks for the mails that the dead one left.
 */
export async function sendingState(
  context: Pick<MailContext, 'database' | 'keys'>,
  work: string | null,
): Promise<SendingState> {
  const { pool, caseId } = context.database;
  const workers = await findWorkers(context);
  // A worker of this process that is not at work any more could not say so: its database was gone.
  const here = workers.here.filter(({ isGone, pid }) => !isGone && (work !== null || pid !== process.pid));
  const { rows } = await pool.query<{
    queued: boolean; sending: boolean; held: boolean; begun: Date | null; ended: Date | null;
  }>(
    `SELECT EXISTS (SELECT FROM mails WHERE case_id = $1 AND state = 'queued') AS queued,
       EXISTS (SELECT FROM mails WHERE case_id = $1 AND state = 'sending') AS sending,
       EXISTS (SELECT FROM mails WHERE case_id = $1 AND state = 'sending' AND worker = ANY ($2::uuid[]) AND lease_ends > clock_timestamp()) AS held,
       (SELECT max(started_at) FROM mail_workers WHERE case_id = $1) AS begun, (SELECT max(dead_at) FROM mail_workers WHERE case_id = $1) AS ended`,
    [caseId, workers.elsewhere],
  ); // prettier-ignore
  const { queued, sending, held, begun, ended } = rows[0]!;
  const isCut = sending || workers.here.length > here.length;
  const isRunning = work !== null || here.length > 0 || held;
  const left = isCut ? 'interrupted' : 'waiting';
  const resting = queued || sending ? left : 'idle';
  return {
    state: isRunning ? 'running' : resting,
    work,
    elsewhere: workers.elsewhere.length,
    lastBegun: begun?.toISOString() ?? null,
    lastEnded: ended?.toISOString() ?? null,
  };
}
