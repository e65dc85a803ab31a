import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { constat } from './testCommand.ts';

let folder: string;
let dir: string;

/** Two patients of one name, of whom a letter names one without saying which; a third who is certainly there. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(folder, 'case');
  await mkdir(join(folder, 'vol'));
  await writeFile(
    join(folder, 'patients.csv'),
    'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n84000002;FANETTI;MARIE;02/03/1951\n84000003;GROSSOUVRE;PAUL;11/12/1970\n',
  );
  await writeFile(
    join(folder, 'vol', 'lettre.txt'),
    'Cher confrère,\nJe vous remercie de m’avoir adressé Mme FANETTI Marie pour une pneumopathie.\n',
  );
  await writeFile(
    join(folder, 'vol', 'autre.txt'),
    'Patient : GROSSOUVRE Paul, né le 11/12/1970, diabète de type 2.\n',
  );
  const { code, err } = await constat(
    'run',
    '--patients',
    join(folder, 'patients.csv'),
    '--evidence',
    join(folder, 'vol'),
    '--out',
    dir,
    '--without-sandbox',
    'files made by the tests',
  );
  assert.equal(code, 0, err);
});
after(() => rm(folder, { recursive: true, force: true }));

test('review next, decide and list: two reviewers who agree add the one of two namesakes who is meant', async () => {
  const { out } = await constat('review', 'next', '--case', dir, '--reviewer', 'A. Martel');
  assert.match(out, /^2 questions waiting/);
  assert.match(out, /lettre\.txt · line 2[\s\S]*8400000[12] · FANETTI MARIE · born/);
  assert.match(out, /namesakes in the register/);
  const decide = async (answer: string, patient: string, reviewer: string): Promise<number> =>
    (
      await constat(
        'review',
        'decide',
        answer,
        '--path',
        'lettre.txt',
        '--patient',
        patient,
        '--reviewer',
        reviewer,
        '--case',
        dir,
      )
    ).code;
  for (const reviewer of ['A. Martel', 'B. Roux']) {
    assert.equal(await decide('yes', '84000001', reviewer), 0);
    assert.equal(await decide('no', '84000002', reviewer), 0);
  }
  const list = (await constat('review', 'list', '--case', dir)).out;
  assert.match(list, /4 answers by 2 reviewers/);
  assert.match(list, /1 match confirmed, 1 denied/);
  assert.match(list, /0 questions waiting/);
  assert.match(
    (await constat('review', 'next', '--case', dir, '--reviewer', 'C')).out,
    /^No question is waiting/,
  );
  const persons = (await constat('export', 'persons', '--case', dir, '--format', 'jsonl', '--out', '-')).out;
  assert.match(persons, /"84000001","probability":1,"certainty":"certain".*"reviewers":2/);
  assert.doesNotMatch(persons, /84000002|Martel/);
});

test('review decide refuses what the case does not know, with what to do, and records nothing', async () => {
  const before = (await constat('review', 'list', '--case', dir, '--json')).out;
  const decide = (...args: string[]): Promise<{ code: number; err: string }> =>
    constat('review', 'decide', 'yes', '--reviewer', 'A', '--case', dir, ...args);
  assert.match(
    (await decide('--path', 'no.txt', '--patient', '84000001')).err,
    /has the path no\.txt: copy it/,
  );
  assert.match((await decide('--path', 'lettre.txt', '--patient', '1')).err, /has this number: copy it/);
  assert.match((await decide('--path', 'lettre.txt', '--patient', '84000003')).err, /say with --data/);
  assert.equal((await decide('--path', 'lettre.txt', '--patient', '1', '--data', 'soul')).code, 2);
  assert.equal((await constat('review', 'decide', 'maybe', '--case', dir)).code, 2);
  const wordy = await decide('--path', 'lettre.txt', '--patient', '84000003', '--note', `vu avec GROSSOUVRE ${'x'.repeat(1000)}`); // prettier-ignore
  assert.equal(wordy.code, 2);
  assert.match(wordy.err, /--note: the text is empty or too long/);
  assert.doesNotMatch(wordy.err, /GROSSOUVRE|xxx/);
  assert.equal((await constat('review', 'list', '--case', dir, '--json')).out, before);
});

test('review export and import: the same decisions again change nothing; a bad file is refused as a whole', async () => {
  const file = join(folder, 'decisions.jsonl');
  assert.equal((await constat('review', 'export', '--case', dir, '--out', file)).code, 0);
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  assert.equal(lines.length, 4);
  assert.match((await constat('review', 'import', file, '--case', dir)).out, /4 decisions read, 0 new/);
  await writeFile(file, `${lines.join('\n')}\n{}\nx\n`);
  const { code, err } = await constat('review', 'import', file, '--case', dir);
  assert.equal(code, 3);
  assert.match(err, /row 5, column verdict: missing[\s\S]*row 6: is not JSON/);
});
