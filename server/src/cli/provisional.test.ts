import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isSettled, type Summary, summarySchema } from '@constat/contract/summary.ts';
import { constat } from './testCommand.ts';

/** What is said of a count before it is settled: nothing read yet, another register, new evidence. */
let folder: string;
let dir: string;

const inCase = (...args: string[]) => constat(...args, '--case', dir);
const figures = async (): Promise<Summary> =>
  summarySchema.parse(JSON.parse((await inCase('summary', '--json')).out));
const method = async (lang = 'en'): Promise<string> =>
  (await inCase('method', '--lang', lang)).out.replaceAll(/\n\s*(?=\S)/g, ' ');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-provisional-'));
  dir = join(folder, 'case');
  await mkdir(join(folder, 'vol'));
  await writeFile(
    join(folder, 'vol', 'a.txt'),
    'Patient : GROSSOUVRE Paul, né le 11/12/1970, IPP 84000003.\n',
  );
  await writeFile(
    join(folder, 'vol', 'b.txt'),
    'Patiente : FANETTI Marie, née le 14/07/1984, IPP 84000001.\n',
  );
  for (let i = 0; i < 3; i++)
    await writeFile(join(folder, 'vol', `c${i}.txt`), `Note ${i} : la cafétéria ouvre.\n`);
  await constat('case', 'create', dir);
  await inCase('case', 'exception', 'add', 'sandbox', '--reason', 'files made by the tests');
  await register('84000001;FANETTI;MARIE;14/07/1984', '84000003;GROSSOUVRE;PAUL;11/12/1970');
  await inCase('evidence', 'add', join(folder, 'vol'), '--source', 'test');
});
after(() => rm(folder, { recursive: true, force: true }));

async function register(...rows: string[]): Promise<string> {
  const file = join(folder, 'register.csv');
  await writeFile(file, ['IPP;NOM;PRENOM;DDN', ...rows, ''].join('\n'));
  return (await inCase('patients', 'import', file)).out;
}

/** Each sheet has a name of its own: none is written over. */
let sheets = 0;
const draw = () =>
  inCase('sample', 'draw', '--strata', 'text=1', '--out', join(folder, `sheet${++sheets}.csv`));

test('before anything was read, summary and method say so, and nobody is asked to sign', async () => {
  const { reading } = await figures();
  assert.deepEqual(reading, { read: 0, unread: 5, again: 0, names: 1, registerChanged: false });
  assert.match(
    (await inCase('summary')).out,
    /^Nothing has been read yet: it cannot be said who is concerned/m,
  );
  const text = await method();
  assert.match(text, /Nothing has been read yet: it cannot be said who is concerned/);
  assert.doesNotMatch(text, /No patient of the hospital was found/);
  assert.doesNotMatch(text, /date and signature|Checked by/);
  assert.match(text, /Provisional statement, not to be signed/);
  assert.match(await method('fr'), /Rien n’a encore été lu.*Note provisoire, à ne pas signer/);
});

test('once all is read the count is settled, and the statement is to be signed', async () => {
  assert.equal((await inCase('assess')).code, 0);
  assert.ok(isSettled((await figures()).reading));
  assert.doesNotMatch((await inCase('summary')).out, /[Pp]rovisional/);
  assert.match(await method(), /2 persons concerned.*date and signature.*Checked by/);
  assert.equal((await draw()).code, 0);
});

test('after another register, summary, page and method say that the count is of neither, until it is assessed', async () => {
  assert.match(
    await register('84000001;FANETTI;MARIE;14/07/1984', '84000003;GROSSOUVRE;PAULE;11/12/1970'),
    /5 contents are read again/,
  );
  const { reading, items } = await figures();
  assert.equal(items.waiting, 0);
  assert.deepEqual(reading, { read: 5, unread: 0, again: 5, names: 1, registerChanged: true });
  const said =
    /Provisional count[\s\S]*The register has changed since the last assessment\.\s+5 contents read before are to be read again\./;
  assert.match((await inCase('summary')).out, said);
  const page = join(folder, 'summary.html');
  await inCase('summary', '--html', page);
  assert.match(await readFile(page, 'utf8'), said);
  const text = await method();
  const [, undone] = /What was not done(.*?)\d+\. Limits/.exec(text)!;
  assert.match(undone!, said);
  assert.doesNotMatch(text, /date and signature|Checked by/);
  const printed = join(folder, 'method.html');
  await inCase('method', '--html', printed, '--lang', 'fr');
  const html = await readFile(printed, 'utf8');
  assert.match(html, /Décompte provisoire[\s\S]*5 contenus déjà lus sont à relire/);
  assert.doesNotMatch(html, /class="sign"/);
  const refused = await draw();
  assert.equal(refused.code, 4);
  assert.match(refused.err, /read again for another register: run "constat assess" first/);

  await inCase('assess');
  assert.ok(isSettled((await figures()).reading));
  assert.match(await method(), /Checked by/);
});

test('a register that changes but has nothing read again is said to have changed, and no sample is drawn from it', async () => {
  await register(
    '84000001;FANETTI;MARIE;14/07/1984',
    '84000003;GROSSOUVRE;PAULE;11/12/1970',
    '84000007;TESTARD;PAUL;03/03/1958',
  );
  await inCase('assess');
  assert.match(
    await register('84000001;FANETTI;MARIE;14/07/1984', '84000003;GROSSOUVRE;PAULE;11/12/1970'),
    /1 removed/,
  );
  const { reading } = await figures();
  assert.deepEqual([reading.again, reading.registerChanged], [0, true]);
  assert.match((await inCase('summary')).out, /The register has changed since the last assessment/);
  const refused = await draw();
  assert.equal(refused.code, 4);
  assert.match(refused.err, /run "constat assess" first/);
  await inCase('assess');
  assert.equal((await draw()).code, 0);
});

test('the statement names merges of the register, and how to get there again: duplicates, passwords, circumstances', async () => {
  await inCase('duplicates', 'accept', '84000001', '84000003', '--reason', 'invented');
  await inCase('case', 'circumstances', '--date', '2022-08-21', '--availability', 'interrupted');
  const text = await method();
  assert.match(text, /1\. .*1 patient number was accepted as further numbers of a person.*2\. /);
  assert.match(text, /constat duplicates import/);
  assert.match(
    text,
    /constat case circumstances --date 2022-08-21 --confidentiality published --integrity intact --availability interrupted --intent yes/,
  );
  assert.match(await method('fr'), /1 numéro de patient accepté comme autre numéro.*vol le 21\/08\/2022/);
});

test('a theft in the future is refused, and nothing is changed', async () => {
  const { code, err } = await inCase('case', 'circumstances', '--date', '2999-01-01', '--intent', 'no');
  assert.equal(code, 4);
  assert.match(err, /2999-01-01.*in the future/);
  const { out } = await inCase('case', 'circumstances', '--lang', 'fr');
  assert.match(out, /^vol le 21\/08\/2022 .*acte malveillant/);
});

test('review import says which decisions are about nothing in the case, and refuses those of another case altogether', async () => {
  const file = join(folder, 'decisions.jsonl');
  await inCase('review', 'decide', 'yes', '--path', 'a.txt', '--patient', '84000003', '--reviewer', 'A');
  await inCase('review', 'export', '--out', file);
  const own = (await readFile(file, 'utf8')).trim();
  const foreign = JSON.stringify({
    ...(JSON.parse(own) as object),
    id: crypto.randomUUID(),
    sha256: 'ef'.repeat(32),
    reviewer: 'B',
  });
  await writeFile(file, foreign);
  const refused = await inCase('review', 'import', file, '--lang', 'fr');
  assert.equal(refused.code, 4);
  assert.match(refused.err, /Aucune décision .* de cette affaire\s: rien n’a été pris/);
  await writeFile(file, `${own}\n${foreign}\n`);
  const { out } = await inCase('review', 'import', file);
  assert.match(out, /2 decisions read, 1 new\.\n1 of them is about .* counts nowhere/);
  assert.match(out, /row 2: content unknown in this case/);
  const text = await method();
  assert.match(text, /1 answer by 1 reviewer.*1 further answer .* is kept and does not count/);
});

test('French agrees in number and says lines in French, on the terminal and in tables of mentions', async () => {
  const { out } = await inCase('summary', '--lang', 'fr');
  assert.match(out, /^5 lus$/m);
  await mkdir(join(folder, 'more'));
  await writeFile(
    join(folder, 'more', 'd.txt'),
    'Note\nAvec M. LORQUET Jean, né le 02/02/1950.\nMme FANETTI Marie, suivie depuis peu.\n',
  );
  await inCase('evidence', 'add', join(folder, 'more'), '--source', 'test');
  await inCase('assess');
  assert.match((await inCase('review', 'list', '--lang', 'fr')).out, /d\.txt · ligne 3$/m);
  assert.match((await inCase('review', 'next', '--reviewer', 'Z', '--lang', 'fr')).out, /d\.txt · ligne 3$/m);
  const mentions = async (format: string, lang: string): Promise<string> =>
    (await inCase('export', 'mentions', '--format', format, '--out', '-', '--lang', lang)).out;
  assert.match(await mentions('csv', 'fr'), /LORQUET.*ligne 2/);
  assert.match(await mentions('csv', 'en'), /LORQUET.*line 2/);
  assert.match(await mentions('jsonl', 'fr'), /"locator":"line 2"/);
});
