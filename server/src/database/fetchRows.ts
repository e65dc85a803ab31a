import type pg from 'pg';
import type { Database } from './database.ts';

const PAGE = 5_000;

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
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
    for (;;) {
      const { rows } = await client.query<T>(`FETCH ${PAGE} FROM rows`);
      yield* rows;
      if (rows.length < PAGE) break;
    }
    await client.query('COMMIT');
    ended = true;
  } finally {
    // A connection with an open cursor is not used again.
    client.release(!ended);
  }
}
