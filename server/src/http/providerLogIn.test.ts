import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openSightingsCase } from '../testSightings.ts';
import { openBrowser, photograph, visit } from './testBrowser.ts';
import { type Misdeed, TestProvider } from './testProvider.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let provider: TestProvider;
let server: TestServer;
let officer: LoggedIn;
before(async () => {
  open = await openSightingsCase(1, 1);
  provider = await TestProvider.start();
  server = await startTestServer(open, {
    identityProvider: provider.access({ acr: ['eidas1'], secondFactorAcr: ['two-factors'] }),
  });
  officer = await server.logIn('officer', { name: 'Camille Responsable' });
  assert.equal((await link(officer.person, 'camille')).status, 200);
});
beforeEach(() => {
  provider.misdeed = {};
  provider.subject = 'camille';
  provider.acr = 'eidas1';
});
after(async () => {
  await server.server.stop();
  await provider.stop();
  await open.dispose();
});

/** As an administrator: sessions end while the clock of a test moves on. */
async function administer(path: string, body: unknown): Promise<Response> {
  const { cookie } = await server.logIn('administrator', { steppedUp: true });
  return await server.send(`POST /api/cases/${open.database.caseId}/${path}`, body, cookie);
}

const link = (person: string, subject: string): Promise<Response> =>
  administer('people/link', { person, subject });

/** The cookies that an answer sets, as the browser sends them. */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');

interface Begun {
  readonly location: string;
  readonly cookie: string;
}

async function begin(of: TestServer = server): Promise<Begun> {
  const response = await of.send('POST /api/log-in/provider');
  assert.equal(response.status, 200);
  const { location } = (await response.json()) as { location: string };
  return { location, cookie: cookiesOf(response) };
}

type Brought = Record<string, string>;
const broughtBy = (back: URL): Brought => Object.fromEntries(back.searchParams);

const finish = (brought: Brought, cookie: string, of: TestServer = server): Promise<Response> =>
  of.send('POST /api/log-in/provider/answer', brought, cookie);

/** The whole way; returns what the server said at the end. */
async function logIn(of: TestServer = server): Promise<Response> {
  const { location, cookie } = await begin(of);
  return await finish(broughtBy(provider.letIn(location)), cookie, of);
}

const problemOf = async (response: Response): Promise<string> =>
  response.ok ? 'let in' : ((await response.json()) as { problem: string }).problem;

test('identity provider: who is linked is let in up to the one-time code; where the provider is believed to ask for two factors, wholly', async () => {
  const response = await logIn();
  assert.deepEqual(await response.json(), { stage: 'totp', enrolment: null });
  assert.equal((await server.send('POST /api/session', {}, cookiesOf(response))).status, 401);
  provider.acr = 'two-factors';
  const wholly = await logIn();
  assert.deepEqual(await wholly.json(), { stage: 'open', enrolment: null });
  const session = await server.send('POST /api/session', {}, cookiesOf(wholly));
  assert.equal(((await session.json()) as { person: { id: string } }).person.id, officer.person);
});

test('identity provider: the request has PKCE, state, nonce and the wanted level, each time anew', async () => {
  const [first, second] = [await begin(), await begin()];
  const { searchParams } = new URL(first.location);
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.notEqual(searchParams.get(name), new URL(second.location).searchParams.get(name), name);
  assert.equal(searchParams.get('code_challenge_method'), 'S256');
  assert.equal(searchParams.get('acr_values'), 'eidas1 two-factors');
  assert.equal(searchParams.get('redirect_uri'), `${server.server.origin}/log-in/provider`);
});

const HOUR = 3_600;
const seconds = (): number => Math.floor(Date.now() / 1000);
const MISDEEDS: Readonly<Record<string, () => Misdeed>> = {
  'wrong nonce': () => ({ claims: { nonce: 'another' } }),
  'no nonce': () => ({ claims: { nonce: undefined } }),
  'wrong audience': () => ({ claims: { aud: 'another client' } }),
  'several audiences without azp': () => ({ claims: { aud: ['constat', 'another client'] } }),
  'made for another party (azp)': () => ({ claims: { aud: ['constat', 'x'], azp: 'x' } }),
  'wrong issuer': () => ({ claims: { iss: 'https://elsewhere.example' } }),
  'expired': () => ({ claims: { iat: seconds() - 2 * HOUR, exp: seconds() - HOUR } }),
  'no expiry': () => ({ claims: { exp: undefined } }),
  'not valid yet': () => ({ claims: { nbf: seconds() + HOUR } }),
  'no subject': () => ({ claims: { sub: undefined } }),
  'algorithm none': () => ({ signature: 'none' }),
  'HS256 with the secret of the client': () => ({ signature: 'client secret' }),
  'HS256 with the public key': () => ({ signature: 'public key' }),
  'signed with another key under the same name': () => ({ signature: 'other key' }),
  'key that is not in the list': () => ({ header: { kid: 'k2' } }),
  'signature changed': () => ({ signature: 'changed' }),
  'algorithm in the header other than that of the key': () => ({ header: { alg: 'ES256' } }),
  'extension that must be understood': () => ({ header: { crit: ['exp'] } }),
  'no ID token': () => ({ withoutToken: true }),
  'level that does not suffice': () => ({ claims: { acr: 'password' } }),
  'no level': () => ({ claims: { acr: undefined } }),
};

test('identity provider: each token that is wrong in one thing is refused', async () => {
  for (const [what, misdeed] of Object.entries(MISDEEDS)) {
    provider.misdeed = misdeed();
    assert.equal(await problemOf(await logIn()), 'credential_refused', what);
  }
  provider.misdeed = {};
  assert.equal(await problemOf(await logIn()), 'let in');
});

test('identity provider: a state or a code is good once, in the browser that began, within ten minutes', async () => {
  const { location, cookie } = await begin();
  const brought = broughtBy(provider.letIn(location));
  const other = await begin();
  assert.equal(await problemOf(await finish(brought, other.cookie)), 'credential_refused', 'another browser');
  assert.equal(await problemOf(await finish(brought, '')), 'credential_refused', 'no cookie');
  assert.equal(await problemOf(await finish(brought, cookie)), 'let in');
  assert.equal(await problemOf(await finish(brought, cookie)), 'credential_refused', 'state twice');
  const again = await begin();
  const replayed = { ...broughtBy(provider.letIn(again.location)), code: brought['code']! };
  assert.equal(await problemOf(await finish(replayed, again.cookie)), 'credential_refused', 'code twice');
  const late = await begin();
  const broughtLate = broughtBy(provider.letIn(late.location));
  server.clock.advance(10 * 60_000);
  assert.equal(await problemOf(await finish(broughtLate, late.cookie)), 'credential_refused', 'late');
});

test('identity provider: a code that somebody else was given does not fit the challenge (PKCE), and an answer of another provider is refused (RFC 9207)', async () => {
  const [mine, theirs] = [await begin(), await begin()];
  const { code: stolen } = broughtBy(provider.letIn(theirs.location));
  const injected = { ...broughtBy(provider.letIn(mine.location)), code: stolen! };
  assert.equal(await problemOf(await finish(injected, mine.cookie)), 'credential_refused');
  for (const iss of ['https://elsewhere.example', undefined]) {
    const { location, cookie } = await begin();
    const { code, state } = broughtBy(provider.letIn(location));
    const mixed = { code: code!, state: state!, ...(iss === undefined ? {} : { iss }) };
    assert.equal(await problemOf(await finish(mixed, cookie)), 'credential_refused', String(iss));
  }
});

test('identity provider: nobody gets an account by it; a link is an administrator’s, everybody is told, and ends with the account', async () => {
  provider.subject = 'nobody-linked';
  assert.equal(await problemOf(await logIn()), 'identity_unknown');
  const agent = await server.logIn('hotline_agent');
  assert.equal(await problemOf(await link(agent.person, 'camille')), 'identity_taken');
  assert.equal((await link(agent.person, 'agent')).status, 200);
  provider.subject = 'agent';
  assert.equal(await problemOf(await logIn()), 'let in');
  assert.equal((await link(agent.person, '')).status, 200);
  assert.equal(await problemOf(await logIn()), 'identity_unknown');
  await link(agent.person, 'agent');
  await administer('people/end', { person: agent.person });
  assert.equal(await problemOf(await logIn()), 'identity_unknown');
  assert.equal(await problemOf(await link(agent.person, 'agent')), 'not_found');
  const listed = await administer('alerts/list', {});
  assert.match(await listed.text(), /identity_unlinked.*identity_linked/s);
  const stored = await open.database.pool.query('SELECT * FROM provider_links');
  assert.doesNotMatch(JSON.stringify(stored.rows), /camille/);
});

test('identity provider: while it is down it is said so, and the envelope lets in all the same', async () => {
  const down = await TestProvider.start();
  const alone = await startTestServer(open, { identityProvider: down.access() });
  await down.stop();
  assert.equal(await problemOf(await alone.send('POST /api/log-in/provider')), 'provider_unreachable');
  assert.match(alone.log(), /"event":"provider_failed"/);
  const { cookie } = await alone.logIn('administrator', { steppedUp: true });
  const { caseId } = open.database;
  const made = await alone.send(`POST /api/cases/${caseId}/people/envelope`, {}, cookie);
  const { secret: code } = (await made.json()) as { secret: string };
  const opened = { code, name: 'Garde de nuit', reason: 'fournisseur d’identité en panne' };
  assert.equal(await problemOf(await alone.send('POST /api/envelope', opened)), 'let in');
  await alone.server.stop();
  provider.misdeed = { status: 503 };
  assert.equal(await problemOf(await logIn()), 'provider_unreachable');
});

test('identity provider: without one its routes say so', async () => {
  const without = await startTestServer(open);
  assert.equal(await problemOf(await without.send('POST /api/log-in/provider')), 'no_provider');
  assert.doesNotMatch(await (await without.send('GET /log-in')).text(), /id="provider"/);
  await without.server.stop();
});

test('identity provider: in a real browser the way there and back ends at the one-time code, in French, and nothing stays in the address', async (t) => {
  const browser = await openBrowser();
  t.after(() => browser.close());
  const { page, complaints } = await visit(browser, { language: 'fr-FR' });
  await page.goto(`${server.server.origin}/log-in`);
  await photograph(page, 'log-in-provider-fr');
  await page.getByRole('button', { name: 'Se connecter avec Keycloak' }).click();
  await page.waitForSelector('#stage-totp:not([hidden])');
  assert.equal(page.url(), `${server.server.origin}/log-in/provider`);
  provider.acr = 'two-factors';
  await page.goto(`${server.server.origin}/log-in`);
  await page.getByRole('button', { name: 'Se connecter avec Keycloak' }).click();
  await page.waitForURL(`${server.server.origin}/home`);
  await page.waitForSelector('#who:not(:empty)');
  assert.match((await page.textContent('#who'))!, /Camille Responsable/);
  assert.deepEqual(complaints, []);
});

test('identity provider: the administrator links an account on the page', async (t) => {
  const browser = await openBrowser();
  t.after(() => browser.close());
  const administrator = await server.logIn('administrator', { steppedUp: true, name: 'Dominique Installe' });
  const { page, complaints } = await visit(browser, { language: 'en-GB' });
  await page.context().addCookies([
    {
      name: '__Host-constat',
      value: administrator.cookie.split('=')[1]!,
      url: server.server.origin.replace('http:', 'https:'),
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    },
  ]);
  await page.goto(`${server.server.origin}/home`);
  const line = page.locator('#people li', { hasText: 'Dominique Installe' });
  await line.getByLabel(/Identifier at the provider/).fill('dominique');
  await photograph(page, 'home-administrator-link-en');
  await line.getByRole('button', { name: 'Link' }).click();
  await page
    .locator('#people li', { hasText: /Dominique Installe.*linked to the identity provider/ })
    .waitFor();
  assert.deepEqual(complaints, []);
  provider.subject = 'dominique';
  assert.equal(await problemOf(await logIn()), 'let in');
});
