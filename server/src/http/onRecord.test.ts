import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { auditListSchema } from '@constat/contract/auditList.ts';
import type { Role } from '@constat/contract/role.ts';
import type { Database } from '../database/database.ts';
import { bouncePlace } from '../notify/mail/bounces/takeBounces.ts';
import { writeMailSettings } from '../notify/mail/mailSettings.ts';
import { testSettings } from '../notify/mail/testMails.ts';
import { type Sink, startSink } from '../notify/mail/testSink.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { patientNumber } from '../testSightings.ts';
import { PERMISSIONS } from './permissions.ts';
import { TestProvider } from './testProvider.ts';
import { startTestServer, type TestServer } from './testServer.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let provider: TestProvider;
let server: TestServer;
let sink: Sink | undefined;
before(async () => {
  open = await openNoticesCase([{ probability: 0.6 }, {}, { email: 'deux@boite.example' }, {}]);
  provider = await TestProvider.start();
  server = await startTestServer(
    { ...open, database: watched(open.database) },
    { identityProvider: provider.access() },
  );
});
/** What asked for another connection, or began another transaction, within a transaction. */
const second: string[] = [];
let asked = '';
let transactions = 0;

/** A database that notices whoever asks for a second connection while he holds one. */
function watched(database: Database): Database {
  const within = new AsyncLocalStorage<true>();
  const notice = (): void => {
    // Long work is one at a time, holds several connections, and is no request: it cannot wait for itself.
    if (within.getStore() === true && !server.server.services.works.isRunning) second.push(asked);
  };
  return {
    ...database,
    get pool() {
      notice();
      return database.pool;
    },
    transaction: (work) => {
      notice();
      transactions++;
      return database.transaction((client) => within.run(true, () => work(client)));
    },
  };
}

after(async () => {
  await server.server.stop();
  await provider.stop();
  await sink?.close();
  await open.dispose();
});

const reason = 'appel du patient, essai';
const path = (rest: string): string => `POST /api/cases/${open.database.caseId}/${rest}`;

/** What a campaign needs that no route makes: a mail server, a mailbox and settings for them, a report that waits. */
async function prepareMails(): Promise<void> {
  const { caseId, pool } = open.database;
  sink = await startSink({ file: join(open.folder, 'taken') });
  const box = join(open.folder, 'returns');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(box, place), { recursive: true });
  const settings = testSettings(sink.port, { mailbox: { kind: 'maildir', path: box } });
  await writeMailSettings(pool, { folder: open.folder, caseId }, settings);
  const digest = Buffer.alloc(32, 7);
  await pool.query(
    `INSERT INTO mail_bounces (case_id, digest, received_at, kind, sealed) VALUES ($1, $2, now(), 'unclear', $3)`,
    [caseId, digest, open.opened.keys.sealText('Nicht zustellbar', bouncePlace(digest))],
  );
}

/** The workers are not there: a mail of which nobody can know. */
const makeUncertain = (): Promise<unknown> =>
  open.database.pool.query(`UPDATE mails SET state = 'uncertain' WHERE case_id = $1`, [open.database.caseId]);

const table = (text: string): { file: string } => ({ file: Buffer.from(text).toString('base64') });
const page = { after: 0, limit: 10 };
const why = { reason: 'essai' };
const statement = await readFile(new URL('../../templates/notices/statement.json', import.meta.url), 'utf8');

/**
 * For each route of a case: what it is asked, in the order in which they are asked; from the answers before, what a later one needs. A route that is asked
 * several times has a number behind it.
 */
const REQUESTS: Readonly<Record<string, (said: Said) => unknown>> = {
  'summary': () => ({}),
  'patients/find': () => ({ by: { kind: 'patient_number', number: patientNumber(1) }, reason }),
  'patients/list': () => ({ after: 0, limit: 10, reason }),
  'patients/exposure': () => ({ patient: 1, reason }),
  'review/next': () => ({}),
  'review/decide': ({ question }) => ({
    path: question.path,
    patient: patientNumber(1),
    verdict: 'is',
    note: '',
    categories: [],
  }),
  'audit/list': () => ({ before: null, limit: 10, patient: null }),
  'people/list': () => ({}),
  'people/invite': () => ({ role: 'reviewer' }),
  'people/sessions/end': ({ person }) => ({ person }),
  'people/link': ({ person }) => ({ person, subject: 'somebody' }),
  'people/envelope': () => ({}),
  'alerts/list': () => ({}),
  'exports/request': () => ({}),
  'approvals/list': () => ({}),
  'approvals/view': ({ approval }) => ({ approval }),
  'approvals/sample': ({ approval }) => ({ approval }),
  'approvals/approve': ({ approval, sha256 }) => ({ approval, sha256 }),
  'exports/take': ({ approval }) => ({ approval }),
  'campaign/plan': () => ({ changes: { probable: 'tell' }, dry: false }),
  'campaign/view': () => ({}),
  'campaign/pause': () => ({}),
  'campaign/resume': () => ({}),
  'campaign/drops': () => ({
    settings: { start: '2026-11-30', agents: [5, 5, 5, 5, 5, 0, 0] },
    replan: null,
  }),
  'campaign/forget-drops': () => ({}),
  'works/list': () => ({}),
  'works/view': ({ work }) => ({ work }),
  'works/stop': ({ work }) => ({ work }),
  'flags/list': () => page,
  'flags/set': () => ({ patient: 4, kinds: ['french'] }),
  'flags/import': () => table(`patient;kind\n${patientNumber(4)};french\n`),
  'notices/list': () => ({ ...page, state: null, rule: null, channel: null, batch: null, notices: null }),
  'notices/person': () => ({ patient: 1 }),
  'notices/request-proof': () => ({}),
  'approvals/view 4': ({ approval }) => ({ approval }),
  'approvals/approve 4': ({ approval, sha256 }) => ({ approval, sha256 }),
  'notices/proof': ({ approval }) => ({ approval }),
  'texts/save': () => ({ file: 'statement.json', text: statement }),
  'texts/view': () => ({}),
  'texts/check': () => ({}),
  'texts/preview': () => ({ example: 'usual', language: 'fr', form: 'letter_html' }),
  'batches/build': () => ({ size: 1 }),
  'batches/unmake': () => ({ batch: 1 }),
  'batches/build 2': () => ({ size: 10 }),
  'batches/test': () => ({ letters: 1 }),
  'batches/sample': () => ({ batch: 2 }),
  'batches/request': () => ({ batch: 2 }),
  'approvals/view 2': ({ approval }) => ({ approval }),
  'approvals/approve 2': ({ approval, sha256 }) => ({ approval, sha256 }),
  'batches/approve': ({ approval }) => ({ batch: 2, approval }),
  'batches/hand-over': () => ({ batch: 2, approval: null }),
  'batches/file': () => ({ batch: 2, file: 'csv' }),
  'batches/returns': ({ sheet }) => table(`sheet;result\n${sheet};printed\n`),
  'mails/settings': () => ({}),
  'mails/change-settings': () => ({ perMinute: 10 }),
  'mails/request': () => ({}),
  'approvals/view 3': ({ approval }) => ({ approval }),
  'approvals/approve 3': ({ approval, sha256 }) => ({ approval, sha256 }),
  'mails/queue': ({ approval }) => ({ approval }),
  'mails/list': () => ({ ...page, state: null }),
  'mails/request-again': ({ mails }) => ({ mails: mails.map(({ mail }) => mail) }),
  'mails/decide': ({ mails }) => ({
    mails: mails.map(({ mail }) => mail),
    decision: 'send-again',
    approval: null,
  }),
  'mails/view': () => ({}),
  'mails/test': () => ({ to: 'dpo@ch-henri-dunant.example', language: 'fr' }),
  'mails/send': () => why,
  'mails/bounces': () => why,
  'mails/pause': () => why,
  'mails/resume': () => why,
  'mails/cancel': () => why,
  'mails/reports': () => ({}),
  'mails/report': ({ reports }) => ({ report: reports[0]!.report }),
  'people/end': ({ person }) => ({ person }),
};

/** What happens beside the routes before one of them is asked. */
const BEFORE: Readonly<Record<string, () => Promise<unknown>>> = {
  'mails/settings': prepareMails,
  'mails/request-again': makeUncertain,
};

/** What is done with personal data on the way of a campaign: each leaves a row. */
const CAMPAIGN_ACTIONS = [
  'notices_planned',
  'notices_flagged',
  'notices_viewed',
  'notices_built',
  'notices_approved',
  'notices_handed_over',
  'notices_returned',
  'mails_sent',
  'mails_decided',
  'mails_paused',
  'mail_report_viewed',
  'mail_reports_taken',
  'notices_exported',
  'settings_changed',
  'approval_asked',
  'approval_viewed',
  'approval_given',
];

interface Said {
  approval: string;
  sha256: string;
  person: string;
  question: { path: string };
  work: string;
  sheet: string;
  mails: { mail: number }[];
  reports: { report: number }[];
}

/** The role that asks; requests of exports are the first officer's, approvals the second's. */
async function askers(): Promise<(route: string) => string> {
  const cookies = new Map<string, string>();
  for (const role of ['officer', 'auditor', 'administrator'] as const satisfies readonly Role[])
    cookies.set(role, (await server.logIn(role, { steppedUp: true })).cookie);
  const second = (await server.logIn('officer', { steppedUp: true })).cookie;
  return (route) => {
    const { who } = PERMISSIONS[`POST /api/cases/:caseId/${route}`] as { who: readonly Role[] };
    if (route.startsWith('approvals/')) return route === 'approvals/list' ? cookies.get('officer')! : second;
    return cookies.get(['officer', 'administrator'].find((role) => who.includes(role as Role)) ?? 'auditor')!;
  };
}

test('readWithAudit: no route of a case takes a second connection while it reads on record: what it reads is in the transaction of the record, and nobody waits for himself', async () => {
  const routes = Object.keys(PERMISSIONS)
    .filter((route) => route.includes(':caseId'))
    .map((route) => route.replace('POST /api/cases/:caseId/', ''));
  const tried = new Set(Object.keys(REQUESTS).map((route) => route.split(' ')[0]!));
  assert.deepEqual([...tried].toSorted(), routes.toSorted(), 'a new route is tried here too');
  const askerOf = await askers();
  const said = { person: (await server.logIn('reviewer')).person } as Said;
  for (const [named, body] of Object.entries(REQUESTS)) {
    const route = named.split(' ')[0]!;
    asked = named;
    await BEFORE[route]?.();
    const response = await server.send(path(route), body(said), askerOf(route));
    assert.equal(response.status, 200, `${route}: ${response.status}`);
    if (response.headers.get('Content-Type')?.startsWith('application/json') === true)
      Object.assign(said, await response.json(), { person: said.person });
    else if (route === 'batches/file') said.sheet = (await response.text()).split('\r\n')[1]!.split(';')[0]!;
    await server.server.services.works.ended;
  }
  const { list } = server.server.services.works;
  assert.deepEqual(
    list.filter(({ state }) => state !== 'done').map(({ kind, problem }) => [kind, problem]),
    [],
  );
  const { rows } = await open.database.pool.query<{ action: string }>(
    'SELECT DISTINCT action FROM accesses WHERE person <> $1',
    [''],
  );
  const done = new Set(rows.map(({ action }) => action));
  assert.deepEqual(
    CAMPAIGN_ACTIONS.filter((action) => !done.has(action)),
    [],
  );
  assert.deepEqual(second, []);
  assert.ok(transactions > 15, String(transactions));
});

test('names of people are read on record: lists of accounts, alerts and approvals leave a row each', async () => {
  const { cookie, person } = await server.logIn('officer');
  for (const route of ['people/list', 'alerts/list', 'approvals/list']) {
    const count = async (): Promise<number> =>
      (
        await open.database.pool.query<{ count: number }>(
          "SELECT count(*) FROM accesses WHERE action = 'people_viewed' AND person = $1",
          [person],
        )
      ).rows[0]!.count;
    const before = await count();
    assert.equal((await server.send(path(route), {}, cookie)).status, 200);
    assert.equal(await count(), before + 1, route);
  }
});

test('auditRoutes: the auditor reads why somebody looked, on record, and sees where an entry does not open', async () => {
  const looking = await server.logIn('break_glass');
  const by = { kind: 'patient_number', number: patientNumber(1) };
  await server.send(path('patients/find'), { by, reason }, looking.cookie);
  await open.database.pool.query(
    `INSERT INTO accesses (case_id, id, at, actor, person, role, action, patients, items, evidence, details_sealed)
     SELECT case_id, gen_random_uuid(), at, actor, person, role, action, patients, items, evidence, details_sealed FROM accesses WHERE person = $1 LIMIT 1`,
    [looking.person],
  );
  const { cookie, person } = await server.logIn('auditor');
  const asked = { before: null, limit: 100, patient: 1 };
  const response = await server.send(path('audit/list'), asked, cookie);
  const { accesses } = auditListSchema.parse(await response.json());
  const reasons = accesses.filter((one) => one.person === looking.person).map((one) => one.reason);
  assert.deepEqual(new Set(reasons), new Set([reason, null]));
  const { rows } = await open.database.pool.query<{ action: string }>(
    'SELECT action FROM accesses WHERE person = $1',
    [person],
  );
  assert.deepEqual(rows, [{ action: 'audit_viewed' }]);
});
