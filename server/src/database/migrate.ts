import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_552;

/** Applies the migrations that are missing, in order, each in its own transaction. A migration that was applied and has changed since is refused. */
export async function migrate(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string; sha256: Buffer }>(
      'SELECT name, sha256 FROM migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row.sha256]));
    for (const name of await migrationNames()) await applyOnce(client, name, applied.get(name));
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}

async function migrationNames(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{6}-.*\.sql$/.test(name)).sort();
}

async function applyOnce(client: pg.ClientBase, name: string, applied: Buffer | undefined): Promise<void> {
  const sql = await readFile(join(FOLDER, name), 'utf8');
  const sha256 = createHash('sha256').update(sql).digest();
  if (applied !== undefined) {
    if (!applied.equals(sha256)) throw new CaseError('migration_changed', name);
    return;
  }
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
