import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { HospitalStatement } from '../notify/noticeContent.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { constat } from './testCommand.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let here: string;
let inCase: string[];
before(async () => {
  open = await openNoticesCase([
    {},
    { died: '01/02/2020' },
    {},
    { email: 'a.essai@exemple.invalid' },
    { address: 'Rue de la Loi 200', postcode: '1000', city: 'Bruxelles (Belgique)' },
  ]);
  here = dirname(open.folder);
  inCase = ['--case', open.folder];
  // The commands open it themselves.
  await open.close();
});
after(() => open.dispose());

test('constat notices: from selection to proof, by the commands alone', async () => {
  const path = (name: string): string => join(here, name);
  assert.match((await constat('notices', 'list', ...inCase)).out, /Nobody is selected yet/);
  const early = await constat('notices', 'build', ...inCase);
  assert.deepEqual([early.code, /Nobody was selected yet/.test(early.err)], [4, true]);

  await writeFile(path('flags.csv'), 'patient;kind\n84000003;violence\n');
  assert.match((await constat('notices', 'flags', path('flags.csv'), ...inCase)).out, /^1 patient with flags/);
  const wrong = await constat('notices', 'plan', '--rules', 'deceased=all', ...inCase);
  assert.deepEqual([wrong.code, /The rule deceased is not one/.test(wrong.err)], [4, true]);
  const dry = await constat('notices', 'plan', '--dry', '--rules', 'first=letter', ...inCase);
  assert.match(dry.out, /^Would be selected[^]*3 {2}planned: letter/);
  assert.match((await constat('notices', 'list', ...inCase)).out, /Nobody is selected yet/);
  const plan = await constat('notices', 'plan', '--rules', 'first=letter', ...inCase);
  assert.match(plan.out, /3 {2}planned: letter[^]*1 {2}held for a decision: person at risk[^]*1 {2}not written to: known to be deceased/);
  assert.match((await constat('notices', 'list', '--state', 'held', ...inCase)).out, /^\d+\t84000003\tat_risk$/m);

  const unstated = await constat('notices', 'build', ...inCase);
  assert.deepEqual([unstated.code, /statement\.json: file is missing/.test(unstated.err)], [3, true]);
  await constat('notices', 'statement', ...inCase);
  await constat('notices', 'build', '--size', '2', ...inCase);
  assert.match((await constat('notices', 'unmake', '1', '--reason', 'wrong date', ...inCase)).out, /^Batch 1 unmade: its 2 letter/);
  assert.equal((await constat('notices', 'unmake', '1', '--reason', 'wrong date', ...inCase)).code, 4);
  await constat('notices', 'plan', ...inCase);
  const built = await constat('notices', 'build', ...inCase);
  assert.match(built.out, /^Batch 2 built and checked: 3 letter\(s\), 6 page\(s\)\.\nHash of list and contents.*: [0-9a-f]{64}\n$/);
  assert.match((await constat('notices', 'sample', '2', '--out', path('sample.pdf'), ...inCase)).out, /^3 letters to be read/);
  const alone = await constat('notices', 'approve', '2', '--by', 'A. Martin', '--and', 'a. martin', ...inCase);
  assert.deepEqual([alone.code, /Two different persons/.test(alone.err)], [4, true]);
  assert.match((await constat('notices', 'approve', '2', '--by', 'A. Martin', '--and', 'B. Petit', ...inCase)).out, /approved by two/);
  assert.match((await constat('notices', 'hand-over', '2', '--out', path('printer'), ...inCase)).out, /^Batch 2 handed over/);
  const again = await constat('notices', 'hand-over', '2', '--out', path('printer'), ...inCase);
  assert.deepEqual([again.code, /was handed over already/.test(again.err)], [4, true]);

  const index = await readFile(path('printer/batch-0002.csv'), 'utf8');
  const sheets = index.split('\r\n').slice(1, 4).map((line) => line.split(';')[0]!);
  await writeFile(path('returns.csv'), `sheet;result;motive\n${sheets.map((sheet) => `${sheet};printed;`).join('\n')}\n`);
  assert.match((await constat('notices', 'returns', path('returns.csv'), ...inCase)).out, /3 printed, 0 spoiled/);
  const proof = await constat('notices', 'proof', '--format', 'csv', '--out', '-', ...inCase);
  assert.equal(proof.out.trim().split('\r\n').length, 8);
  assert.match(proof.out, /84000001;.*;printed;.*;handed_over\r\n/);
  assert.match((await constat('notices', 'list', ...inCase)).out, /batch 2: 3, 6 page\(s\), handed over/);
}); // prettier-ignore

test('constat notices build refuses what the linter refuses', async () => {
  const path = join(open.folder, 'notices', 'statement.json');
  const { measures, ...rest } = JSON.parse(
    await readFile(path, 'utf8').then(withoutRemarks),
  ) as HospitalStatement;
  const vague = Array<string>(measures.fr.length).fill('Nous avons pris toutes les mesures nécessaires.');
  await writeFile(path, JSON.stringify({ ...rest, measures: { ...measures, fr: vague } }));
  const { code, err } = await constat('notices', 'build', ...inCase);
  assert.equal(code, 3);
  assert.notEqual(err, '');
});

/** Lines of remarks are allowed in a statement, and not in JSON. */
function withoutRemarks(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '');
}
