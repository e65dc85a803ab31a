import type pg from 'pg';
import type { Database } from './database.ts';

const PAGE = 5_000;

/** Rows of a query one by one, fetched in pages by a cursor: memory stays flat for millions of rows. One consistent snapshot. */
export async function* fetchRows<T extends pg.QueryResultRow>(
  database: Database,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<T> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
    for (;;) {
      const { rows } = await client.query<T>(`FETCH ${PAGE} FROM rows`);
      yield* rows;
      if (rows.length < PAGE) break;
    }
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
