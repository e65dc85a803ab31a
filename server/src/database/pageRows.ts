import type pg from 'pg';

const PAGE = 5_000;

/** Rows of a query in the client's transaction, fetched in pages by a cursor, the next one while one is used: memory stays flat for millions of rows. One at a time on a client. */
export async function* pageRows<T extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: readonly unknown[],
): AsyncGenerator<T> {
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
  const fetch = (): Promise<pg.QueryResult<T>> => {
    const page = client.query<T>(`FETCH ${PAGE} FROM rows`);
    // It is awaited when its turn comes; whoever leaves the loop before does not.
    page.catch(() => undefined);
    return page;
  };
  for (let fetching: Promise<pg.QueryResult<T>> | null = fetch(); fetching !== null;) {
    const { rows }: pg.QueryResult<T> = await fetching;
    fetching = rows.length < PAGE ? null : fetch();
    yield* rows;
  }
  await client.query('CLOSE rows');
}
