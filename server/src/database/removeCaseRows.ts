import pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { queueSchema } from './roles.ts';

/**
 * Removes all rows of a case from a server that other cases may share, in one transaction. Without keys: they are destroyed by then.
 * Throws CaseError('database_unreachable').
 */
export async function removeCaseRows(databaseUrl: string, caseId: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'constat' });
  await client.connect().catch((error: unknown) => {
    throw new CaseError('database_unreachable', 'DATABASE_URL', { cause: error });
  });
  try {
    await client.query('BEGIN');
    const growing = await growingTables(client);
    const tables = await caseTables(client);
    for (const table of growing) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    // The owner of the tables sees no row of them otherwise.
    for (const table of [...tables, 'cases'])
      await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await removeFrom(client, tables, caseId);
    await client.query('DELETE FROM cases WHERE id = $1', [caseId]);
    for (const table of [...tables, 'cases'])
      await client.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    for (const table of growing) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await client.query(`DROP SCHEMA IF EXISTS ${queueSchema(caseId)} CASCADE`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

async function caseTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE a.attname = 'case_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Tables that are only ever added to: their triggers rest while a case ends, inside of the transaction, for nobody else. */
async function growingTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger
     WHERE tgfoid = 'refuse_change'::regproc AND NOT tgisinternal AND tgparentid = 0`,
  );
  return rows.map(({ name }) => name);
}

/** Tables refer to each other: those that are still referred to wait for the next round. */
async function removeFrom(client: pg.Client, tables: readonly string[], caseId: string): Promise<void> {
  let left = tables;
  while (left.length > 0) {
    const waiting: string[] = [];
    for (const table of left) {
      await client.query('SAVEPOINT one');
      try {
        await client.query(`DELETE FROM ${table} WHERE case_id = $1`, [caseId]);
        await client.query('RELEASE SAVEPOINT one');
      } catch (error) {
        if (!isReferred(error) || left.length === 1) throw error;
        await client.query('ROLLBACK TO SAVEPOINT one');
        waiting.push(table);
      }
    }
    if (waiting.length === left.length) throw new Error('tables of a case refer to each other in a circle');
    left = waiting;
  }
}

/** foreign_key_violation */
function isReferred(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}
