import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright, type Page } from 'playwright-core';

/** For tests: a real Chromium from npm. */
export async function openBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Not the arguments that the package proposes: they switch off the web's own protections, which are under test.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    headless: true,
  });
}

/** A person at a computer of his own. */
export interface Visitor {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, breaches of the content policy. */
  readonly complaints: string[];
  /** Puts the authenticator away and takes another, without a passkey yet. */
  takeAnotherAuthenticator(): Promise<void>;
  close(): Promise<void>;
}

/** It verifies its owner, and whoever is asked to touch it does. */
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** A browser window with an authenticator that verifies its owner. */
export async function visit(
  browser: Browser,
  { language, dark = false, width = 1_000 }: { language: string; dark?: boolean; width?: number },
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: 900 },
    // Certificates of tests sign themselves.
    ignoreHTTPSErrors: true,
  });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const plugIn = async (): Promise<string> =>
    (await devtools.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR })).authenticatorId;
  let authenticatorId = await plugIn();
  return {
    page,
    complaints,
    async takeAnotherAuthenticator() {
      await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      authenticatorId = await plugIn();
    },
    close: () => context.close(),
  };
}

/** Gives the browser a session that was begun without it: `token` is the value of the cookie. */
export async function takeSession(page: Page, origin: string, token: string): Promise<void> {
  await page.context().addCookies([
    {
      name: '__Host-constat',
      value: token,
      url: origin.replace('http:', 'https:'),
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    },
  ]);
}

/** Keeps a picture of a page in the folder that CONSTAT_SCREENSHOTS names, where it names one. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env['CONSTAT_SCREENSHOTS'] ?? '';
  if (folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
