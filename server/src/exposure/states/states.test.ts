import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { CaseError } from '../../case/caseError.ts';
import type { RegisterChanges } from '../../patients/registerChanges.ts';
import { loadPatients } from '../../patients/loadPatients.ts';
import { assessCase, collect, importPatients } from '../../pipeline.ts';
import { openTestCase } from '../../testCase.ts';
import { decideDuplicate } from '../duplicates/duplicateDecisions.ts';
import { recordState } from './recordState.ts';
import { changeLines, rangeOf, stateLines } from './stateLines.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
let folder: string;
const HEADER = 'IPP;NOM;PRENOM;DDN;LIEU NAISSANCE';
const FANETTI = '84000001;FANETTI;MARIE;14/07/1984;';
const QUERNEC = '84000002;QUERNEC;YANN;30/09/1962;';
const LORQUET = '84000003;LORQUET;ANNE;02/02/1970;';
const TESTARD = '84000004;TESTARD;PAUL;03/03/1958;';

before(async () => {
  open = await openTestCase();
  folder = dirname(open.folder);
});
after(() => open.dispose());

async function register(...patients: string[]): Promise<RegisterChanges | null> {
  const file = join(folder, 'register.csv');
  await writeFile(file, [HEADER, ...patients, ''].join('\n'));
  return (await importPatients(open, { file })).changes;
}

let serial = 0;
async function take(...texts: string[]): Promise<void> {
  const path = join(folder, `evidence-${++serial}`);
  await mkdir(path);
  for (const [i, text] of texts.entries()) await writeFile(join(path, `${i}.txt`), text);
  await collect(open, { path, source: 'test' });
}

/** What became of whom between the last two states. */
async function changes(
  from: number | null = null,
  to: number | null = null,
): Promise<Record<string, string[]>> {
  const range = await rangeOf(open.database, from, to);
  const lines = await Array.fromAsync(changeLines(open.database, open.opened.keys, range));
  return Object.fromEntries(lines.map(({ patient, change, reasons }) => [patient, [change, ...reasons]]));
}

const decide = (decision: 'accept' | 'undo', first: string, second: string) =>
  decideDuplicate(open.database, open.opened.keys, {
    first, second, decision, by: 'somebody', at: new Date().toISOString(), reason: 'compared',
  }); // prettier-ignore

test('a first state has everybody as newly concerned; an assessment that finds nothing else makes none', async () => {
  assert.equal(await register(FANETTI, QUERNEC), null);
  await take(
    'Concernant Mme FANETTI Marie, née le 14/07/1984, vue le 12/03/2019.',
    'Concernant Mme LORQUET Anne, née le 02/02/1970, vue le 12/03/2019.',
  );
  const { state } = await assessCase(open, {});
  assert.deepEqual(state, { version: 1, newly: 1, more: 0, less: 0, noLonger: 0, merged: 0 });
  assert.deepEqual(await changes(), { 84000001: ['newly_concerned', 'new_evidence'] });
  assert.equal((await assessCase(open, {})).state, null);
});

test('new evidence alone is read, and says who is newly concerned and who has something new', async () => {
  await take(
    'Concernant M. QUERNEC Yann, né le 30/09/1962, vu le 12/03/2019.',
    'Mme FANETTI Marie, née le 14/07/1984, IPP 84000001. Diabète de type 2.',
  );
  const { contents, state } = await assessCase(open, {});
  assert.equal(contents, 2);
  assert.deepEqual(state, { version: 2, newly: 1, more: 1, less: 0, noLonger: 0, merged: 0 });
  assert.deepEqual(await changes(), {
    84000001: ['more', 'new_evidence'],
    84000002: ['newly_concerned', 'new_evidence'],
  });
});

test('the same register again, or one that is different in nothing that is looked for, has nothing read again', async () => {
  assert.deepEqual(await register(FANETTI, QUERNEC), {
    added: 0,
    changed: 0,
    removed: 0,
    recipients: 0,
    contents: 0,
  });
  assert.deepEqual(await register(`${FANETTI}Brest`, QUERNEC), {
    added: 0,
    changed: 0,
    removed: 0,
    recipients: 0,
    contents: 0,
  });
  const { contents, state } = await assessCase(open, {});
  assert.deepEqual([contents, state], [0, null]);
});

test('a patient who leaves the register has only those contents read again in which he was seen, and can still be named', async () => {
  assert.deepEqual(await register(FANETTI), { added: 0, changed: 0, removed: 1, recipients: 0, contents: 1 });
  const { contents, state } = await assessCase(open, {});
  assert.deepEqual([contents, state!.noLonger], [1, 1]);
  assert.deepEqual(await changes(), { 84000002: ['no_longer_concerned', 'patient_removed'] });
});

test('a patient who comes into the register is looked for in everything, under an id that nobody had', async () => {
  assert.deepEqual(await register(FANETTI, LORQUET), {
    added: 1,
    changed: 0,
    removed: 0,
    recipients: 0,
    contents: 4,
  });
  const patients = await Array.fromAsync(loadPatients(open.database, open.opened.keys));
  assert.deepEqual(
    patients.map(({ id }) => id),
    [1, 3],
  );
  await assessCase(open, {});
  assert.deepEqual(await changes(), { 84000003: ['newly_concerned', 'patient_added'] });
  // Back again under the id that he had.
  await register(FANETTI, LORQUET, QUERNEC);
  await assessCase(open, {});
  assert.deepEqual(await changes(), { 84000002: ['newly_concerned', 'patient_added'] });
  assert.deepEqual(await changes(2, 5), { 84000003: ['newly_concerned', 'patient_added'] });
});

test('several causes at once: each person has the reason that concerns him', async () => {
  await register(FANETTI, LORQUET, QUERNEC.replace('30/09/1962', '11/11/1931'), TESTARD);
  await take(
    'Concernant M. TESTARD Paul, né le 03/03/1958, vu le 12/03/2019.',
    'Mme LORQUET Anne, née le 02/02/1970. IPP 84000003.',
  );
  await assessCase(open, {});
  const found = await changes();
  assert.deepEqual(found['84000003'], ['more', 'new_evidence']);
  assert.deepEqual(found['84000004'], ['newly_concerned', 'new_evidence', 'patient_added']);
  assert.equal(found['84000002']![1], 'patient_changed');
  const { causes } = (await stateLines(open.database)).at(-1)!;
  assert.deepEqual(causes, ['new_evidence', 'register_changed']);
});

test('a merge makes one person of two, and undoing it two again, by decision', async () => {
  await decide('accept', '84000001', '84000003');
  const merged = await assessCase(open, {});
  assert.equal(merged.contents, 0);
  assert.deepEqual([merged.state!.noLonger, merged.state!.merged], [0, 1]);
  assert.deepEqual((await changes())['84000003'], ['merged', 'decision']);
  const lines = await Array.fromAsync(
    changeLines(open.database, open.opened.keys, await rangeOf(open.database, null, null)),
  );
  assert.deepEqual(
    lines.flatMap(({ patient, merged_with }) => (merged_with === null ? [] : [[patient, merged_with]])),
    [['84000003', '84000001']],
  );
  const kept = (await stateLines(open.database)).at(-1)!;
  assert.deepEqual([kept.no_longer_concerned, kept.merged], [0, 1]);
  await decide('undo', '84000001', '84000003');
  await assessCase(open, {});
  assert.deepEqual((await changes())['84000003'], ['newly_concerned', 'decision']);
  const last = (await stateLines(open.database)).length;
  assert.deepEqual(await changes(last - 2, last), {});
});

test('who is different because of others in the register has that as the reason, not a record of his own', async () => {
  await register(FANETTI, LORQUET, TESTARD, '84000009;VERGNIAUD;LOUISE;05/05/1955;');
  await assessCase(open, {});
  await register(FANETTI, LORQUET, TESTARD);
  await open.database.pool.query('UPDATE sightings SET categories = categories | 2048 WHERE patient_id = 1');
  await assessCase(open, {});
  assert.deepEqual((await changes())['84000001'], ['more', 'register_changed']);
});

test('of several imports since the last state it counts what they come to', async () => {
  await register(FANETTI, LORQUET);
  await register(FANETTI, LORQUET, TESTARD.replace('03/03/1958', '04/04/1944'));
  await assessCase(open, {});
  assert.equal((await changes())['84000004']![1], 'patient_changed');
});

test('what another version of the engine finds has that as its reason', async () => {
  await open.database.pool.query('UPDATE sightings SET categories = 1 WHERE patient_id = 1');
  const state = await recordState(open.database, { engine: 999, scans: 1, contents: 9, pages: 0 });
  assert.equal(state!.less, 1);
  assert.deepEqual(await changes(), { 84000001: ['less', 'engine_changed'] });
});

test('states are kept as differences that add up: what is compared with nothing is the whole', async () => {
  const states = await stateLines(open.database);
  const whole = Object.values(await changes(0, states.length));
  const concerned = whole.filter(([change]) => change === 'newly_concerned').length;
  const last = states.at(-1)!;
  assert.equal(concerned, last.certain + last.probable);
  const { rows } = await open.database.pool.query<{ n: number }>('SELECT count(*) AS n FROM state_changes');
  assert.ok(rows[0]!.n < 20, `${rows[0]!.n} rows for ${states.length} states`);
});

test('rangeOf says what is wrong with states that do not exist or stand the wrong way round', async () => {
  const refused = (code: string) => (error: unknown) => error instanceof CaseError && error.code === code;
  await assert.rejects(rangeOf(open.database, 1, 99), refused('state_unknown'));
  await assert.rejects(rangeOf(open.database, 3, 2), refused('state_order'));
  await assert.rejects(rangeOf(open.database, 2, 2), refused('state_order'));
  const empty = await openTestCase();
  await assert.rejects(rangeOf(empty.database, null, null), refused('no_state'));
  await empty.dispose();
});
