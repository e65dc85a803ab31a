import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { type MailContext, momentSql } from './mailContext.ts';
import { quietSeconds } from './quietSeconds.ts';
import { MailError } from './mailState.ts';

/** A process that sends. */
export interface MailWorker {
  readonly id: string;
}

/**
 * Enters a worker. A start counts as fruitless until a mail is accepted; after too many of them sending rests, so that a fault that kills each worker
 * does not burn through the queue. Throws MailError('no_progress').
 */
export async function enterWorker({ database, keys, settings, now }: MailContext): Promise<MailWorker> {
  const id = randomUUID();
  const { machine, start } = await thisProcess();
  const fruitless = await database.transaction(async (client) => {
    // Whoever freezes here would hold up every other worker.
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '5s'`);
    const { rows } = await client.query<{ fruitless_starts: number }>(
      `INSERT INTO mail_control (case_id, fruitless_starts) VALUES ($1, 1)
       ON CONFLICT (case_id) DO UPDATE SET fruitless_starts = mail_control.fruitless_starts + 1 RETURNING fruitless_starts`,
      [database.caseId],
    );
    await client.query(
      `INSERT INTO mail_workers (case_id, id, machine, process, pid, started_at) VALUES ($1, $2, $3, $4, $5, ${momentSql(6)})`,
      [
        database.caseId,
        id,
        machineHash(keys, machine),
        processHash(keys, process.pid, start),
        process.pid,
        now(),
      ],
    );
    await client.query(
      `INSERT INTO mail_rates (case_id, scope, next_at, first_day, day, day_claims)
       SELECT $1, '', t, (t AT TIME ZONE 'UTC')::date, (t AT TIME ZONE 'UTC')::date, 0 FROM (SELECT ${momentSql(2)} AS t) AS moment ON CONFLICT DO NOTHING`,
      [database.caseId, now()],
    );
    return rows[0]!.fruitless_starts;
  });
  if (fruitless > settings.fruitlessStarts) {
    await database.pool.query(
      `UPDATE mail_control SET paused_at = ${momentSql(2)}, reason = 'no_progress' WHERE case_id = $1 AND paused_at IS NULL`,
      [database.caseId, now()],
    );
    throw new MailError('no_progress', [String(settings.fruitlessStarts)]);
  }
  return { id };
}

/** A mail was accepted: the next starts count anew. */
export async function noteProgress({ database }: MailContext): Promise<void> {
  await database.pool.query(
    'UPDATE mail_control SET fruitless_starts = 0 WHERE case_id = $1 AND fruitless_starts > 0',
    [database.caseId],
  );
}

/** A worker that found nothing to send has ended in good order: its start says nothing about faults. */
export async function forgetStart({ database }: MailContext): Promise<void> {
  await database.pool.query(
    'UPDATE mail_control SET fruitless_starts = greatest(fruitless_starts - 1, 0) WHERE case_id = $1',
    [database.caseId],
  );
}

/**
 * Finds workers of this machine whose process is gone. The system has closed their connections; what they were sending can be asked for as soon as
 * nothing of it can be under way any more, without waiting for their leases. Workers of other machines are left to their leases.
 */
export async function noticeDeadWorkers(context: MailContext): Promise<void> {
  const { here } = await findWorkers(context);
  const dead = here.filter((worker) => worker.isGone).map(({ id }) => id);
  if (dead.length > 0) await buryWorkers(context, dead);
}

/** Workers that have not said that they ended. */
export interface FoundWorkers {
  /** Of this machine since it was started; `isGone`: their process has ended all the same. */
  readonly here: readonly { readonly id: string; readonly pid: number; readonly isGone: boolean }[];
  /** Ids of all others: from here nobody can tell whether they live. */
  readonly elsewhere: readonly string[];
}

/** Looks for workers that have not said that they ended. Reads only. */
export async function findWorkers({
  database,
  keys,
}: Pick<MailContext, 'database' | 'keys'>): Promise<FoundWorkers> {
  const { machine } = await thisProcess();
  const { rows } = await database.pool.query<{ id: string; pid: number; process: Buffer; isHere: boolean }>(
    `SELECT id, pid, process, machine = $2 AS "isHere" FROM mail_workers WHERE case_id = $1 AND dead_at IS NULL`,
    [database.caseId, machineHash(keys, machine)],
  );
  const here = rows
    .filter(({ isHere }) => isHere)
    .map(async ({ id, pid, process: known }) => ({ id, pid, isGone: await isGone(keys, pid, known) }));
  const elsewhere = rows.filter(({ isHere }) => !isHere).map(({ id }) => id);
  return { here: await Promise.all(here), elsewhere };
}

/** Leaves: nothing of this worker is under way any more. */
export async function leaveWorker(context: MailContext, { id }: MailWorker): Promise<void> {
  await buryWorkers(context, [id]);
}

/** Marks workers as gone; what they leave is asked for as soon as nothing of it can be under way. */
async function buryWorkers(
  { database, settings, now }: MailContext,
  workers: readonly string[],
): Promise<void> {
  await database.pool.query(
    `WITH gone AS (UPDATE mail_workers SET dead_at = ${momentSql(3)} WHERE case_id = $1 AND id = ANY($2::uuid[]) AND dead_at IS NULL RETURNING id, dead_at)
     UPDATE mails m SET ask_after = least(m.ask_after, gone.dead_at + make_interval(secs => $4)) FROM gone
     WHERE m.case_id = $1 AND m.state = 'sending' AND m.worker = gone.id`,
    [database.caseId, workers, now(), quietSeconds(settings)],
  );
}

/** Gives signs of life for the mails that the worker has under way. Returns those that it still holds. */
export async function beat(
  { database, settings, now }: MailContext,
  { id }: MailWorker,
  mails: readonly number[],
): Promise<number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    `UPDATE mails SET lease_ends = t + make_interval(secs => $4), ask_after = t + make_interval(secs => $4 + $5::float8)
     FROM (SELECT ${momentSql(6)} AS t) AS moment
     WHERE case_id = $1 AND worker = $2 AND id = ANY($3::bigint[]) AND state = 'sending' AND lease_ends > t RETURNING id`,
    [database.caseId, id, mails, settings.leaseSeconds, settings.serverTimeoutSeconds, now()],
  );
  return rows.map((row) => row.id);
}

/** What tells this process from all others: its machine since it was started, with its namespace of processes, and when the process began. */
async function thisProcess(): Promise<{ machine: string; start: string }> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const namespace = await readlink('/proc/self/ns/pid');
    return { machine: `${boot.trim()} ${namespace}`, start: (await beginOf(process.pid)) ?? '' };
  } catch {
    // Where the system does not say, nobody is ever taken for dead: leases decide.
    return { machine: randomUUID(), start: '' };
  }
}

async function isGone(keys: CaseKeys, pid: number, known: Buffer): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal: it is there.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const begin = await beginOf(pid);
  return begin === null || !processHash(keys, pid, begin).equals(known);
}

/** When a process began, in ticks since the machine was started; null for one that has ended (also where nobody has fetched its end yet). */
async function beginOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The name of the program stands in brackets and may hold anything; proc(5): state is field 3, starttime field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]!;
}

function machineHash(keys: CaseKeys, machine: string): Buffer {
  return keys.blindIndex('mail worker', `machine ${machine}`);
}

function processHash(keys: CaseKeys, pid: number, start: string): Buffer {
  return keys.blindIndex('mail worker', `process ${pid} ${start}`);
}
