import type { Database } from '../database/database.ts';
import type { Checkpoint } from './checkpoint.ts';
import { lastCheckpoint } from './checkpointRows.ts';
import { askAuthority, stampedMoment, TimeStampError, timeStampRequest } from './timeStamp.ts';

/** An authority that does not answer must not hold up who waits for a command to end. */
const TIMEOUT_MS = 5_000;

/** What is stamped: the checkpoint as it is kept outside, with its line end. */
export function stampedBytes(checkpoint: Checkpoint): Buffer {
  return Buffer.from(`${JSON.stringify(checkpoint)}\n`);
}

/**
 * Has the last checkpoint stamped, if it is not: it covers all before it, so one stamp empties the queue.
 * @returns why not, where it could not be: then `stampState` says so until a later attempt succeeds.
 */
export async function stampCheckpoint(
  database: Database,
  authority: string,
  timeoutMs = TIMEOUT_MS,
): Promise<TimeStampError['problem'] | null> {
  const last = await lastCheckpoint(database.pool, database.caseId);
  if (last === null || (await stampState(database)).waiting === 0) return null;
  const request = timeStampRequest(stampedBytes(last));
  try {
    const response = await askAuthority(authority, request, timeoutMs);
    const moment = stampedMoment(request, response);
    await database.pool.query(
      'INSERT INTO checkpoint_stamps (case_id, size, request, response, stamped_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [database.caseId, last.size, request, response, moment],
    );
    return null;
  } catch (error) {
    if (error instanceof TimeStampError) return error.problem;
    throw error;
  }
}

export interface StampState {
  /** Checkpoints after the last one that bears a stamp. */
  readonly waiting: number;
  /** Since when; null where none waits. */
  readonly since: Date | null;
  readonly lastStamp: { readonly size: number; readonly at: Date } | null;
}

/** What is stamped and what waits for it. */
export async function stampState({ pool, caseId }: Database): Promise<StampState> {
  const { rows } = await pool.query<{ size: number; stamped_at: Date }>(
    'SELECT size, stamped_at FROM checkpoint_stamps WHERE case_id = $1 ORDER BY size DESC LIMIT 1',
    [caseId],
  );
  const waiting = await pool.query<{ n: number; since: Date | null }>(
    'SELECT count(*) AS n, min(at) AS since FROM checkpoints WHERE case_id = $1 AND size > $2',
    [caseId, rows[0]?.size ?? 0],
  );
  return {
    waiting: waiting.rows[0]!.n,
    since: waiting.rows[0]!.since,
    lastStamp: rows[0] === undefined ? null : { size: rows[0].size, at: rows[0].stamped_at },
  };
}
