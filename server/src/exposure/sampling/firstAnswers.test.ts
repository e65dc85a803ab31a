import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import pg from 'pg';
import { migrate } from '../../database/migrate.ts';
import { OWNER } from '../../database/roles.ts';
import { SERVER_ROLE } from '../../database/serverProcess.ts';
import { behindTheCurtain, openTestCase } from '../../testCase.ts';

const FOLDER = new URL('../../../migrations/', import.meta.url);
const SAMPLE_ANSWERS = '000026';

/** The tables as they were before answers had one of their own. */
async function migrateBefore(client: pg.Client): Promise<void> {
  await client.query(
    'CREATE TABLE migrations (name text PRIMARY KEY, sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const names = (await readdir(FOLDER)).filter((name) => /^\d{6}-/.test(name) && name < SAMPLE_ANSWERS);
  for (const name of names.sort()) {
    const sql = await readFile(new URL(name, FOLDER), 'utf8');
    await client.query(sql);
    await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [
      name,
      createHash('sha256').update(sql).digest(),
    ]);
  }
}

test('answers that were given before become first answers, as they were', async () => {
  const open = await openTestCase();
  try {
    await behindTheCurtain(open, (client) => client.query(`CREATE DATABASE earlier OWNER ${OWNER}`));
    const password = open.opened.keys.derive('database password').toString('base64url');
    const { connection, caseId } = open.database;
    const client = new pg.Client({ ...connection, user: SERVER_ROLE, password, database: 'earlier' });
    await client.connect();
    try {
      await client.query(`SET ROLE ${OWNER}`);
      await migrateBefore(client);
      await client.query('RESET ROLE');
      await client.query('INSERT INTO cases (id, key_check) VALUES ($1, $2)', [caseId, Buffer.of(1)]);
      await client.query('INSERT INTO samples (case_id, number, seed, engine) VALUES ($1, 1, 7, 1)', [
        caseId,
      ]);
      await client.query(`INSERT INTO sample_strata VALUES ($1, 1, 'text', 5)`, [caseId]);
      await client.query(
        `INSERT INTO sample_units (case_id, number, ordinal, stratum, subject, found, sealed, answered_at)
         VALUES ($1, 1, 1, 'text', '\\x01', 3, '\\x0a', '2026-03-01'), ($1, 1, 2, 'text', '\\x02', NULL, NULL, NULL), ($1, 1, 3, 'text', '\\x03', 0, '\\x0b', '2026-03-02')`,
        [caseId],
      );
      await client.query(`SET ROLE ${OWNER}`);
      await migrate(client);
      await client.query('RESET ROLE');
      const { rows } = await client.query(
        `SELECT number, ordinal, answer, found, encode(sealed, 'hex') AS sealed, reason_sealed, recorded_at::date::text AS day FROM sample_answers ORDER BY ordinal`,
      );
      assert.deepEqual(rows, [
        { number: 1, ordinal: 1, answer: 1, found: 3, sealed: '0a', reason_sealed: null, day: '2026-03-01' },
        { number: 1, ordinal: 3, answer: 1, found: 0, sealed: '0b', reason_sealed: null, day: '2026-03-02' },
      ]);
      const forced = await client.query(
        `SELECT relforcerowsecurity AS forced FROM pg_class WHERE relname IN ('sample_units', 'sample_answers')`,
      );
      assert.deepEqual(forced.rows, [{ forced: true }, { forced: true }]);
    } finally {
      await client.end();
    }
  } finally {
    await open.dispose();
  }
});
