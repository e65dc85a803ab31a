import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { inviteFirst } from '../people/invitations.ts';
import { listPeople } from '../people/person.ts';
import { beginSession, IDLE_MS } from '../people/sessions.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { openBrowser, photograph, takeSession, visit, type Visitor } from './testBrowser.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const MINUTE_MS = 60_000;

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let server: TestServer;
let browser: Browser;
before(async () => {
  open = await openSightingsCase(3, 2);
  await open.see([{ file: 1, patient: 2, probability: 0.97 }]);
  server = await startTestServer(open);
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  await server.server.stop();
  await open.dispose();
});

const url = (path: string): string => `${server.server.origin}${path}`;

/** The code that an application shows for the secret now. The clock moves on, since no code is taken twice. */
function nextCode(secret: string): string {
  server.clock.advance(30_000);
  const generator = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  return generator.generate({ timestamp: server.clock.now().getTime() });
}

/** Joins by an invitation: name, passkey, one-time code. Returns the secret of the codes. */
async function join({ page }: Visitor, link: string, name: string): Promise<string> {
  await page.goto(link);
  await page.fill('#name', name);
  await page.click('#enrol button');
  await page.waitForSelector('#stage-enrol:not([hidden])');
  const secret = (await page.textContent('#secret'))!;
  await photograph(page, `enrol-codes-${await page.getAttribute('html', 'lang')}`);
  await page.fill('#enrol-code-field', nextCode(secret));
  await page.click('#enrol-code button');
  await page.waitForURL(url('/home'));
  await page.waitForSelector('#who:not(:empty)');
  return secret;
}

async function logIn(page: Page): Promise<void> {
  await page.goto(url('/log-in'));
  await page.click('#log-in button');
}

async function atHome(page: Page): Promise<void> {
  await page.waitForURL(url('/home'));
  await page.waitForSelector('#who:not(:empty)');
}

/** The administrator invites somebody; the passkey is shown again by itself where it is asked for. */
async function invite(page: Page, role: string): Promise<string> {
  await page.selectOption('#role', role);
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/people/invite') && response.ok(),
  );
  await page.click('#invite button');
  const { secret } = (await (await answered).json()) as { secret: string };
  await page.locator('#invitation code', { hasText: secret }).waitFor();
  return (await page.textContent('#invitation code'))!;
}

/**
 * Chromium's virtual keys make no passkey without verification: what such a key leads to (`stageAfter`) is put in the place of the answer, with the
 * real session that waits for a code.
 */
async function answerUnverified(page: Page, name: string): Promise<void> {
  await page.unroute('**/api/log-in/passkey');
  const people = await listPeople(open.database.pool, server.server.services);
  const person = people.find((one) => one.name === name)!.id;
  const token = await beginSession(open.database.pool, server.server.services, {
    person,
    stage: 'totp',
    factors: ['passkey'],
    from: '127.0.0.1',
  });
  await page.route('**/api/log-in/passkey', async (route) => {
    await takeSession(page, server.server.origin, token);
    await route.fulfill({ json: { stage: 'totp', enrolment: null } });
  });
}

let administrator: Visitor;
let officer: Visitor;
let second: Visitor;

test('log-in: the first administrator joins by the one-time link, in French; the link works once', async () => {
  const first = (await inviteFirst(server.server.services))!;
  administrator = await visit(browser, { language: 'fr-FR' });
  const { page } = administrator;
  await page.goto(url(`/invitation#${first.secret}`));
  await photograph(page, 'invitation-fr');
  assert.equal(new URL(page.url()).hash, '', 'the invitation does not stay in the address');
  await page.goto('about:blank');
  await join(administrator, url(`/invitation#${first.secret}`), 'Dominique Installe');
  assert.match((await page.textContent('#who'))!, /Dominique Installe · administrateur/);
  await photograph(page, 'home-administrator-fr');
  assert.equal(await inviteFirst(server.server.services), null);
  const late = await visit(browser, { language: 'fr-FR' });
  await late.page.goto(url(`/invitation#${first.secret}`));
  await late.page.fill('#name', 'Trop Tard');
  await late.page.click('#enrol button');
  await late.page.waitForSelector('#said.wrong');
  assert.match((await late.page.textContent('#said'))!, /n’est plus valable/);
  await photograph(late.page, 'invitation-refused-fr');
  await late.close();
});

test('log-in: officers are invited with the passkey shown again, and join in English and French', async () => {
  const link = await invite(administrator.page, 'officer');
  await photograph(administrator.page, 'invited-fr');
  officer = await visit(browser, { language: 'en-GB' });
  await join(officer, link, 'Alex Officer');
  assert.match((await officer.page.textContent('#who'))!, /Alex Officer · officer/);
  second = await visit(browser, { language: 'fr-FR' });
  await join(second, await invite(administrator.page, 'officer'), 'Camille Responsable');
});

test('log-in: a passkey whose authenticator verifies its owner suffices; the cookie is bound to the host and hidden from scripts', async () => {
  await officer.page.click('#log-out');
  await officer.page.waitForURL(url('/log-in'));
  await photograph(officer.page, 'log-in-en');
  await logIn(officer.page);
  await atHome(officer.page);
  const [cookie] = await officer.page.context().cookies();
  assert.deepEqual(
    [cookie!.name, cookie!.httpOnly, cookie!.secure, cookie!.sameSite, cookie!.path],
    ['__Host-constat', true, true, 'Strict', '/'],
  );
});

test('log-in: a passkey without verification asks for a one-time code; a wrong code and a used one are refused, five end the log-in', async () => {
  const reviewer = await visit(browser, { language: 'fr-FR' });
  const { page } = reviewer;
  const secret = await join(reviewer, await invite(administrator.page, 'reviewer'), 'Rémi Relecteur');
  await page.click('#log-out');
  await page.waitForURL(url('/log-in'));
  await answerUnverified(page, 'Rémi Relecteur');
  await logIn(page);
  await page.waitForSelector('#stage-totp:not([hidden])');
  await photograph(page, 'code-fr');
  const enter = async (code: string): Promise<void> => {
    await page.fill('#code-field', code);
    await page.click('#code button');
  };
  await enter('000000');
  await page.waitForSelector('#said.wrong');
  await photograph(page, 'code-refused-fr');
  const code = nextCode(secret);
  await enter(code);
  await atHome(page);
  await page.click('#log-out');
  await page.waitForURL(url('/log-in'));
  await answerUnverified(page, 'Rémi Relecteur');
  await logIn(page);
  await page.waitForSelector('#stage-totp:not([hidden])');
  for (let i = 0; i < 5; i++) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/log-in/code'));
    await enter(code);
    assert.equal((await answered).status(), 403);
  }
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/log-in/code'));
  await enter(nextCode(secret));
  assert.equal((await answered).status(), 401);
  assert.deepEqual(reviewer.complaints, []);
  await reviewer.close();
});

test('sessions: one ends after ten minutes without activity, and after eight hours whatever is done', async () => {
  const { page } = officer;
  await logIn(page);
  await atHome(page);
  server.clock.advance(9 * MINUTE_MS);
  await page.reload();
  await atHome(page);
  server.clock.advance(10 * MINUTE_MS + 1);
  await page.reload();
  await page.waitForURL(url('/log-in'));
  await logIn(page);
  await atHome(page);
  const cookie = `__Host-constat=${(await page.context().cookies())[0]!.value}`;
  for (let minutes = 0; minutes < 471; minutes += 9) {
    server.clock.advance(9 * MINUTE_MS);
    assert.equal((await server.send('POST /api/session', {}, cookie)).status, 200, String(minutes));
  }
  server.clock.advance(3 * MINUTE_MS + 1);
  await page.reload();
  await page.waitForURL(url('/log-in'));
});

test('sessions: a page that nobody touches empties itself and leaves when the session has ended', async () => {
  const { page } = officer;
  await page.clock.install();
  await logIn(page);
  await atHome(page);
  // The last answer that the page waits for: each begins the time anew.
  await page.locator('#approvals li').first().waitFor();
  await page.clock.fastForward(IDLE_MS - 1_000);
  assert.equal(page.url(), url('/home'));
  await page.clock.fastForward(1_000);
  await page.waitForURL(url('/log-in'));
});

test('step-up: what is delicate asks for the passkey again once five minutes have passed', async () => {
  const { page } = officer;
  await logIn(page);
  await atHome(page);
  const cookieOf = async (): Promise<string> =>
    `__Host-constat=${(await page.context().cookies())[0]!.value}`;
  const before = await cookieOf();
  const route = `POST /api/cases/${open.database.caseId}/exports/request`;
  assert.equal((await server.send(route, {}, before)).status, 403);
  await page.click('#export button');
  await page.waitForSelector('#approvals li:not(.quiet)');
  const cookie = await cookieOf();
  assert.equal((await server.send(route, {}, before)).status, 401, 'the token from before is good no more');
  assert.equal((await server.send(route, {}, cookie)).status, 200);
  server.clock.advance(5 * MINUTE_MS + 1);
  assert.equal((await server.send(route, {}, cookie)).status, 403);
});

test('four eyes: one officer asks for the export, another approves it, the first takes it once', async () => {
  const { page } = second;
  await logIn(page);
  await atHome(page);
  const approvals = page.locator('#approvals li');
  await approvals.first().getByRole('button', { name: 'Examiner' }).click();
  await page.locator('#approval tr.changed', { hasText: 'Patients' }).waitFor();
  await page.locator('#approval').getByRole('button', { name: 'tirées au sort' }).click();
  await page.locator('#sample td', { hasText: patientNumber(2) }).waitFor();
  await photograph(page, 'approval-fr');
  await page.locator('#approval').getByRole('button', { name: 'Approuver' }).click();
  await page.locator('#approvals li', { hasText: 'approuvé par' }).waitFor();
  await photograph(page, 'home-officer-fr');
  await officer.page.reload();
  await atHome(officer.page);
  await photograph(officer.page, 'home-officer-en');
  const download = officer.page.waitForEvent('download');
  await officer.page.locator('#approvals li').first().getByRole('button').click();
  const text = await readFile(await (await download).path(), 'utf8');
  assert.match(text, new RegExp(`\\r\\n${patientNumber(2)};lettre-1\\.txt;`));
  await officer.page.locator('#approvals li', { hasText: '· done' }).waitFor();
});

test('account: a second passkey is added with the first shown again, has a name, logs in alone; all but the last are removed; everybody is told', async () => {
  const visitor = await visit(browser, { language: 'fr-FR' });
  await logIn(administrator.page);
  await atHome(administrator.page);
  await join(visitor, await invite(administrator.page, 'officer'), 'Sacha Deuxclés');
  const { page } = visitor;
  const passkeys = page.locator('#passkeys li');
  await page.click('#account-link a');
  await passkeys.filter({ hasText: 'Clé enregistrée à l’arrivée' }).waitFor();
  assert.equal(await passkeys.getByRole('button').count(), 0, 'the only one has no button');
  // The passkey that is shown again lies in the first authenticator: it is shown before that one is put away.
  await page.goto(url('/home'));
  await atHome(page);
  const shownAgain = page.waitForResponse(
    (answer) => answer.url().endsWith('/exports/request') && answer.ok(),
  );
  await page.click('#export button');
  await shownAgain;
  await visitor.takeAnotherAuthenticator();
  await page.goto(url('/account'));
  await page.fill('#passkey-name', 'Clé du coffre');
  await page.click('#add-passkey button');
  await passkeys.filter({ hasText: 'Clé du coffre' }).waitFor();
  await photograph(page, 'account-fr');
  await page.goto(url('/home'));
  await atHome(page);
  await page.click('#log-out');
  await page.waitForURL(url('/log-in'));
  await logIn(page);
  await atHome(page);
  assert.match((await page.textContent('#alerts'))!, /Sacha Deuxclés a ajouté une clé d’accès/);
  await page.goto(url('/account'));
  await passkeys.filter({ hasText: 'à l’arrivée' }).getByRole('button', { name: 'Supprimer' }).click();
  await page.locator('#said', { hasText: 'La clé est supprimée' }).waitFor();
  assert.equal(await passkeys.count(), 1);
  assert.match((await passkeys.textContent())!, /^Clé du coffre.*vérifie son porteur/);
  assert.deepEqual(visitor.complaints, []);
  await visitor.close();
});

test('account: people see their sessions with what they were opened with, and end those that they do not know, in English', async () => {
  const { page } = officer;
  await logIn(page);
  await atHome(page);
  const people = await listPeople(open.database.pool, server.server.services);
  const person = people.find(({ name }) => name === 'Alex Officer')!.id;
  const elsewhere = await beginSession(open.database.pool, server.server.services, {
    person,
    stage: 'open',
    factors: ['provider', 'one_time_code'],
    from: '192.0.2.9',
  });
  await page.goto(url('/account'));
  const sessions = page.locator('#sessions li');
  const unknown = sessions.filter({ hasText: '192.0.2.9' });
  assert.match((await unknown.textContent())!, /identity provider · one-time code/);
  await photograph(page, 'account-en');
  await unknown.getByRole('button', { name: 'End' }).click();
  await page.locator('#said', { hasText: 'Done.' }).waitFor();
  assert.equal(await unknown.count(), 0);
  const cookie = `__Host-constat=${elsewhere}`;
  assert.equal((await server.send('POST /api/session', {}, cookie)).status, 401);
  assert.match((await sessions.last().textContent())!, /passkey, owner verified/);
});

test('account: an administrator ends the sessions of a person, who logs in again as before', async () => {
  await logIn(officer.page);
  await atHome(officer.page);
  const { page } = administrator;
  await page.goto(url('/home'));
  await page
    .locator('#people li', { hasText: 'Alex Officer' })
    .getByRole('button', { name: 'Terminer ses sessions' })
    .click();
  await page.locator('#said', { hasText: 'Les sessions de Alex Officer sont terminées.' }).waitFor();
  await officer.page.reload();
  await officer.page.waitForURL(url('/log-in'));
  await logIn(officer.page);
  await atHome(officer.page);
  assert.match((await officer.page.textContent('#alerts'))!, /Alex Officer had all sessions ended/);
});

test('break glass: the sealed code works once without anybody’s help, everybody is told, each look needs a reason, and an hour ends it', async () => {
  await logIn(administrator.page);
  await atHome(administrator.page);
  await administrator.page.click('#make-envelope button');
  await administrator.page.waitForSelector('#envelope-code code');
  const code = (await administrator.page.textContent('#envelope-code code'))!;
  const helper = await visit(browser, { language: 'fr-FR' });
  const { page } = helper;
  await page.goto(url('/envelope'));
  await page.fill('#envelope-field', code);
  await page.fill('#envelope-name', 'Garde de nuit');
  await page.fill('#envelope-reason', 'fournisseur d’identité en panne');
  await photograph(page, 'envelope-fr');
  await page.click('#envelope button');
  await atHome(page);
  await photograph(page, 'home-envelope-fr');
  const cookie = `__Host-constat=${(await page.context().cookies())[0]!.value}`;
  const find = `POST /api/cases/${open.database.caseId}/patients/find`;
  const by = { kind: 'patient_number', number: patientNumber(2) };
  assert.equal((await server.send(find, { by }, cookie)).status, 403);
  assert.equal((await server.send(find, { by, reason: 'appel des urgences' }, cookie)).status, 200);
  await administrator.page.reload();
  await atHome(administrator.page);
  await administrator.page.waitForSelector('#alerts li');
  assert.match(
    (await administrator.page.textContent('#alerts'))!,
    /Garde de nuit a ouvert l’enveloppe de secours.*en panne/,
  );
  assert.match(server.log(), /"event":"break_glass_opened"/);
  const again = { code, name: 'Quelqu’un', reason: 'encore une fois, essai' };
  assert.equal((await server.send('POST /api/envelope', again)).status, 403);
  for (let i = 0; i < 6; i++) {
    assert.equal((await server.send('POST /api/session', {}, cookie)).status, 200);
    server.clock.advance(9 * MINUTE_MS + 59_000);
  }
  server.clock.advance(MINUTE_MS);
  assert.equal((await server.send('POST /api/session', {}, cookie)).status, 401);
  assert.deepEqual(helper.complaints, []);
  await helper.close();
});

test('pages: nothing breaks the content policy; they hold at 400 % zoom, in the dark and by keyboard alone', async () => {
  // 400 % of a window of 1280: 320 pixels wide (WCAG 2.2, 1.4.10).
  const narrow = await visit(browser, { language: 'fr-FR', dark: true, width: 320 });
  const { page } = narrow;
  for (const path of ['/log-in', '/invitation', '/envelope']) {
    await page.goto(url(path));
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    assert.ok(overflow <= 0, path);
    await photograph(page, `narrow-dark${path.replace('/', '-')}`);
    const unlabelled =
      "[...document.querySelectorAll('input, select')].filter((one) => one.labels.length !== 1).length";
    assert.equal(await page.evaluate(unlabelled), 0, path);
  }
  await narrow.close();
  const { page: keyboard } = officer;
  await keyboard.goto(url('/log-in'));
  // The browser gives the focus when it draws the page, not when it has loaded it.
  await keyboard.waitForSelector('#log-in button:focus');
  await keyboard.keyboard.press('Enter');
  await atHome(keyboard);
  for (const { complaints } of [administrator, officer, second]) assert.deepEqual(complaints, []);
});
