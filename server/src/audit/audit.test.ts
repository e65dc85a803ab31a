import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { grantEverything, openTestCase } from '../testCase.ts';
import { ENTRY_SQL, entryText, identityOf, entrySchema } from './accessEntry.ts';
import { ownCheckpointFile, readCheckpointFile } from './checkpointFile.ts';
import { growTree } from './growTree.ts';
import { type Access, ACCESS_ACTIONS, readWithAudit, recordAccess } from './recordAccess.ts';
import { settleAudit } from './settleAudit.ts';
import { openDetails } from './openDetails.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
before(async () => {
  open = await openTestCase();
  await grantEverything(open, 'worker');
});
after(() => open.dispose());

const look: Access = {
  actor: { kind: 'person', id: 'p-1', role: 'reviewer' },
  action: 'patient_viewed',
  patients: [12, 7],
  items: [3],
  reason: 'call of the patient',
  from: '192.0.2.7',
};

async function leaves(): Promise<{ leaf: number; sequence: number }[]> {
  const { rows } = await open.database.pool.query<{ leaf: number; sequence: number }>(
    'SELECT leaf, sequence FROM access_leaves WHERE case_id = $1 ORDER BY leaf',
    [open.database.caseId],
  );
  return rows;
}

test('readWithAudit gives the answer with its row, and no row where reading fails', async () => {
  const { database, opened } = open;
  assert.equal(await readWithAudit(database, opened.keys, look, () => Promise.resolve(5)), 5);
  await assert.rejects(
    readWithAudit(database, opened.keys, look, () => Promise.reject(new Error('no'))),
    /no/,
  );
  const { rows } = await database.pool.query<{ n: number }>('SELECT count(*) AS n FROM accesses');
  assert.equal(rows[0]!.n, 1);
});

test('readWithAudit gives no answer when its transaction was lost on the way', async () => {
  const { database, opened } = open;
  await assert.rejects(
    readWithAudit(database, opened.keys, look, async (client) => {
      await client.query('SELECT 1/0').catch(() => undefined);
      return 'data';
    }),
  );
});

test('recordAccess keeps accounts, reasons and origins sealed, bound to the other columns of the row', async () => {
  const { database, opened } = open;
  const { rows } = await database.pool.query<{ entry: string }>(
    `SELECT ${ENTRY_SQL} AS entry FROM accesses a ORDER BY sequence`,
  );
  const [{ entry }] = rows as [{ entry: string }];
  assert.ok(!entry.includes('192.0.2.7'));
  assert.deepEqual(openDetails(opened.keys, entry), { reason: look.reason, from: look.from });
  assert.equal(openDetails(opened.keys, entry.replace('[12,7]', '[12]')), null);
  assert.equal(openDetails(opened.keys, entry.replace('p-1', 'p-2')), null);
});

test('ENTRY_SQL is the canonical text that entryText gives', async () => {
  const { database, opened } = open;
  const actors: Access['actor'][] = [
    look.actor,
    { kind: 'command_line', user: 'jean "x" é' },
    { kind: 'system' },
  ];
  await database.transaction(async (client) => {
    for (const actor of actors)
      for (const action of ACCESS_ACTIONS)
        await recordAccess(
          client,
          { caseId: database.caseId, keys: opened.keys },
          { actor, action, evidence: [1] },
        );
  });
  const { rows } = await database.pool.query<{ entry: string }>(
    `SELECT ${ENTRY_SQL} AS entry FROM accesses a`,
  );
  assert.ok(rows.length > 60);
  for (const { entry } of rows) {
    const parsed = entrySchema.parse(JSON.parse(entry));
    assert.equal(entryText(identityOf(parsed), parsed.details), entry);
    assert.equal(JSON.stringify(Object.fromEntries(Object.entries(parsed).sort())), entry);
    assert.notEqual(openDetails(opened.keys, entry), null);
  }
});

test('recordAccess refuses an actor whose id would need escaping', async () => {
  const { database, opened } = open;
  const actor = { kind: 'person', id: 'a"b', role: 'reviewer' } as const;
  await assert.rejects(
    readWithAudit(database, opened.keys, { actor, action: 'patient_viewed' }, () => Promise.resolve()),
    RangeError,
  );
});

test('growTree loses no row whose number was given out before those of rows that were committed first', async () => {
  const { database, opened } = open;
  await growTree(database, opened.keys);
  const first = (await leaves()).length;
  const ours = { caseId: database.caseId, keys: opened.keys };
  const slow = await database.pool.connect();
  await slow.query('BEGIN');
  await recordAccess(slow, ours, look);
  await readWithAudit(database, opened.keys, look, () => Promise.resolve());
  assert.equal((await growTree(database, opened.keys)).added, 1);
  await readWithAudit(database, opened.keys, look, () => Promise.resolve());
  assert.equal((await growTree(database, opened.keys)).added, 1);
  await slow.query('COMMIT');
  slow.release();
  assert.equal((await growTree(database, opened.keys)).added, 1);
  const { added, checkpoint } = await growTree(database, opened.keys);
  assert.deepEqual([added, checkpoint], [0, null]);
  const [a, b, c] = (await leaves()).slice(first).map(({ sequence }) => sequence) as [number, number, number];
  assert.ok(c < a && a < b, 'the late one stands last');
});

test('growTree by several processes at once gives each row one leaf', async () => {
  const { database, opened } = open;
  const work = Array.from({ length: 60 }, (_, i) =>
    i % 6 === 5
      ? growTree(database, opened.keys).then(() => undefined)
      : readWithAudit(database, opened.keys, look, () => Promise.resolve()),
  );
  await Promise.all(work);
  await growTree(database, opened.keys);
  const all = await leaves();
  const { rows } = await database.pool.query<{ n: number }>('SELECT count(*) AS n FROM accesses');
  assert.equal(all.length, rows[0]!.n);
  assert.deepEqual(
    all.map(({ leaf }) => leaf),
    all.map((_, i) => i),
  );
});

test('growTree takes no row that was not written with the case key', async () => {
  const { database, opened } = open;
  await database.pool.query(
    `INSERT INTO accesses (case_id, id, at, actor, person, role, action, patients, items, evidence, details_sealed)
     SELECT case_id, gen_random_uuid(), at, actor, person, role, action, patients, items, evidence, details_sealed FROM accesses LIMIT 1`,
  );
  assert.equal((await growTree(database, opened.keys)).added, 0);
  await database.pool.query(
    'DELETE FROM accesses a WHERE NOT EXISTS (SELECT FROM access_leaves l WHERE l.sequence = a.sequence)',
  );
});

test('growTree takes all rows without a leaf in another cluster', async () => {
  const { database, opened } = open;
  await readWithAudit(database, opened.keys, look, () => Promise.resolve());
  await database.pool.query(`UPDATE audit_trees SET cluster = 1, taken_up_to = '99999999:99999999:'`);
  assert.equal((await growTree(database, opened.keys)).added, 1);
});

test('settleAudit keeps each checkpoint in the case folder too, once', async () => {
  const { database, opened } = open;
  await settleAudit(opened, database);
  await readWithAudit(database, opened.keys, look, () => Promise.resolve());
  await settleAudit(opened, database);
  await settleAudit(opened, database);
  const { rows } = await database.pool.query<{ n: number }>('SELECT count(*) AS n FROM checkpoints');
  const path = ownCheckpointFile(opened.folder, database.caseId);
  assert.equal((await readCheckpointFile(path))!.length, rows[0]!.n);
  assert.match(await readFile(path, 'utf8'), /^\{"case":/);
});

test('growTree signs nothing more once the tree is not the one that was signed last', async () => {
  const { database, opened } = open;
  await readWithAudit(database, opened.keys, look, () => Promise.resolve());
  const altered = { name: 'CaseError', code: 'audit_altered' };
  for (const attack of [
    `UPDATE audit_trees SET frontier[1] = sha256('x')`,
    `UPDATE audit_trees SET size = 0, frontier = '{}'`,
    `UPDATE checkpoints SET root = sha256('x') WHERE size = (SELECT max(size) FROM checkpoints)`,
    `DELETE FROM checkpoints`,
  ]) {
    await assert.rejects(
      database.transaction(async (client) => {
        await client.query(attack);
        const inside = {
          ...database,
          transaction: <T>(work: (c: typeof client) => Promise<T>) => work(client),
        };
        await growTree(inside, opened.keys);
      }),
      altered,
      attack,
    );
  }
  assert.equal((await growTree(database, opened.keys)).added, 1);
});
