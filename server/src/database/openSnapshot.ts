import type pg from 'pg';
import type { Database } from './database.ts';
import { pageRows } from './pageRows.ts';

/** The database as it is at one moment, to be read more than once, one query after the other. Holds a connection until it is closed. */
export interface Snapshot {
  readonly caseId: string;
  /** Rows one by one, in pages, all of them of the same state. */
  rows<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): AsyncGenerator<T>;
  close(): void;
}

/**
 * Opens a snapshot. Where nobody reads on for `idleSeconds` (a browser that has stopped listening), the database ends it and `onLost` is called, so that no
 * connection is held for ever.
 */
export async function openSnapshot(
  { pool, caseId }: Database,
  idleSeconds: number,
  onLost: (error: Error) => void,
): Promise<Snapshot> {
  const client = await pool.connect();
  client.on('error', onLost);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) client.release(true);
    isOpen = false;
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = '${idleSeconds}s'`);
  } catch (error) {
    close();
    throw error;
  }
  return { caseId, rows: (sql, values) => pageRows(client, sql, values), close };
}
