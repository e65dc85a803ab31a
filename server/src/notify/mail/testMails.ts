import { join } from 'node:path';
import type pg from 'pg';
import type { TestCase } from '../../testCase.ts';
import type { MailContents } from './lintMail.ts';
import type { MailContext } from './mailContext.ts';
import { type MailSettings, parseMailSettings, writeMailSettings } from './mailSettings.ts';
import { queueMail } from './queueMail.ts';

/** Settings for tests: this machine's own server on a port, short times, no limits. */
export function testSettings(port: number, change: Record<string, unknown> = {}): MailSettings {
  return parseMailSettings(
    JSON.stringify({
      from: { address: 'information@ch-henri-dunant.example', name: 'Centre hospitalier Henri-Dunant' },
      site: 'ch-henri-dunant.example',
      server: { host: '127.0.0.1', port, tls: 'none' },
      messageIdDomain: 'ch-henri-dunant.example',
      returnPath: { local: 'retours', domain: 'ch-henri-dunant.example' },
      record: { kind: 'none' },
      leaseSeconds: 5,
      serverTimeoutSeconds: 1,
      settleSeconds: 0.05,
      perMinute: 60_000,
      otherDomainsPerHour: 3_600_000,
      ...change,
    }),
  );
}

/** A mail to an invented person. `bytes`: how long it is, about. */
export function testMail(number: number, bytes = 200): MailContents {
  const text = `Bonjour,\n\nCe message porte le numéro ${number}.\n${'Le centre hospitalier vous informe. '.repeat(Math.ceil(bytes / 72))}`;
  return {
    to: `personne${number}@${['orange', 'free', 'laposte', 'sfr', 'wanadoo'][number % 5]!}.example`,
    subject: 'Information importante du centre hospitalier',
    text,
    html: `<!doctype html><html lang="fr"><body><p>${text}</p></body></html>`,
  };
}

/** A context for a test's case with these settings, which are also kept in the case. */
export async function testContext(
  { database, opened, folder }: Pick<TestCase, 'database' | 'opened' | 'folder'>,
  settings: MailSettings,
  now: () => Date | null = () => null,
): Promise<MailContext> {
  await writeMailSettings(database.pool, { folder, caseId: database.caseId }, settings);
  return { database, keys: opened.keys, settings, now };
}

/** Writes notices numbered from `first` on that say nothing: mails have something to belong to. */
export async function makeTestNotices(
  client: pg.ClientBase,
  caseId: string,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> {
  await client.query(
    `INSERT INTO campaigns (case_id, number, settings) VALUES ($1, 1, '{"day":"2022-10-03"}') ON CONFLICT DO NOTHING`,
    [caseId],
  );
  await client.query(
    `INSERT INTO notices (case_id, id, campaign, person_id, issue, state, rule) SELECT $1, n, 1, n, 1, 'held', 'at_risk' FROM generate_series($2::bigint, $3::bigint) AS n ON CONFLICT DO NOTHING`,
    [caseId, first, first + count - 1],
  );
}

/** Queues mails for notices numbered from `first` on. */
export async function queueTestMails(
  { database, keys }: Pick<MailContext, 'database' | 'keys'>,
  count: number,
  { first = 1, bytes = 200 }: { first?: number; bytes?: number } = {},
): Promise<number[]> {
  return await database.transaction(async (client) => {
    const ids: number[] = [];
    await makeTestNotices(client, database.caseId, { first, count });
    for (let number = first; number < first + count; number++)
      ids.push(
        (await queueMail(client, database, keys, { noticeId: number, ...testMail(number, bytes) })).mail,
      );
    return ids;
  });
}

/** Where a sink of a test keeps what it took. */
export function sinkFile(folder: string, name = 'taken'): string {
  return join(folder, '..', name);
}
