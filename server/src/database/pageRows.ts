import type pg from 'pg';

const PAGE = 5_000;

/** Rows of a query in the client's transaction, fetched in pages by a cursor: memory stays flat for millions of rows. One at a time on a client. */
export async function* pageRows<T extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<T> {
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
  for (;;) {
    const { rows } = await client.query<T>(`FETCH ${PAGE} FROM rows`);
    yield* rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE rows');
}
