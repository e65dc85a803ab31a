import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { unprotectedObjects } from './unprotectedObjects.ts';

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_552;
/** From this migration on, a table without a policy is refused. */
const PROTECTED_FROM = '000010';

/** A migration as it lies in the folder. */
interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: Buffer;
}

/**
 * Applies the migrations that are missing, in order, each in its own transaction, as the owner of the tables. Refused: a migration that was applied and
 * has changed since (CaseError), and one that leaves a table, view or function behind which cases could see one another (Error).
 */
export async function migrate(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await appliedMigrations(client);
    for (const migration of await listMigrations())
      if (!isApplied(migration, applied)) await apply(client, migration);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}

/** Whether all migrations are applied; any role of a case may ask. Throws CaseError for one that has changed since. */
export async function isMigrated(client: pg.ClientBase): Promise<boolean> {
  const applied = await appliedMigrations(client);
  return (await listMigrations()).every((migration) => isApplied(migration, applied));
}

async function listMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{6}-.*\.sql$/.test(name)).sort();
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(FOLDER, name), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest() };
    }),
  );
}

async function appliedMigrations(client: pg.ClientBase): Promise<Map<string, Buffer>> {
  const { rows } = await client.query<{ name: string; sha256: Buffer }>(
    'SELECT name, sha256 FROM migrations',
  );
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

function isApplied({ name, sha256 }: Migration, applied: ReadonlyMap<string, Buffer>): boolean {
  const known = applied.get(name);
  if (known !== undefined && !known.equals(sha256)) throw new CaseError('migration_changed', name);
  return known !== undefined;
}

async function apply(client: pg.ClientBase, { name, sql, sha256 }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    // The owner sees no row of a case: a migration that would change rows fails instead of changing none (see protect_table).
    await client.query('SET LOCAL row_security = off');
    await client.query(sql);
    const open = name < PROTECTED_FROM ? [] : await unprotectedObjects(client);
    if (open.length > 0) throw new Error(`the migration ${name} leaves unprotected: ${open.join(', ')}`);
    await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
