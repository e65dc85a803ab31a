import pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { CASE_ROLES, loginRole, queueSchema } from './roles.ts';

/**
 * Removes all rows of a case from a server that other cases may share, and its log-in roles, in one transaction. Without keys: they are destroyed by then.
 * @returns whether roles of the case are left: something else on the server hangs on them (the same case in another database, rights that somebody gave
 * them), or whoever owns the tables may not drop them. Then all of them are. Throws CaseError('database_unreachable').
 */
export async function removeCaseRows(databaseUrl: string, caseId: string): Promise<{ rolesLeft: boolean }> {
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
    const dropped = await dropRoles(client, caseId);
    await client.query('COMMIT');
    return { rolesLeft: !dropped };
  } finally {
    await client.end();
  }
}

/** All log-in roles of the case or none: PostgreSQL itself says whether they are still needed anywhere on the server. The groups belong to all cases. */
async function dropRoles(client: pg.Client, caseId: string): Promise<boolean> {
  await client.query('SAVEPOINT roles');
  try {
    for (const kind of CASE_ROLES) await client.query(`DROP ROLE IF EXISTS ${loginRole(kind, caseId)}`);
    return true;
  } catch (error) {
    if (!isNeededOrForbidden(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT roles');
    return false;
  }
}

/** dependent_objects_still_exist, insufficient_privilege */
function isNeededOrForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '2BP01' || error.code === '42501');
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
