import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { PROVIDER_RETURN } from '../people/identityProvider.ts';
import { enrolmentOf } from '../people/oneTimeCodes.ts';
import { openSightingsCase } from '../testSightings.ts';
import { openBrowser, photograph, visit } from './testBrowser.ts';
import { KEYCLOAK_USER, TestKeycloak } from './testKeycloak.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

/** Folder of an unpacked Keycloak (it needs Java); without one these tests are left out. */
const HOME = process.env['CONSTAT_KEYCLOAK'] ?? '';
const skip = HOME === '' ? 'CONSTAT_KEYCLOAK names no Keycloak' : false;

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let keycloak: TestKeycloak;
let server: TestServer;
let officer: LoggedIn;
let browser: Browser;
before(async () => {
  if (skip !== false) return;
  open = await openSightingsCase(1, 1);
  keycloak = await TestKeycloak.choose(HOME);
  server = await startTestServer(open, { identityProvider: keycloak.access() });
  await keycloak.start(`${server.server.origin}${PROVIDER_RETURN}`);
  browser = await openBrowser();
  officer = await server.logIn('officer', { name: 'Camille Responsable' });
});
after(async () => {
  if (skip !== false) return;
  await browser.close();
  await server.server.stop();
  await keycloak.stop();
  await open.dispose();
});

const url = (path: string): string => `${server.server.origin}${path}`;

test(
  'Keycloak: whoever is linked logs in there by code flow with PKCE, and with a one-time code here; whoever is not linked is refused',
  { skip },
  async () => {
    const { page, complaints } = await visit(browser, { language: 'fr-FR' });
    const logIn = async (): Promise<void> => {
      await page.goto(url('/log-in'));
      await page.click('#provider button');
    };
    await logIn();
    await page.waitForSelector('#username', { timeout: 60_000 });
    const asked = new URL(page.url());
    assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
    await page.fill('#username', KEYCLOAK_USER.name);
    await page.fill('#password', KEYCLOAK_USER.password);
    await page.click('#kc-login');
    await page.waitForSelector('#said.wrong', { timeout: 60_000 });
    assert.match((await page.textContent('#said'))!, /aucun compte d’ici n’est lié/);

    const administrator = await server.logIn('administrator', { steppedUp: true });
    const link = { person: officer.person, subject: KEYCLOAK_USER.id };
    const path = `POST /api/cases/${open.database.caseId}/people/link`;
    assert.equal((await server.send(path, link, administrator.cookie)).status, 200);
    const { secret } = await enrolmentOf(server.server.services, officer.person);
    const generator = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
    await logIn();
    await page.waitForSelector('#stage-totp:not([hidden])', { timeout: 60_000 });
    await photograph(page, 'keycloak-code-fr');
    await page.fill('#code-field', generator.generate({ timestamp: server.clock.now().getTime() }));
    await page.click('#code button');
    await page.waitForURL(url('/home'));
    await page.waitForSelector('#who:not(:empty)');
    assert.match((await page.textContent('#who'))!, /Camille Responsable/);
    const { rows } = await open.database.pool.query<{ factors: string[] }>(
      "SELECT factors FROM person_sessions WHERE stage = 'open' AND person_id = $1 AND 'provider' = ANY (factors)",
      [officer.person],
    );
    assert.deepEqual(rows, [{ factors: ['provider', 'one_time_code'] }]);
    assert.deepEqual(complaints, []);
  },
);
