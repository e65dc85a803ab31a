import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { approvalSampleSchema, type ApprovalView, approvalViewSchema } from '@constat/contract/approval.ts';
import { campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { csvText } from '../exposure/csvText.ts';
import { PROOF_COLUMNS, proofLines } from '../notify/proofLines.ts';
import { planCampaign } from '../notify/select/planCampaign.ts';
import { behindTheCurtain } from '../testCase.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { patientNumber } from '../testSightings.ts';
import { openBrowser, photograph, takeSession, visit } from './testBrowser.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let server: TestServer;
let first: LoggedIn;
let second: LoggedIn;
let browser: Browser;
before(async () => {
  open = await openNoticesCase([{}, {}, { email: 'un@boite.example' }, { died: '01/02/2020' }]);
  const settings = campaignSettingsSchema.parse({ day: '2026-11-26' });
  await planCampaign(open.database, open.opened.keys, settings, { dry: false });
  server = await startTestServer(open);
  first = await server.logIn('officer', { steppedUp: true });
  second = await server.logIn('officer', { steppedUp: true });
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  await server.server.stop();
  await open.dispose();
});

const post = (path: string, body: unknown = {}, who = first): Promise<Response> =>
  server.send(`POST /api/cases/${open.database.caseId}/${path}`, body, who.cookie);
const problem = async (path: string, body: unknown = {}, who = first): Promise<string> => {
  const response = await post(path, body, who);
  assert.ok(response.status >= 400, path);
  return ((await response.json()) as { problem: string }).problem;
};

async function request(path = 'notices/request-proof'): Promise<{ approval: string; view: ApprovalView }> {
  const asked = await post(path);
  assert.equal(asked.status, 200);
  const { approval } = (await asked.json()) as { approval: string };
  return { approval, view: approvalViewSchema.parse(await (await post('approvals/view', { approval }, second)).json()) };
} // prettier-ignore

async function approved(path = 'notices/request-proof'): Promise<string> {
  const { approval, view } = await request(path);
  assert.equal((await post('approvals/approve', { approval, sha256: view.sha256 }, second)).status, 200);
  return approval;
}

/** What `constat notices proof` would write now. */
const byCommand = (): Promise<string> =>
  text(
    Readable.from(csvText(proofLines(open.database, open.opened.keys, server.clock.now()), PROOF_COLUMNS)),
  );

test('notices/proof gives out the file of the command, once, to whoever asked, when a second officer has been shown it, and is on record before it leaves', async () => {
  const { approval, view } = await request();
  const expected = await byCommand();
  assert.deepEqual([view.subject, view.isFirst], ['proof', true]);
  assert.deepEqual(view.file, { kind: 'proof', columns: [...PROOF_COLUMNS], bytes: Buffer.byteLength(expected) });
  assert.deepEqual(view.values.map(({ name, proposed }) => [name, proposed]), [['lines', '4'], ['persons', '4'], ['none', '3'], ['not_told', '1']]);
  assert.equal(view.persons.added.count, 4);
  const sample = approvalSampleSchema.parse(await (await post('approvals/sample', { approval }, second)).json());
  assert.deepEqual(sample.lines.map(({ cells }) => cells[0]), [1, 2, 3, 4].map(patientNumber));
  assert.equal(await problem('notices/proof', { approval }), 'not_approved');
  const own = { approval, sha256: view.sha256 };
  assert.equal(await problem('approvals/approve', own), 'same_person');
  assert.equal((await post('approvals/approve', own, second)).status, 200);
  assert.equal(await problem('notices/proof', { approval }, second), 'not_found');
  assert.equal(await problem('notices/proof', { approval }, await server.logIn('officer')), 'step_up_needed');
  assert.equal(await problem('notices/proof', { approval, format: 'pdf' }), 'malformed');

  const response = await post('notices/proof', { approval });
  assert.equal(response.headers.get('Content-Disposition'), 'attachment; filename="proof.csv"');
  const { rows } = await open.database.pool.query("SELECT FROM accesses WHERE action = 'notices_exported' AND person = $1", [first.person]);
  assert.equal(rows.length, 1);
  assert.equal(Buffer.from(await response.arrayBuffer()).toString(), expected);
  assert.equal(await problem('notices/proof', { approval }), 'already_done');
}); // prettier-ignore

test('notices/proof gives the formats of the command', async () => {
  const lines = (await (await post('notices/proof', { approval: await approved(), format: 'jsonl' })).text()).trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => (JSON.parse(line) as { patient: string }).patient), [1, 2, 3, 4].map(patientNumber));
  const xlsx = await post('notices/proof', { approval: await approved(), format: 'xlsx' });
  assert.equal(Buffer.from(await xlsx.arrayBuffer()).toString('latin1', 0, 2), 'PK');
}); // prettier-ignore

test('notices/proof: results that come in leave an approval good, whoever is added or gone makes it void, and no approval is good for another file', async () => {
  const { pool, caseId } = open.database;
  const approval = await approved();
  await pool.query(
    `UPDATE notices SET state = 'returned' WHERE case_id = $1 AND id = (SELECT min(id) FROM notices WHERE case_id = $1)`,
    [caseId],
  );
  const taken = await post('notices/proof', { approval });
  assert.equal(taken.status, 200);
  assert.match(await taken.text(), /;returned;/);
  const before = await approved();
  await pool.query(
    `INSERT INTO notices (case_id, id, campaign, person_id, issue, state, rule) SELECT case_id, 900, campaign, person_id, issue + 1, 'held', 'at_risk' FROM notices WHERE case_id = $1 ORDER BY id LIMIT 1`,
    [caseId],
  );
  assert.equal(await problem('notices/proof', { approval: before }), 'contents_changed');
  const { view } = await request();
  assert.deepEqual([view.isFirst, view.persons.changed.numbers], [false, [patientNumber(1)]]);
  assert.equal(await problem('notices/proof', { approval: await approved('exports/request') }), 'contents_changed');
  assert.equal(await problem('exports/take', { approval: await approved() }), 'contents_changed');
}); // prettier-ignore

test('home page: a second officer is shown in words what a proof tells, and the first takes the file', async () => {
  // The newest request stands first.
  server.clock.advance(1_000);
  await request();
  const atHome = async (who: LoggedIn, shape: Parameters<typeof visit>[1]): ReturnType<typeof visit> => {
    const visitor = await visit(browser, shape);
    await takeSession(visitor.page, server.server.origin, who.cookie.slice(who.cookie.indexOf('=') + 1));
    await visitor.page.goto(`${server.server.origin}/home`);
    return visitor;
  };
  const shapes = [
    { name: 'approval-proof-en-dark', language: 'en', dark: true },
    { name: 'approval-proof-fr-phone', language: 'fr', width: 390 },
    { name: 'approval-proof-fr', language: 'fr' },
  ];
  for (const { name, ...shape } of shapes) {
    const visitor = await atHome(second, shape);
    const { page } = visitor;
    await page.locator('#approvals li').first().getByRole('button').click();
    await page.locator('#approval tr', { hasText: /Non avisés|Not told/ }).waitFor();
    const figures = await page.locator('#approval > table td:first-child').allTextContents();
    assert.ok(
      figures.every((figure) => !/^[a-z_]+$/.test(figure)),
      figures.join(),
    );
    await page
      .locator('#approval')
      .getByRole('button', { name: /tirées au sort|at random/ })
      .click();
    await page
      .locator('#sample td', { hasText: patientNumber(1) })
      .first()
      .waitFor();
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0, name);
    await photograph(page, name);
    if (name === 'approval-proof-fr') {
      await page.locator('#approval').getByRole('button', { name: 'Approuver' }).click();
      await page.locator('#approvals li', { hasText: 'approuvé par' }).first().waitFor();
    }
    assert.deepEqual(visitor.complaints, []);
    await visitor.close();
  }
  const { page } = await atHome(first, { language: 'fr' });
  const expected = await byCommand();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Prendre le fichier' }).first().click();
  const file = await download;
  assert.equal(file.suggestedFilename(), 'proof.csv');
  assert.equal(await readFile(await file.path(), 'utf8'), expected);
});

test('notices/proof gives a large file piece by piece, one at a time, and gives its connection back when nobody reads on, or the database is lost', async () => {
  const { pool, caseId } = open.database;
  const LINES = 100_000;
  await pool.query(
    `INSERT INTO notices (case_id, id, campaign, person_id, issue, state, rule)
     SELECT $1, n, (SELECT min(number) FROM campaigns WHERE case_id = $1), n, 1, 'excluded', 'deceased' FROM generate_series(1000, 999 + $2::int) AS n`,
    [caseId, LINES],
  );
  const [one, two, three] = [await approved(), await approved(), await approved()];
  const unread = await post('notices/proof', { approval: one });
  const busy = await post('notices/proof', { approval: two });
  assert.deepEqual([busy.status, busy.headers.get('Retry-After'), await busy.json()], [503, '10', { problem: 'overloaded' }]);
  assert.equal((await post('notices/request-proof')).status, 503);
  const [, given] = await Promise.all([unread.body!.cancel(), once(pool, 'remove')]);
  assert.ok(given.length > 0);

  // The database ends what it gives: the answer breaks off, and the server goes on.
  const lost = await post('notices/proof', { approval: two });
  const removed = once(pool, 'remove');
  const ended = await behindTheCurtain(open, (client) =>
    client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'FETCH%'`),
  );
  assert.ok(ended.rowCount! > 0);
  await assert.rejects(lost.text());
  await removed;

  const whole = await post('notices/proof', { approval: three });
  const end = once(pool, 'remove');
  assert.equal((await whole.text()).split('\r\n').length, LINES + 5 + 2);
  await end;
  assert.equal(pool.waitingCount, 0);
}); // prettier-ignore
