import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DropPlan } from '../notify/drops/dropPlan.ts';
import { testSettings } from '../notify/mail/testMails.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { constat } from './testCommand.ts';

const NAMES = ['--by', 'A. Martin', '--and', 'B. Petit'];
/** Name and medical information; with bank details. */
const [MEDICAL, BANK] = [1 + 128, 1 + 128 + 256];
let open: Awaited<ReturnType<typeof openNoticesCase>>;
let inCase: string[];
let printer: string[];
before(async () => {
  open = await openNoticesCase([
    ...Array.from({ length: 4 }, () => ({ categories: MEDICAL })),
    { categories: BANK },
    { categories: 1 },
    { categories: BANK, email: 'b.essai@boite.example' },
  ]);
  const here = dirname(open.folder);
  inCase = ['--case', open.folder];
  printer = ['--out', join(here, 'printer')];
  // The commands open it themselves.
  await open.close();
  await constat('notices', 'statement', ...inCase);
  await writeFile(join(here, 'mail.json'), JSON.stringify(testSettings(25)));
  await constat('mails', 'settings', '--set', join(here, 'mail.json'), ...inCase);
  await constat('notices', 'plan', ...inCase);
});
after(() => open.dispose());

interface Listed {
  readonly batches: readonly { readonly letters: number; readonly departs: string | null }[];
  readonly pausedSince: string | null;
}
const listed = async (): Promise<Listed> =>
  JSON.parse((await constat('notices', 'list', '--json', ...inCase)).out) as Listed;
const refused = ({ code, err }: { code: number; err: string }): unknown => [code, err.trim()];

test('constat notices drops --keep: batches hold what the next drop has, and leave on its day', async () => {
  const year = new Date().getFullYear() + 2;
  const options = ['--start', `${year}-03-04`, '--agents', '20', '--pilot', '2', '--format', 'json'];
  const { out } = await constat('notices', 'drops', ...options, '--keep', ...inCase);
  const { drops, settings } = JSON.parse(out) as DropPlan;
  // By rank: bank details, medical information, all else; what is planned by e-mail is not among them.
  assert.deepEqual(settings.letters, [1, 4, 1]);
  assert.deepEqual(
    drops.map(({ letters }) => letters),
    [2, 4],
  );
  assert.match((await constat('notices', 'build', ...inCase)).out, /^Batch 1 built and checked: 2 letter/);
  assert.match((await constat('notices', 'build', ...inCase)).out, /^Batch 2 built and checked: 4 letter/);
  assert.deepEqual(
    (await listed()).batches.map(({ letters, departs }) => [letters, departs]),
    drops.map(({ letters, departs }) => [letters, departs]),
  );
  const nothing = await constat('notices', 'build', ...inCase);
  assert.deepEqual([nothing.code, /No letter is planned/.test(nothing.err)], [4, true]);
  // Unmade, its letters have room in its drop again.
  await constat('notices', 'unmake', '2', '--reason', 'wrong date', ...inCase);
  assert.match(
    (await constat('notices', 'build', '--size', '3', ...inCase)).out,
    /^Batch 3 built and checked: 3/,
  );
  assert.equal((await listed()).batches.at(-1)!.departs, drops[1]!.departs);
});

test('constat notices hand-over refuses a batch before the day of its drop unless somebody decides otherwise', async () => {
  await constat('notices', 'approve', '1', ...NAMES, ...inCase);
  const early = await constat('notices', 'hand-over', '1', ...printer, ...inCase);
  assert.deepEqual([early.code, /Batch 1 \(\d{4}-03-\d\d\) leaves on the day/.test(early.err)], [4, true]);
  const unsaid = await constat('notices', 'hand-over', '1', '--early', ...printer, ...inCase);
  assert.equal(unsaid.code, 2);
  const decided = ['--early', '--reason', 'printer closes'];
  assert.equal((await constat('notices', 'hand-over', '1', ...decided, ...printer, ...inCase)).code, 0);
  assert.match((await constat('audit', 'list', ...inCase)).out, /print batch handed over.*printer closes/);
});

test('constat notices build asks for a new plan where letters are left and all drops are full, and for none once it is given up', async () => {
  assert.match((await constat('notices', 'build', ...inCase)).out, /^Batch 4 built and checked: 1 letter/);
  await constat('notices', 'plan', '--rules', 'first=letter', ...inCase);
  const full = await constat('notices', 'build', ...inCase);
  assert.deepEqual([full.code, /All drops of the plan are full/.test(full.err)], [4, true]);
  assert.match((await constat('notices', 'drops', '--forget', ...inCase)).out, /given up/);
  assert.match((await constat('notices', 'build', ...inCase)).out, /^Batch 5 built and checked: 1 letter/);
  assert.equal((await listed()).batches.at(-1)!.departs, null);
});

test('constat notices pause stops building, handing over, queueing and sending at once; resuming goes on', async () => {
  await constat('notices', 'approve', '5', ...NAMES, ...inCase);
  assert.match(
    (await constat('notices', 'pause', '--reason', 'hotline down', ...inCase)).out,
    /^The campaign rests/,
  );
  for (const command of [
    ['notices', 'build'],
    ['notices', 'hand-over', '5', ...printer],
    ['notices', 'queue', ...NAMES],
    ['mails', 'pause', '--resume'],
  ])
    assert.deepEqual(
      refused(await constat(...command, ...inCase)),
      [4, 'The campaign rests: "constat notices pause --resume" lets it go on; nothing was done.'],
      command.join(' '),
    );
  assert.match((await constat('mails', 'send', ...inCase)).out, /rests/);
  assert.match((await constat('mails', 'list', ...inCase)).out, /the campaign rests/);
  assert.match((await constat('notices', 'list', ...inCase)).out, /The campaign rests since/);
  assert.match((await constat('notices', 'pause', '--resume', ...inCase)).out, /goes on/);
  assert.equal((await listed()).pausedSince, null);
  assert.match((await constat('mails', 'send', ...inCase)).out, /Nothing is left/);
  assert.equal((await constat('notices', 'hand-over', '5', ...printer, ...inCase)).code, 0);
});
