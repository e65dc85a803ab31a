import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCaseFolder } from '../case/caseFolder.ts';
import { openBrowser, photograph, visit } from '../http/testBrowser.ts';
import { constat } from './testCommand.ts';

let folder: string;
let dir: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(folder, 'case');
  await createCaseFolder(dir);
});
after(() => rm(folder, { recursive: true, force: true }));

const templatePath = (): string => join(dir, 'notices', 'fr-plain.txt');

test('notices templates copies the templates once, keeps what was edited, and says every fault with file and line', async () => {
  const first = await constat('notices', 'templates', '--case', dir);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /4 templates copied/);
  const text = await readFile(templatePath(), 'utf8');
  await writeFile(templatePath(), text.replace('{salutation}', '{bonjour}').replace('== access', '== accès'));
  const second = await constat('notices', 'templates', '--case', dir, '--lang', 'fr');
  assert.equal(second.code, 3);
  assert.match(second.err, /2 fautes/);
  assert.match(second.err, /fr-plain\.txt, ligne \d+.*«\sbonjour\s»/);
  assert.match(second.err, /«\saccès\s»/);
  await writeFile(templatePath(), text);
});

test('notices commands refuse a folder that is no case', async () => {
  for (const args of [['templates'], ['statement'], ['preview', '--out', join(folder, 'x')]])
    assert.equal((await constat('notices', ...args, '--case', folder)).code, 4, args[0]);
});

test('notices preview asks for the statement; notices statement copies an example, takes a file, refuses a wrong one', async () => {
  const out = join(folder, 'none');
  const missing = await constat('notices', 'preview', '--case', dir, '--out', out);
  assert.equal(missing.code, 3);
  assert.match(missing.err, /statement\.json: file is missing/);
  assert.match((await constat('notices', 'statement', '--case', dir)).out, /Example copied/);
  assert.match((await constat('notices', 'statement', '--case', dir)).out, /is complete/);
  const path = join(dir, 'notices', 'statement.json');
  const example = await readFile(path, 'utf8');
  const wrong = join(folder, 'wrong.json');
  await writeFile(wrong, example.replace('"site"', '"webb"'));
  const refused = await constat('notices', 'statement', '--case', dir, '--file', wrong);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /"site" is missing[\s\S]*"webb" is not known/);
  assert.equal(await readFile(path, 'utf8'), example);
  assert.equal((await constat('notices', 'statement', '--case', dir, '--file', path)).code, 0);
});

test('notices preview writes letters, e-mails and one page; with a vague measure it ends with code 3 and says what to change', async () => {
  const out = join(folder, 'preview');
  const { code, err, out: said } = await constat('notices', 'preview', '--case', dir, '--out', out);
  assert.equal(code, 0, err);
  assert.match(said, /32 examples written[\s\S]*Nothing to change/);
  const files = await readdir(out);
  assert.equal(files.filter((name) => name.endsWith('.pdf')).length, 32);
  assert.ok(
    files.includes('fr-minor.pdf') &&
      files.includes('en-foreign_address.txt') &&
      files.includes('index.html'),
  );
  const page = await readFile(join(out, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<script|<img|https?:/);
  const text = await readFile(templatePath(), 'utf8');
  await writeFile(
    templatePath(),
    text.replace('== measures', '== measures\nNous prenons cet incident très au sérieux.'),
  );
  const vague = await constat('notices', 'preview', '--case', dir, '--out', out);
  assert.equal(vague.code, 3);
  assert.match(vague.out, /L08 forbids sending.*tres au serieux/);
  assert.match(vague.err, /forbids? sending/);
  await writeFile(templatePath(), text);
});

test('the page of notices preview is read in a browser, light and dark, in both languages, without complaint', async () => {
  const browser = await openBrowser();
  try {
    for (const language of ['fr', 'en']) {
      const out = join(folder, `preview-${language}`);
      await constat('notices', 'preview', '--case', dir, '--out', out, '--lang', language);
      for (const dark of [false, true]) {
        const visitor = await visit(browser, { language, dark, width: 1_200 });
        await visitor.page.goto(`file://${join(out, 'index.html')}`);
        assert.equal(await visitor.page.locator('section.example').count(), 32);
        const wider = await visitor.page.evaluate('document.documentElement.scrollWidth > innerWidth');
        assert.equal(wider, false);
        assert.deepEqual(visitor.complaints, []);
        await visitor.close();
      }
    }
  } finally {
    await browser.close();
  }
});

const CAMPAIGN = ['--letters', '2000,20000,78000', '--start', '2026-11-30', '--agents', '20'];

test('notices drops prints the plan as text, CSV and JSON, and makes it anew from calls that were counted', async () => {
  const text = await constat('notices', 'drops', '--case', dir, ...CAMPAIGN);
  assert.equal(text.code, 0, text.err);
  assert.match(text.out, /^100,000 letters in \d+ drops[\s\S]*pilot/);
  const csv = (await constat('notices', 'drops', '--case', dir, ...CAMPAIGN, '--format', 'csv')).out;
  const rows = csv.trim().split('\r\n');
  assert.equal(rows[0], 'departs;arrives;letters;pilot;rank_1;rank_2;rank_3');
  assert.equal(
    rows.slice(1).reduce((all, row) => all + Number(row.split(';')[2]), 0),
    100_000,
  );
  const json = (await constat('notices', 'drops', '--case', dir, ...CAMPAIGN, '--format', 'json')).out;
  const plan = join(folder, 'plan.json');
  const calls = join(folder, 'calls.csv');
  await writeFile(plan, json);
  const [arrives] = rows.slice(1).map((row) => row.split(';')[1]!);
  await writeFile(
    calls,
    `arrived;day;calls\n${arrives};2026-12-03;40\n${arrives};2026-12-04;30\n${arrives};2026-12-07;51\n`,
  );
  const again = await constat(
    'notices',
    'drops',
    '--case',
    dir,
    '--replan',
    plan,
    '--observed',
    calls,
    '--from',
    '2026-12-08',
    '--format',
    'json',
  );
  assert.equal(again.code, 0, again.err);
  const { settings, drops } = JSON.parse(again.out) as {
    settings: { rate: number };
    drops: { letters: number }[];
  };
  assert.ok(settings.rate > 0.05, String(settings.rate));
  assert.equal(drops.reduce((all, { letters }) => all + letters, 0) <= 100_000, true);
});

test('notices drops refuses what it does not understand, and files with faults, all at once', async () => {
  for (const options of [
    ['--letters', 'x'],
    ['--start', '2026-13-01'],
    ['--agents', '1,2'],
    ['--rate', '2'],
    ['--service', '80'],
    ['--format', 'pdf'],
    ['--replan', join(folder, 'none.json')],
  ])
    assert.equal(
      (await constat('notices', 'drops', '--case', dir, ...CAMPAIGN, ...options)).code,
      2,
      options.join(),
    );
  const plan = join(folder, 'wrong-plan.json');
  await writeFile(plan, '{"settings": {}, "drops": 1}');
  const calls = join(folder, 'wrong-calls.csv');
  await writeFile(calls, 'arrived;day;calls\n2026;2026-12-01;x\n');
  const refused = await constat('notices', 'drops', '--case', dir, '--replan', plan, '--from', '2026-12-08');
  assert.equal(refused.code, 3);
  assert.match(refused.err, /settings\.letters[\s\S]*"drops"/);
  const good = join(folder, 'plan.json');
  const wrong = await constat(
    'notices',
    'drops',
    '--case',
    dir,
    '--replan',
    good,
    '--observed',
    calls,
    '--from',
    '2026-12-08',
  );
  assert.equal(wrong.code, 3);
  assert.match(wrong.err, /line 2: "arrived"[\s\S]*line 2: "calls"/);
});

test('the page of notices drops shows calendar, calls, waiting and the figures behind them, light and dark, in both languages', async () => {
  const browser = await openBrowser();
  try {
    for (const language of ['fr', 'en']) {
      const page = join(folder, `drops-${language}.html`);
      await constat('notices', 'drops', '--case', dir, ...CAMPAIGN, '--html', page, '--lang', language);
      assert.doesNotMatch(await readFile(page, 'utf8'), /<script|<img|https?:/);
      for (const [dark, width] of [
        [false, 1_200],
        [true, 390],
      ] as const) {
        const visitor = await visit(browser, { language, dark, width });
        await visitor.page.goto(`file://${page}`);
        assert.equal(await visitor.page.locator('svg[role=img]').count(), 2);
        assert.equal((await visitor.page.locator('.month .drop').count()) > 2, true);
        await visitor.page.locator('summary').click();
        assert.ok((await visitor.page.locator('details tbody tr').count()) > 20);
        const wider = await visitor.page.evaluate('document.documentElement.scrollWidth > innerWidth');
        assert.equal(wider, false);
        assert.deepEqual(visitor.complaints, []);
        await photograph(visitor.page, `drops-${language}-${dark ? 'dark' : 'light'}`);
        await visitor.close();
      }
    }
  } finally {
    await browser.close();
  }
});
