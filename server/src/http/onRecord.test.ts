import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, before, test } from 'node:test';
import { auditListSchema } from '@constat/contract/auditList.ts';
import type { Role } from '@constat/contract/role.ts';
import type { Database } from '../database/database.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { PERMISSIONS } from './permissions.ts';
import { TestProvider } from './testProvider.ts';
import { startTestServer, type TestServer } from './testServer.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let provider: TestProvider;
let server: TestServer;
before(async () => {
  open = await openSightingsCase(3, 2);
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
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
    if (within.getStore() === true) second.push(asked);
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
  await open.dispose();
});

const reason = 'appel du patient, essai';
const path = (rest: string): string => `POST /api/cases/${open.database.caseId}/${rest}`;

/** For each route of a case: what it is asked, in the order in which they are asked; from the answers before, what a later one needs. */
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
  'people/end': ({ person }) => ({ person }),
};

interface Said {
  approval: string;
  sha256: string;
  person: string;
  question: { path: string };
}

/** The role that asks; requests of exports are the first officer's, approvals the second's. */
async function askers(): Promise<(route: string) => string> {
  const cookies = new Map<string, string>();
  for (const role of ['officer', 'auditor', 'administrator'] as const satisfies readonly Role[])
    cookies.set(role, (await server.logIn(role, { steppedUp: true })).cookie);
  const second = (await server.logIn('officer', { steppedUp: true })).cookie;
  return (route) => {
    const { who } = PERMISSIONS[`POST /api/cases/:caseId/${route}`] as { who: readonly Role[] };
    if (route === 'approvals/view' || route === 'approvals/approve') return second;
    return cookies.get(['officer', 'administrator'].find((role) => who.includes(role as Role)) ?? 'auditor')!;
  };
}

test('readWithAudit: no route of a case takes a second connection while it reads on record: what it reads is in the transaction of the record, and nobody waits for himself', async () => {
  const routes = Object.keys(PERMISSIONS)
    .filter((route) => route.includes(':caseId'))
    .map((route) => route.replace('POST /api/cases/:caseId/', ''));
  assert.deepEqual(Object.keys(REQUESTS).toSorted(), routes.toSorted(), 'a new route is tried here too');
  const askerOf = await askers();
  const said = { person: (await server.logIn('reviewer')).person } as Said;
  for (const [route, body] of Object.entries(REQUESTS)) {
    asked = route;
    const response = await server.send(path(route), body(said), askerOf(route));
    assert.equal(response.status, 200, `${route}: ${response.status}`);
    if (response.headers.get('Content-Type')?.startsWith('application/json') === true)
      Object.assign(said, await response.json(), { person: said.person });
  }
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
