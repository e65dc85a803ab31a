import type pg from 'pg';

/** A column of a table, as the catalog knows it. */
interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** Values that a check of the table asks for. */
const ASKED: Readonly<Record<string, string>> = {
  'decisions.verdict': `'is'`,
  'duplicate_decisions.decision': `'accept'`,
  'register_changes.change': `'added'`,
  'sightings.part': 'n',
  'contents.fate': `'read'`,
  'circumstances.malice': '2',
  'mails.state': `'queued'`,
  'mails.worker': 'NULL',
  'mails.ask_after': 'NULL',
  'mail_events.event': `'queued'`,
  'mail_control.reason': `''`,
  'mail_bounces.kind': `'unclear'`,
};

/**
 * Fills every table of a case with `rows` invented rows, whatever its columns: numbers begin at `base`, texts and bytes hold `mark`. `client` is a superuser.
 * Returns the names of the tables. Checks of values go before: they are no wall between cases, and without them the walls that are have to hold alone.
 */
export async function plantCase(
  client: pg.Client,
  caseId: string,
  mark: string,
  base: number,
  rows: number,
): Promise<string[]> {
  const { rows: columns } = await client.query<Column>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND (c.relname = 'cases' OR EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname = 'case_id'))
     ORDER BY c.relname, a.attnum`,
  );
  const tables = [...new Set(columns.map(({ table }) => table))];
  await dropChecks(client);
  // References are checked in no order; the ids fit since all begin at the same base.
  await client.query('SET session_replication_role = replica');
  for (const table of tables) {
    const own = columns.filter((column) => column.table === table);
    const isSingle =
      table === 'cases' ||
      table === 'circumstances' ||
      table === 'outsider_counts' ||
      table === 'mail_control';
    const values = own.map((column) => valueOf(column, caseId, mark, base));
    await client.query(
      `INSERT INTO ${table} (${own.map(({ name }) => `"${name}"`).join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${values.join(', ')} FROM generate_series(1, ${isSingle ? 1 : rows}) AS n ON CONFLICT DO NOTHING`,
    );
  }
  await client.query('SET session_replication_role = origin');
  return tables;
}

async function dropChecks(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
     WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0`,
  );
  for (const { drop } of rows) await client.query(drop);
}

function valueOf({ table, name, type }: Column, caseId: string, mark: string, base: number): string {
  const asked = ASKED[`${table}.${name}`];
  if (asked !== undefined) return asked;
  if (name === 'case_id' || (table === 'cases' && name === 'id')) return `'${caseId}'::uuid`;
  if (name === 'second_id') return `${base} + n + 1`;
  switch (type) {
    case 'uuid':
      return `md5('${mark}' || n)::uuid`;
    case 'bigint':
    case 'integer':
      return `${base} + n`;
    case 'smallint':
      return '1';
    case 'real':
    case 'double precision':
    case 'numeric':
      return '0.75';
    case 'boolean':
      return 'n % 2 = 0';
    case 'bytea':
      return `convert_to('${mark}' || n, 'UTF8')`;
    case 'text':
      return `'${mark}' || n`;
    case 'jsonb':
    case 'json':
      return `jsonb_build_object('mark', '${mark}' || n)`;
    case 'date':
      return `date '2026-01-01' + n`;
    case 'timestamp with time zone':
      return `timestamptz '2026-01-01 00:00:00Z' + n * interval '1 hour'`;
    case 'xid8':
      return 'pg_current_xact_id()';
    case 'pg_snapshot':
      return 'pg_current_snapshot()';
    case 'bytea[]':
      return `ARRAY[convert_to('${mark}' || n, 'UTF8')]`;
    case 'text[]':
      return `ARRAY['${mark}' || n]`;
    case 'integer[]':
    case 'bigint[]':
      return `ARRAY[${base} + n]`;
    default:
      throw new Error(`no value is invented for ${table}.${name}, a column of type ${type}`);
  }
}
