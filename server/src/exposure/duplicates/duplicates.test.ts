import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { CaseError } from '../../case/caseError.ts';
import { assessCase, collect, importPatients } from '../../pipeline.ts';
import { behindTheCurtain, openTestCase } from '../../testCase.ts';
import { personLines } from '../personLines.ts';
import { summarise } from '../summarise.ts';
import { InputFileError } from '../inputFile.ts';
import { readDecisionFile } from './decisionFile.ts';
import {
  contradictionsOf,
  decideDuplicate,
  importDecisions,
  mergesOf,
  statesOf,
} from './duplicateDecisions.ts';
import { decisionLines, duplicateLines } from './duplicateLines.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
let folder: string;

/** FANETTI Marie under two numbers, once under her married name; twins; a stranger to all. */
const REGISTER = `IPP;NOM;NOM USAGE;PRENOM;DDN;TEL
84000001;FANETTI;;MARIE;14/07/1984;0639981234
84000002;FANETTI;QUERNEC;MARIE;14/07/1984;0639981234
84000003;LORQUET;;LOUIS;01/02/2010;0639985555
84000004;LORQUET;;LOUISE;01/02/2010;0639985555
84000005;TESTARD;;PAUL;30/09/1962;
`;

before(async () => {
  open = await openTestCase();
  folder = dirname(open.folder);
  const register = join(folder, 'register.csv');
  await writeFile(register, REGISTER);
  await importPatients(open, { file: register });
  await mkdir(join(folder, 'files'));
  await writeFile(
    join(folder, 'files', 'a.txt'),
    'IPP 84000001 FANETTI Marie, née le 14/07/1984, vue le 12/03/2019.',
  );
  await writeFile(
    join(folder, 'files', 'b.txt'),
    'IPP 84000002 Mme QUERNEC Marie, née le 14/07/1984. Tél. 06 39 98 12 34.',
  );
  await collect(open, { path: join(folder, 'files'), source: 'test' });
  await assessCase(open, {});
});
after(() => open.dispose());

const lines = () => Array.fromAsync(duplicateLines(open.database, open.opened.keys));
const decisions = () => Array.fromAsync(decisionLines(open.database, open.opened.keys));
const decide = (decision: 'accept' | 'reject' | 'undo', first = '84000001', second = '84000002') =>
  decideDuplicate(open.database, open.opened.keys, {
    first,
    second,
    decision,
    by: 'somebody',
    at: new Date().toISOString(),
    reason: 'files compared',
  });
const concerned = async (): Promise<number[]> => {
  const { database, opened } = open;
  const { persons, merged, categories, severity } = await summarise(
    database,
    opened.keys,
    opened.configuration,
    '0',
  );
  const named = categories.find(({ category }) => category === 'name')!.persons;
  const severe = severity.bands.reduce((sum, band) => sum + band.persons, 0);
  return [persons.certain + persons.probable, named, severe, merged];
};

test('duplicateLines proposes two numbers of one person with the reasons, and no twins', async () => {
  const [proposal, ...others] = await lines();
  assert.deepEqual(others, []);
  assert.deepEqual([proposal!.first, proposal!.second, proposal!.state], ['84000001', '84000002', 'open']);
  assert.ok(proposal!.score! > 0.9);
  assert.ok(proposal!.reasons.includes('phone_equal'));
});

test('decideDuplicate makes two numbers one person in every count, and undo two again; the exports keep both', async () => {
  assert.deepEqual(await concerned(), [2, 2, 2, 0]);
  await decide('accept');
  assert.deepEqual(await concerned(), [1, 1, 1, 1]);
  const persons = await Array.fromAsync(personLines(open.database, open.opened.keys));
  assert.deepEqual(
    persons.map(({ patient, same_person }) => [patient, same_person]),
    [
      ['84000001', ['84000002']],
      ['84000002', ['84000001']],
    ],
  );
  assert.equal((await lines())[0]!.state, 'accepted');
  await decide('undo', '84000002', '84000001');
  assert.deepEqual(await concerned(), [2, 2, 2, 0]);
});

test('decideDuplicate refuses what changes nothing and numbers that nobody has, and writes nothing', async () => {
  const before = await decisions();
  const refused = (code: string) => (error: unknown) => error instanceof CaseError && error.code === code;
  await assert.rejects(decide('undo'), refused('nothing_decided'));
  await assert.rejects(decide('accept', '84000001', '99'), refused('number_unknown'));
  await assert.rejects(decide('accept', '84000001', '84000001'), refused('same_number'));
  await decide('reject');
  await assert.rejects(decide('reject'), refused('already_decided'));
  await decide('undo');
  assert.equal((await decisions()).length, before.length + 2);
});

test('decideDuplicate and importDecisions refuse what would make two numbers one person through a third, and two by decision', async () => {
  const before = await decisions();
  const [a, b, c] = ['84000003', '84000004', '84000005'] as const;
  const contradicts = (error: unknown) => error instanceof CaseError && error.code === 'decisions_contradict';
  await decide('reject', a, c);
  await decide('accept', a, b);
  await assert.rejects(decide('accept', b, c), contradicts);
  await decide('undo', a, c);
  await decide('accept', c, b);
  await assert.rejects(decide('reject', c, a), contradicts);
  const line = (first: string, second: string, decision: 'accept' | 'reject') =>
    ({ first, second, decision, by: 'x', at: new Date().toISOString(), reason: 'y' }) as const;
  await assert.rejects(
    importDecisions(open.database, open.opened.keys, [
      line('84000001', a, 'reject'),
      line(c, a, 'reject'),
      line('84000002', a, 'reject'),
    ]),
    (error) => error instanceof InputFileError && error.faults.map(({ row, code }) => `${row} ${code}`).join() === '2 contradicts_others', // prettier-ignore
  );
  assert.equal((await decisions()).length, before.length + 4);
  for (const [first, second] of [
    [a, b],
    [b, c],
  ] as const)
    await decide('undo', first, second);
});

test('importDecisions replays a list to the same merges, once however often it is given', async () => {
  await decide('accept');
  const list = await decisions();
  const file = join(folder, 'decisions.jsonl');
  await writeFile(file, list.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const other = await openTestCase();
  try {
    await importPatients(other, { file: join(folder, 'register.csv') });
    const read = await readDecisionFile(file);
    assert.equal(await importDecisions(other.database, other.opened.keys, read), list.length);
    assert.equal(await importDecisions(other.database, other.opened.keys, read), 0);
    assert.deepEqual(await Array.fromAsync(decisionLines(other.database, other.opened.keys)), list);
    const merged = await other.database.pool.query('SELECT patient_id FROM merged_patients');
    assert.equal(merged.rows.length, 2);
  } finally {
    await other.dispose();
  }
});

test('the list of decisions is never changed, and shows no number, name or reason in clear', async () => {
  const { pool } = open.database;
  for (const change of [
    'DELETE FROM duplicate_decisions',
    `UPDATE duplicate_decisions SET decision = 'reject'`,
  ]) {
    await assert.rejects(pool.query(change), /permission denied/);
    await assert.rejects(
      behindTheCurtain(open, (client) => client.query(change)),
      /only ever added to/,
    );
  }
  const { rows } = await pool.query<{ line: string }>('SELECT d::text AS line FROM duplicate_decisions d');
  assert.ok(rows.length > 0);
  for (const { line } of rows)
    for (const value of ['84000001', 'somebody', 'files compared'])
      assert.ok(!line.includes(value) && !line.includes(Buffer.from(value).toString('hex')));
});

test('a merge stands when the register is imported again, and falls with a number that leaves it', async () => {
  await importPatients(open, { file: join(folder, 'register.csv') });
  const merged = () => open.database.pool.query('SELECT FROM merged_patients');
  assert.equal((await merged()).rowCount, 2);
  const shorter = join(folder, 'shorter.csv');
  await writeFile(shorter, REGISTER.replace(/84000002.*\n/, ''));
  await importPatients(open, { file: shorter });
  assert.equal((await merged()).rowCount, 0);
});

test('readDecisionFile refuses a file with the number of every line that is no decision of the past', async () => {
  const file = join(folder, 'bad.jsonl');
  const good = {
    first: '1',
    second: '2',
    decision: 'accept',
    by: 'x',
    at: '2026-01-02T03:04:05.000Z',
    reason: 'y',
  };
  const bad = [
    'nonsense',
    JSON.stringify({ ...good, decision: 'merge' }),
    JSON.stringify({ ...good, second: '1' }),
    JSON.stringify({ ...good, at: '2999-01-02T03:04:05.000Z' }),
  ];
  await writeFile(file, [JSON.stringify(good), '', ...bad].join('\n'));
  await assert.rejects(
    readDecisionFile(file),
    (error) =>
      error instanceof InputFileError &&
      JSON.stringify(error.faults.map(({ row, code }) => [row, code])) ===
        JSON.stringify([
          [2, 'not_json'],
          [3, 'not_json'],
          [4, 'field_wrong'],
          [5, 'field_wrong'],
          [6, 'in_the_future'],
        ]),
  );
});

test('mergesOf makes one person of pairs that hang together, under the lowest id', () => {
  const pair = (firstId: number, secondId: number, decision: 'accept' | 'reject' | 'undo') => ({
    firstId,
    secondId,
    decision,
  });
  const of = (...list: ReturnType<typeof pair>[]) => Object.fromEntries(mergesOf(statesOf(list)));
  assert.deepEqual(of(pair(5, 9, 'accept'), pair(2, 9, 'accept'), pair(3, 4, 'reject')), {
    2: 2,
    5: 2,
    9: 2,
  });
  assert.deepEqual(of(pair(5, 9, 'accept'), pair(2, 9, 'accept'), pair(2, 9, 'undo')), { 5: 5, 9: 5 });
});

test('contradictionsOf: whatever pairs are decided how, a pair is one if and only if it is held apart and hangs together', () => {
  const pairs = [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].filter((b) => b > a).map((b) => `${a} ${b}`));
  const state = fc.constantFrom('accepted' as const, 'rejected' as const, 'open' as const);
  fc.assert(
    fc.property(fc.array(state, { minLength: pairs.length, maxLength: pairs.length }), (states) => {
      const given = new Map(pairs.map((pair, i) => [pair, states[i]!]));
      const reached = (from: number, seen = new Set([from])): Set<number> => {
        for (const [pair, decided] of given) {
          const [a, b] = pair.split(' ').map(Number) as [number, number];
          const next = from === a ? b : from === b ? a : from;
          if (decided === 'accepted' && !seen.has(next)) reached(next, seen.add(next));
        }
        return seen;
      };
      const expected = pairs.filter((pair) => {
        const [a, b] = pair.split(' ').map(Number) as [number, number];
        return given.get(pair) === 'rejected' && reached(a).has(b);
      });
      assert.deepEqual(contradictionsOf(given).map(([a, b]) => `${a} ${b}`).sort(), expected.sort()); // prettier-ignore
    }),
  );
});
