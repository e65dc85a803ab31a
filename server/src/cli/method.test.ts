import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SampleFigures } from '@constat/contract/sample.ts';
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
  assert.doesNotMatch(summary, /WARNING/);
  const text = await method();
  assert.match(text, /Sample 1, drawn on .*seed 77/);
  assert.match(text, /Trial 1 of .*seed 5/);
  assert.doesNotMatch(text.replaceAll('\n', ' '), /No sample was drawn|Recall was not measured/);
  assert.doesNotMatch(text, /Martel|FANETTI|GROSSOUVRE/);
});

test('sample draw does not write over a sheet that is there, and draws nothing then', async () => {
  const sheet = join(folder, 'sheet.csv');
  const filled = await readFile(sheet, 'utf8');
  const samples = (await constat('sample', 'result', '--case', dir, '--json')).out;
  const { code, err } = await constat('sample', 'draw', '--case', dir, '--strata', 'text', '--out', sheet);
  assert.equal(code, 4);
  assert.match(err, /sheet\.csv is there already and is not written over/);
  assert.equal(await readFile(sheet, 'utf8'), filled);
  assert.equal((await constat('sample', 'result', '--case', dir, '--json')).out, samples);
});

test('sample result changes an answer only with a reason, which stands in statement and summary with what was found before', async () => {
  const sheet = join(folder, 'again.csv');
  const filled = await readFile(join(folder, 'sheet.csv'), 'utf8');
  await writeFile(sheet, filled.replace(';0;Z. Martel', ';2;Z. Martel'));
  const result = (...args: string[]): ReturnType<typeof constat> =>
    constat('sample', 'result', '--case', dir, '--file', sheet, ...args);
  const refused = await result();
  assert.equal(refused.code, 3);
  assert.match(refused.err, /row 2, column found: another answer than the one given before: say why/);
  assert.equal((await constat('sample', 'result', '--case', dir, '--reason', 'x')).code, 2);
  assert.match(
    (await result('--reason', 'file read a second time')).out,
    /1 answer taken in\.\n2 answers known already\.\n1 answer changes an earlier one/,
  );
  await writeFile(sheet, filled);
  assert.equal((await result('--reason', 'namesakes')).code, 0);
  const [sample] = JSON.parse(
    (await constat('sample', 'result', '--case', dir, '--json')).out,
  ) as SampleFigures[];
  assert.deepEqual(
    sample!.changes.map(({ before: found, now, reason }) => [found, now, reason]),
    [
      [0, 2, 'file read a second time'],
      [2, 0, 'namesakes'],
    ],
  );
  const changed = /1 answer of sample 1 was changed after it was given; units in which somebody was missed/;
  const text = (await method()).replace(/\s+/g, ' ');
  assert.match(text, changed);
  assert.match(text, /texts 0 2 \S+ \S+( [AP]M)? file read a second time/);
  assert.match(text, /texts 2 0 \S+ \S+( [AP]M)? namesakes/);
  assert.match((await constat('summary', '--case', dir)).out.replace(/\s+/g, ' '), changed);
  assert.match(
    (await method('fr')).replace(/\s+/g, ' '),
    /1 réponse de l’échantillon 1 a été changée après avoir été donnée/,
  );
});

test('summary and method warn of what was drawn and not read, and bound it as missed', async () => {
  const sheet = join(folder, 'part.csv');
  const draw = ['--strata', 'text=3,patients=all', '--seed', '3', '--out', sheet];
  assert.equal((await constat('sample', 'draw', '--case', dir, ...draw)).code, 0);
  const [head, first, ...others] = (await readFile(sheet, 'utf8')).split('\r\n');
  await writeFile(sheet, [head, first!.replace(/;;;$/, ';0;Z. Martel;'), ...others].join('\r\n'));
  assert.equal((await constat('sample', 'result', '--case', dir, '--file', sheet)).code, 0);
  const warning =
    /WARNING: 2 files that were drawn were not read\. .* with these files taken for missed: at most 3 \(95%/;
  const patients = /WARNING: 1 patient who was drawn was not looked for\./;
  for (const command of ['summary', 'method']) {
    const text = (await constat(command, '--case', dir)).out.replace(/\s+/g, ' ');
    assert.match(text, warning);
    assert.match(text, patients);
  }
  assert.match(
    (await method('fr')).replace(/\s+/g, ' '),
    /ATTENTION : 2 fichiers tirés n’ont pas été lus\. .*3 unités tirées de l’échantillon 2 n’ont pas été lues/,
  );
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
  await writeFile(out, 'sample;ordinal;path;patient;found;reader\n9;9;x;;0;A\n');
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
