import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openTestCase } from '../testCase.ts';
import { insertColumns, insertRows } from './insertRows.ts';
import { dumpSchema } from './dumpSchema.ts';
import { fetchRows } from './fetchRows.ts';
import { openSnapshot, type Snapshot } from './openSnapshot.ts';

const SCHEMA = new URL('../../migrations/schema.sql', import.meta.url);
let open: Awaited<ReturnType<typeof openTestCase>>;

before(async () => {
  open = await openTestCase();
});
after(() => open.dispose());

test('migrate leaves the schema that stands in the repository', async () => {
  const client = await open.database.pool.connect();
  const schema = await dumpSchema(client);
  client.release();
  // `UPDATE_SCHEMA=1 npm test` writes it after a new migration.
  if (process.env['UPDATE_SCHEMA'] === '1') await writeFile(SCHEMA, schema);
  assert.equal(schema, await readFile(SCHEMA, 'utf8'));
});

test('fetchRows gives its connection back when the loop is left early', async () => {
  const { pool } = open.database;
  for (let n = 0; n < 20; n++)
    for await (const { i } of fetchRows<{ i: number }>(
      open.database,
      'SELECT generate_series(1, 10) AS i',
      [],
    ))
      if (i === 2) break;
  assert.equal(pool.waitingCount, 0);
  assert.equal(pool.idleCount, pool.totalCount);
});

test('insertRows writes every kind of value as it is', async () => {
  const rows = [
    [1, 'tab\there', 'back\\slash', null, Buffer.from([0, 92, 255])],
    [2, 'line\nend\r', '\\N', 'x', Buffer.alloc(0)],
  ] as const;
  const found = await open.database.transaction(async (client) => {
    await client.query('CREATE TEMP TABLE probe (id int, a text, b text, c text, d bytea) ON COMMIT DROP');
    await insertRows(client, 'probe', ['id', 'a', 'b', 'c', 'd'], rows);
    return (
      await client.query<{ id: number; a: string; b: string; c: string | null; d: Buffer }>(
        'SELECT * FROM probe ORDER BY id',
      )
    ).rows;
  });
  assert.deepEqual(
    found.map((row) => [row.id, row.a, row.b, row.c, row.d]),
    rows,
  );
});

test('insertRows writes numbers up to the bounds of their columns, and refuses what would be cut', async () => {
  const rows = [
    [-(2 ** 15), -(2 ** 31), Number.MIN_SAFE_INTEGER, -0.5],
    [2 ** 15 - 1, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER, 0.25],
    [-1, -1, -1, 0],
    [0, 0, 2 ** 32, 1],
  ] as const;
  const columns = ['s', 'i', 'b', 'r'];
  await open.database.transaction(async (client) => {
    await client.query('CREATE TEMP TABLE bounds (s smallint, i int, b bigint, r real) ON COMMIT DROP');
    await insertRows(client, 'bounds', columns, rows);
    const { rows: found } = await client.query<Record<string, number>>({ text: 'SELECT s, i, b::text::numeric::text AS b, r FROM bounds' });
    assert.deepEqual(found.map((row) => columns.map((column) => Number(row[column]))), rows);
    for (const [column, value] of [['s', 2 ** 15], ['i', 2 ** 31], ['b', 2 ** 53], ['i', 1.5]] as const)
      await assert.rejects(insertRows(client, 'bounds', [column], [[value]]), TypeError);
  });
}); // prettier-ignore

test('insertRows keeps arrays of numbers and of bytes', async () => {
  const found = await open.database.transaction(async (client) => {
    await client.query('CREATE TEMP TABLE probe (a integer[], b bytea[]) ON COMMIT DROP');
    await insertRows(
      client,
      'probe',
      ['a', 'b'],
      [
        [
          [3, 0, 7],
          [Buffer.from([1, 2]), Buffer.from([255])],
        ],
      ],
    );
    return (await client.query<{ a: number[]; b: Buffer[] }>('SELECT * FROM probe')).rows[0]!;
  });
  assert.deepEqual(found.a, [3, 0, 7]);
  assert.deepEqual(found.b, [Buffer.from([1, 2]), Buffer.from([255])]);
});

test('insertColumns writes columns with what is the same in all rows, and refuses columns of different lengths', async () => {
  const client = await open.database.pool.connect();
  await client.query('CREATE TEMP TABLE listed (kind text, id bigint, value real, year smallint)');
  const id = Float64Array.from({ length: 5_001 }, (_, i) => i);
  const year = Array.from(id, (i) => (i % 2 === 0 ? null : i));
  await insertColumns(
    client,
    'listed',
    { kind: 'a' },
    { id, value: new Float32Array(5_001).fill(0.5), year },
  );
  const { rows } = await client.query('SELECT * FROM listed ORDER BY id');
  assert.deepEqual(
    rows,
    Array.from(id, (i) => ({ kind: 'a', id: i, value: 0.5, year: year[i] })),
  );
  await insertColumns(client, 'listed', { kind: 'a' }, { id: [] });
  await assert.rejects(insertColumns(client, 'listed', {}, { id: [1, 2], year: [1] }), /differ in length/);
  client.release();
});

test('sightings and outsiders belong to a content of their case, and go with it', async () => {
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO contents (case_id, sha256, bytes, format) VALUES ($1, '\\x01', 1, 'txt') RETURNING id`,
    [caseId],
  );
  const content = rows[0]!.id;
  const sighting = (id: number): Promise<unknown> =>
    pool.query(
      'INSERT INTO sightings (content_id, patient_id, case_id, categories, reasons, probability, part, position, passages) VALUES ($1, 1, $2, 1, 1, 1, 0, 0, 1)',
      [id, caseId],
    );
  const outsider = (id: number): Promise<unknown> =>
    pool.query(
      `INSERT INTO outsiders (content_id, ordinal, case_id, identity_sealed, categories, reasons, probability, part, position) VALUES ($1, 0, $2, '\\x00', 1, 0, 1, 0, 0)`,
      [id, caseId],
    );
  const isOrphan = { code: '23503' };
  await assert.rejects(sighting(content + 1), isOrphan);
  await assert.rejects(outsider(content + 1), isOrphan);
  await sighting(content);
  await outsider(content);
  const left = async (): Promise<unknown> =>
    (
      await pool.query(
        'SELECT (SELECT count(*) FROM sightings)::int AS s, (SELECT count(*) FROM outsiders)::int AS o',
      )
    ).rows[0];
  assert.deepEqual(await left(), { s: 1, o: 1 });
  await pool.query('DELETE FROM contents WHERE id = $1', [content]);
  assert.deepEqual(await left(), { s: 0, o: 0 });
});

test('fetchRows gives all rows in order, page by page', async () => {
  let expected = 1;
  for await (const row of fetchRows<{ n: number }>(
    open.database,
    'SELECT generate_series(1, 12001) AS n',
    [],
  ))
    assert.equal(row.n, expected++);
  assert.equal(expected, 12_002);
});

test('openSnapshot reads one state twice, whatever others write meanwhile, and is ended by the database when nobody reads on', async () => {
  const { pool, caseId } = open.database;
  const counted = async (from: Snapshot): Promise<number> =>
    (await Array.fromAsync(from.rows('SELECT id FROM evidence WHERE case_id = $1', [caseId]))).length;
  const snapshot = await openSnapshot(open.database, 60, () => undefined);
  const before = await counted(snapshot);
  await pool.query(
    'INSERT INTO evidence (case_id, root_sealed, root_index, source_sealed) VALUES ($1, $2, $2, $2)',
    [caseId, Buffer.of(1)],
  );
  assert.deepEqual([before, await counted(snapshot)], [0, 0]);
  snapshot.close();
  snapshot.close();
  await pool.query('DELETE FROM evidence WHERE case_id = $1', [caseId]);
  let end: (error: Error) => void = () => undefined;
  const lost = new Promise<Error>((resolve) => (end = resolve));
  const idle = await openSnapshot(open.database, 1, (error) => end(error));
  assert.match((await lost).message, /idle-in-transaction timeout/);
  idle.close();
  assert.equal(pool.waitingCount, 0);
});

test('transaction undoes everything when its work fails', async () => {
  await assert.rejects(
    open.database.transaction(async (client) => {
      await client.query(
        'INSERT INTO evidence (case_id, root_sealed, root_index, source_sealed) VALUES ($1, $2, $2, $2)',
        [open.database.caseId, Buffer.of(1)],
      );
      throw new Error('stop');
    }),
    /stop/,
  );
  const { rows } = await open.database.pool.query<{ n: number }>('SELECT count(*) AS n FROM evidence');
  assert.equal(rows[0]!.n, 0);
});
