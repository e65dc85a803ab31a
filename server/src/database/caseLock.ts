import type { Database } from './database.ts';

/** What only one process may do to a case at a time. Any numbers will do, as long as all processes use the same. */
export const CASE_LOCKS = { assess: 7_310_553, keys: 7_310_554, batches: 7_310_555 } as const;

/**
 * Takes a lock of the case without waiting; null when somebody else has it. Given back by the returned function, or by the end of the process,
 * however it ends.
 */
export async function tryCaseLock(
  database: Database,
  lock: keyof typeof CASE_LOCKS,
): Promise<(() => Promise<void>) | null> {
  const client = await database.pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
      [CASE_LOCKS[lock], database.caseId],
    );
    if (rows[0]!.taken)
      return async () => {
        // The end of a connection is noticed later: whoever comes next must not find the lock taken.
        await client
          .query('SELECT pg_advisory_unlock($1, hashtext($2))', [CASE_LOCKS[lock], database.caseId])
          .catch(() => undefined);
        client.release(true);
      };
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return null;
}
