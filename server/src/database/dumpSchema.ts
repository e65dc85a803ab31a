import type pg from 'pg';

/** The schema as SQL, in a fixed order: what the migrations leave behind. Tables of the queue (pgboss) are not ours. */
export async function dumpSchema(client: pg.ClientBase): Promise<string> {
  const { rows: tables } = await client.query<{ oid: number; name: string }>(
    `SELECT c.oid::int, c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`,
  );
  const parts: string[] = [];
  for (const table of tables) parts.push(await dumpTable(client, table.oid, table.name));
  return parts.join('\n');
}

async function dumpTable(client: pg.ClientBase, oid: number, name: string): Promise<string> {
  const lines = async (sql: string): Promise<string[]> =>
    (await client.query<{ line: string }>(sql, [oid])).rows.map((row) => row.line);
  const columns = await lines(
    `SELECT format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
       CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END) AS line
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  );
  const constraints = await lines(
    `SELECT format('  CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint WHERE conrelid = $1 AND contype <> 'n' ORDER BY conname`,
  );
  const indexes = await lines(
    `SELECT pg_get_indexdef(i.indexrelid) || ';' AS line FROM pg_index i
     WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1`,
  );
  return [`CREATE TABLE ${name} (`, [...columns, ...constraints].join(',\n'), ');', ...indexes, ''].join(
    '\n',
  );
}
