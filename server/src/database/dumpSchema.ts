import type pg from 'pg';

/** The schema as SQL, in a fixed order: what the migrations leave behind, with policies, triggers and rights. Tables of the queue (pg-boss) are not ours. */
export async function dumpSchema(client: pg.ClientBase): Promise<string> {
  const { rows: tables } = await client.query<{ oid: number; name: string }>(
    `SELECT c.oid::int, c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`,
  );
  const parts: string[] = [];
  for (const table of tables) parts.push(await dumpTable(client, table.oid, table.name));
  const views = await client.query<{ line: string }>(
    `SELECT format('GRANT %s ON %s TO %s;', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), c.relname, a.grantee::regrole) AS line
     FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v' AND a.grantee <> c.relowner GROUP BY c.relname, a.grantee ORDER BY 1`,
  );
  return [...parts, ...views.rows.map(({ line }) => line), ''].join('\n');
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
  const security = await lines(
    `SELECT format('ALTER TABLE %s%s%s;', relname, CASE WHEN relrowsecurity THEN ' ENABLE ROW LEVEL SECURITY' END,
       CASE WHEN relforcerowsecurity THEN ', FORCE ROW LEVEL SECURITY' END) AS line FROM pg_class WHERE oid = $1 AND relrowsecurity`,
  );
  const policies = await lines(
    `SELECT format('CREATE POLICY %s ON %s USING (%s);', polname, polrelid::regclass, pg_get_expr(polqual, polrelid)) AS line
     FROM pg_policy WHERE polrelid = $1 ORDER BY polname`,
  );
  const triggers = await lines(
    `SELECT pg_get_triggerdef(oid) || ';' AS line FROM pg_trigger WHERE tgrelid = $1 AND NOT tgisinternal ORDER BY tgname`,
  );
  const rights = await lines(
    `SELECT format('GRANT %s ON %s TO %s;', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), c.relname, a.grantee::regrole) AS line
     FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a WHERE c.oid = $1 AND a.grantee <> c.relowner GROUP BY c.relname, a.grantee ORDER BY 1`,
  );
  const table = [`CREATE TABLE ${name} (`, [...columns, ...constraints].join(',\n'), ');'];
  return [...table, ...indexes, ...security, ...policies, ...triggers, ...rights, ''].join('\n');
}
