import type pg from 'pg';
import type { Database } from './database.ts';
import { pageRows } from './pageRows.ts';

/** Rows of a query one by one, fetched in pages by a cursor: memory stays flat for millions of rows. One consistent snapshot. Whoever has enough may leave the loop. */
export async function* fetchRows<T extends pg.QueryResultRow>(
  database: Database,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<T> {
  const client = await database.pool.connect();
  let ended = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    yield* pageRows<T>(client, sql, values);
    await client.query('COMMIT');
    ended = true;
  } finally {
    // A connection with an open cursor is not used again.
    client.release(!ended);
  }
}
