import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { constat } from './testCommand.ts';

let folder: string;
let dir: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(folder, 'case');
  await mkdir(join(folder, 'vol', 'Écrits'), { recursive: true });
  await writeFile(
    join(folder, 'patients.csv'),
    'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n84000003;GROSSOUVRE;PAUL;11/12/1970\n',
  );
  await writeFile(join(folder, 'vol', 'b.txt'), 'Patient : GROSSOUVRE Paul, né le 11/12/1970, diabète.\n');
  for (let i = 0; i < 4; i++)
    await writeFile(
      join(folder, 'vol', 'Écrits', `note ${i}.txt`),
      `Note ${i}\nLa cafétéria ouvre à 7 h 30.\n`,
    );
  const { code, err } = await constat(
    'run',
    '--patients',
    join(folder, 'patients.csv'),
    '--evidence',
    join(folder, 'vol'),
    '--source',
    'handed over by the police',
    '--out',
    dir,
    '--without-sandbox',
    'files made by the tests',
  );
  assert.equal(code, 0, err);
});
after(() => rm(folder, { recursive: true, force: true }));

const method = async (lang = 'en'): Promise<string> =>
  (await constat('method', '--case', dir, '--lang', lang)).out;

test('method says what was not done: no review, no sample, no trial with invented patients', async () => {
  const text = await method();
  for (const undone of [
    'No match was reviewed by a person',
    'No sample was drawn',
    'Recall was not measured on invented patients',
    'The date of the theft is not stated',
  ])
    assert.ok(text.replaceAll('\n', ' ').includes(undone), undone);
  assert.match(await method('fr'), /Aucun échantillon n’a été tiré/);
});

test('method gives the hash of the evidence as sha256sum does, that of the register, and the versions', async () => {
  const text = await method();
  const command = text
    .match(/find \. -type f[^\n]*(?:\n[^\n]*)?sha256sum \| sha256sum/)![0]
    .replaceAll('\n', ' ');
  const hash = execFileSync('sh', ['-c', command], { cwd: join(folder, 'vol'), encoding: 'utf8' }).slice(
    0,
    64,
  );
  assert.ok(text.includes(hash));
  const register = createHash('sha256')
    .update(await readFile(join(folder, 'patients.csv')))
    .digest('hex');
  assert.ok(text.includes(register));
  assert.ok(text.includes(process.versions.node) && text.includes('handed over by the police'));
});

test('sample draw and result, seed: what they gave stands in summary and method, with their seeds', async () => {
  const sheet = join(folder, 'sheet.csv');
  const drawn = await constat(
    'sample',
    'draw',
    '--case',
    dir,
    '--strata',
    'text=3',
    '--seed',
    '77',
    '--out',
    sheet,
  );
  assert.match(drawn.out, /3 units drawn: sample 1, seed 77/);
  const filled = (await readFile(sheet, 'utf8')).replaceAll(';;;\r\n', ';0;Z. Martel;\r\n');
  await writeFile(sheet, filled);
  const result = (await constat('sample', 'result', '--case', dir, '--file', sheet)).out;
  assert.match(
    result,
    /3 answers taken in[\s\S]*texts: 4 files in which nobody was found; 3 read of 3 drawn, 0 with somebody/,
  );
  const seeded = await constat('seed', '--case', dir, '--patients', '2', '--seed', '5');
  assert.match(seeded.out, /seed 5[\s\S]*all: \d+ found of 12/);
  const summary = (await constat('summary', '--case', dir)).out;
  assert.match(
    summary,
    /How was it checked\?[\s\S]*3 files in which nobody had been found were read; missed, at most: [\s\S]*found of 12/,
  );
  const text = await method();
  assert.match(text, /Sample 1, drawn on .*seed 77/);
  assert.match(text, /Trial 1 of .*seed 5/);
  assert.doesNotMatch(text.replaceAll('\n', ' '), /No sample was drawn|Recall was not measured/);
  assert.doesNotMatch(text, /Martel|FANETTI|GROSSOUVRE/);
});

test('sample and seed refuse what they do not understand, and what cannot be, with exit codes 2, 3 and 4', async () => {
  const out = join(folder, 'none.csv');
  for (const options of [
    ['--strata', 'soup'],
    ['--strata', 'text=some'],
    ['--size', 'x'],
    ['--seed', '-1'],
    ['--format', 'pdf'],
  ])
    assert.equal(
      (await constat('sample', 'draw', '--case', dir, '--out', out, ...options)).code,
      2,
      options.join(),
    );
  const nothing = await constat('sample', 'draw', '--case', dir, '--strata', 'mail', '--out', out);
  assert.equal(nothing.code, 4);
  assert.match(nothing.err, /choose others/);
  await writeFile(out, 'sample;ordinal;found;reader\n9;9;0;A\n');
  const refused = await constat('sample', 'result', '--case', dir, '--file', out);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /row 2, column ordinal: not part of the sample/);
  assert.equal((await constat('seed', '--case', dir, '--patients', '0')).code, 2);
});

test('method writes one page that needs nothing else, with what names of sources try to be as text', async () => {
  const evidence = join(folder, 'more');
  await mkdir(evidence);
  await writeFile(join(evidence, 'x.txt'), 'x\n');
  await constat('evidence', 'add', evidence, '--case', dir, '--source', '<script>alert(1)</script>');
  const page = join(folder, 'method.html');
  assert.equal((await constat('method', '--case', dir, '--html', page, '--lang', 'fr')).code, 0);
  const html = await readFile(page, 'utf8');
  assert.match(html, /<html lang="fr">/);
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|<img|https?:/);
  assert.match(html, /&lt;script&gt;/);
  assert.match(html, /1 élément attend encore|Le dernier échantillon est antérieur/);
});
