import type pg from 'pg';

const PAGE = 10_000;

/** Rows of a query in pages, within the client's own transaction: what else it reads there is of the same snapshot, if the transaction is. */
export async function* cursorPages<T extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<T[]> {
  await client.query(`DECLARE pages NO SCROLL CURSOR FOR ${sql}`, [...values]);
  for (;;) {
    const { rows } = await client.query<T>(`FETCH ${PAGE} FROM pages`);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE pages');
}
