import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { changeLineSchema, stateLineSchema } from '@constat/contract/state.ts';
import { duplicateDecisionLineSchema, duplicateLineSchema } from '@constat/contract/duplicate.ts';
import { outsiderLineSchema } from '@constat/contract/person.ts';
import { constat } from './testCommand.ts';

/** Commands that a count is defended with, as they are typed. */
let folder: string;
let dir: string;

const inCase = (...args: string[]) => constat(...args, '--case', dir);
const jsonLines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-count-'));
  dir = join(folder, 'case');
  await constat('case', 'create', dir);
  await inCase('case', 'exception', 'add', 'sandbox', '--reason', 'files made by the tests');
});
after(() => rm(folder, { recursive: true, force: true }));

async function register(...rows: string[]): Promise<string> {
  const file = join(folder, 'register.csv');
  await writeFile(file, ['IPP;NOM;NOM USAGE;PRENOM;DDN', ...rows, ''].join('\n'));
  return (await inCase('patients', 'import', file)).out;
}

async function take(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'lettre.txt'), text);
  await inCase('evidence', 'add', join(folder, name), '--source', 'test');
}

const ROWS = ['84000001;FANETTI;;MARIE;14/07/1984', '84000002;FANETTI;QUERNEC;MARIE;14/07/1984'];

test('states list and compare say before the first assessment that there is none', async () => {
  assert.match((await inCase('states', 'list')).out, /No state yet/);
  const { code, err } = await inCase('states', 'compare');
  assert.equal(code, 4);
  assert.match(err, /no state to compare/);
});

test('duplicates are listed, accepted, undone, exported and imported by command', async () => {
  await register(...ROWS);
  const proposal = duplicateLineSchema.parse(JSON.parse((await inCase('duplicates', 'list', '--json')).out));
  assert.equal(proposal.state, 'open');
  assert.match((await inCase('duplicates', 'list')).out, /84000001 {2}84000002 .*same date of birth/);

  const accept = ['duplicates', 'accept', '84000001', '84000002'];
  assert.equal((await inCase(...accept)).code, 2);
  assert.equal((await inCase(...accept, '--reason', 'files compared')).code, 0);
  const again = await inCase(...accept, '--reason', 'files compared');
  assert.deepEqual([again.code, again.err.includes('nothing was done')], [4, true]);
  assert.match((await inCase('duplicates', 'list')).out, /No duplicates to be decided/);
  assert.match((await inCase('duplicates', 'list', '--all')).out, /\[accepted\]/);
  assert.match((await inCase('summary')).out, /1 patient number was accepted/);
  const unknown = await inCase('duplicates', 'reject', '84000001', '123', '--reason', 'x');
  assert.equal(unknown.code, 4);
  assert.match(unknown.err, /Number 2 of the two is not in the patient register/);
  assert.ok(!unknown.err.includes('123'));
  assert.equal((await inCase('duplicates', 'undo', '84000001', '84000002', '--reason', 'a mistake')).code, 0);

  const file = join(folder, 'decisions.jsonl');
  await inCase('export', 'decisions', '--format', 'jsonl', '--out', file);
  const decisions = jsonLines(await readFile(file, 'utf8')).map((line) =>
    duplicateDecisionLineSchema.parse(line),
  );
  assert.deepEqual(
    decisions.map(({ decision }) => decision),
    ['accept', 'undo'],
  );
  assert.match((await inCase('duplicates', 'import', file)).out, /^0 decisions imported/);
  await writeFile(file, JSON.stringify({ ...decisions[0], first: '999' }));
  const refused = await inCase('duplicates', 'import', file);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /row 1, column first: a patient number that is not in the register/);
});

test('states compare says who is newly concerned and why, on the terminal, as JSON, CSV and XLSX', async () => {
  await take(
    'first',
    'Concernant Mme FANETTI Marie, née le 14/07/1984, IPP 84000001. Avec M. LORQUET Jean, né le 02/02/1950.',
  );
  assert.match((await inCase('assess')).out, /Kept as state 1/);
  const outsiders = jsonLines((await inCase('export', 'outsiders', '--format', 'jsonl', '--out', '-')).out);
  for (const line of outsiders) outsiderLineSchema.parse(line);
  await register(...ROWS, '84000003;TESTARD;;PAUL;03/03/1958');
  await take('second', 'Concernant M. TESTARD Paul, né le 03/03/1958, IPP 84000003.');
  assert.match((await inCase('assess')).out, /State 2: 1 newly concerned\./);

  const states = jsonLines((await inCase('states', 'list', '--json')).out).map((line) =>
    stateLineSchema.parse(line),
  );
  assert.deepEqual(
    states.map(({ version }) => version),
    [1, 2],
  );
  assert.match((await inCase('states', 'list')).out, /1 newly concerned \(new evidence, register changed\)/);
  const compared = await inCase('states', 'compare');
  assert.match(
    compared.out,
    /84000003 {2}not concerned → certain · now: .*\(new evidence, patient added to the register\)/,
  );
  const [change, ...others] = jsonLines((await inCase('states', 'compare', '--json')).out);
  assert.deepEqual(others, []);
  assert.equal(changeLineSchema.parse(change).change, 'newly_concerned');
  for (const format of ['csv', 'xlsx']) {
    const out = join(folder, `changes.${format}`);
    assert.equal(
      (await inCase('states', 'compare', '--from', '0', '--format', format, '--out', out)).code,
      0,
    );
    assert.ok((await readFile(out)).length > 100);
  }
  assert.equal((await inCase('states', 'compare', '--from', 'x')).code, 2);
  assert.equal((await inCase('states', 'compare', '--format', 'csv')).code, 2);
  assert.equal((await inCase('states', 'compare', '--from', '7')).code, 4);
});

test('patients import says what differs from the register before and how much is read again for it', async () => {
  assert.match(await register(...ROWS, '84000003;TESTARD;;PAUL;03/03/1958'), /nothing is read again/);
  assert.match(await register(...ROWS), /0 added, 0 changed, 1 removed\.\n1 content is read again/);
});

test('a merge is told apart from who is no longer concerned, with the number of whoever stands for both', async () => {
  await register(...ROWS, '84000003;TESTARD;;PAUL;03/03/1958');
  await inCase('assess');
  await inCase('duplicates', 'accept', '84000001', '84000003', '--reason', 'invented');
  assert.match((await inCase('assess', '--lang', 'fr')).out, /1 réunie avec une autre \(doublon accepté\)/);
  const compared = (await inCase('states', 'compare', '--lang', 'fr')).out;
  assert.match(compared, /84000003 {2}certaine → réunie avec 84000001 \(décision\)/);
  assert.doesNotMatch(compared, /concernée/);
  assert.match(
    (await inCase('states', 'compare')).out,
    /1 merged with another[\s\S]*certain → merged with 84000001 \(decision\)/,
  );
  assert.match((await inCase('states', 'list')).out, /1 merged with another \(accepted duplicate\)/);
  const lines = jsonLines((await inCase('states', 'compare', '--json')).out).map((line) =>
    changeLineSchema.parse(line),
  );
  const merged = lines.find(({ patient }) => patient === '84000003')!;
  assert.deepEqual([merged.change, merged.merged_with], ['merged', '84000001']);
});

test('who leaves the register is said to, in words that French writes', async () => {
  await inCase('duplicates', 'undo', '84000001', '84000003', '--reason', 'invented');
  await inCase('assess');
  await register(...ROWS);
  const { out } = await inCase('assess', '--lang', 'fr');
  assert.match(out, /1 qui n’est plus concernée/);
  assert.match(
    (await inCase('states', 'compare', '--lang', 'fr')).out,
    /84000003 .*\(.*patient retiré du fichier des patients\)/,
  );
});
