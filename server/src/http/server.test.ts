import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { auditListSchema } from '@constat/contract/auditList.ts';
import { hc } from 'hono/client';
import { Secret, TOTP } from 'otpauth';
import { constat } from '../cli/testCommand.ts';
import { enrolmentOf } from '../people/oneTimeCodes.ts';
import { beginSession } from '../people/sessions.ts';
import { SESSION_COOKIE } from './guard.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import type { App } from './app.ts';
import { Load } from './load.ts';
import { PERMISSIONS } from './permissions.ts';
import { RateLimit } from './rateLimit.ts';
import { createLog } from './requestLog.ts';
import { startServer } from './startServer.ts';
import { startTestServer, type TestServer } from './testServer.ts';
import { PassThrough } from 'node:stream';
import { CaseError } from '../case/caseError.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let server: TestServer;
before(async () => {
  open = await openSightingsCase(3, 2);
  await open.see([{ file: 1, patient: 2, probability: 0.97, categories: 0b1 }]);
  server = await startTestServer(open);
});
after(async () => {
  await server.server.stop();
  await open.dispose();
});

const path = (rest: string): string => `POST /api/cases/${open.database.caseId}/${rest}`;

test('securityHeaders: every answer, also a refusal, forbids storing, framing, foreign scripts and referrers', async () => {
  for (const route of ['GET /log-in', 'GET /health', 'POST /api/session', 'GET /nowhere']) {
    const { headers } = await server.send(route);
    assert.match(headers.get('Content-Security-Policy')!, /^default-src 'none'; script-src 'self';/, route);
    assert.equal(headers.get('Cache-Control'), 'no-store', route);
    assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', route);
    assert.equal(headers.get('Referrer-Policy'), 'same-origin', route);
    assert.equal(headers.get('Strict-Transport-Security'), null, route);
  }
});

test('guard: what does not come from the server’s own pages changes nothing, whatever the cookie', async () => {
  const { cookie } = await server.logIn('officer');
  const foreign = [
    { Origin: 'https://elsewhere.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ];
  for (const headers of foreign) {
    const response = await server.send('POST /api/log-out', {}, cookie, headers);
    assert.equal(response.status, 403, JSON.stringify(headers));
  }
  assert.equal(
    (await server.send('POST /api/log-out', {}, cookie, { 'Content-Type': 'text/plain' })).status,
    400,
  );
  assert.equal((await server.send('POST /api/session', {}, cookie)).status, 200);
});

test('log-out: the browser is told to forget what it kept, and the hospital’s other cookies are left alone', async () => {
  const { cookie } = await server.logIn('officer');
  const { headers } = await server.send('POST /api/log-out', {}, cookie);
  assert.equal(headers.get('Clear-Site-Data'), '"cache", "storage"');
  assert.match(headers.get('Set-Cookie')!, /^__Host-constat=;.*Max-Age=0/);
});

test('log-in: what was shown is on record sealed, with a refused code too, and the auditor reads it', async () => {
  const { person } = await server.logIn('reviewer');
  const half = { person, stage: 'totp', factors: ['passkey'], from: '127.0.0.1' } as const;
  const token = await beginSession(open.database.pool, server.server.services, half);
  const cookie = `${SESSION_COOKIE}=${token}`;
  const { secret } = await enrolmentOf(server.server.services, person);
  const generator = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  const code = generator.generate({ timestamp: server.clock.now().getTime() });
  const wrong = code === '000000' ? '111111' : '000000';
  assert.equal((await server.send('POST /api/log-in/code', { code: wrong }, cookie)).status, 403);
  assert.equal((await server.send('POST /api/log-in/code', { code }, cookie)).status, 200);
  const auditor = await server.logIn('auditor');
  const request = { before: null, limit: 10, patient: null };
  const listed = await server.send(path('audit/list'), request, auditor.cookie);
  const { accesses } = auditListSchema.parse(await listed.json());
  const shown = (action: string): unknown => accesses.find((one) => one.action === action)!.factors;
  assert.deepEqual(shown('signed_in'), ['passkey', 'one_time_code']);
  assert.deepEqual(shown('sign_in_refused'), ['passkey']);
  const { out } = await constat('audit', 'list', '--case', open.folder, '--lang', 'en');
  assert.match(out, /signed in  with: passkey, one-time code · from/);
  const { rows } = await open.database.pool.query<{ row: string }>(
    "SELECT a::text AS row FROM accesses a WHERE action = 'signed_in'",
  );
  for (const { row } of rows) assert.doesNotMatch(row, /one_time_code/);
});

test('peopleRoutes: an administrator ends the session of an opened envelope, and everybody’s but his own; each time it is on record', async () => {
  const administrator = await server.logIn('administrator', { steppedUp: true });
  const [helper, officer] = [await server.logIn('break_glass'), await server.logIn('officer')];
  const end = async (person: string | null): Promise<number> =>
    (await server.send(path('people/sessions/end'), { person }, administrator.cookie)).status;
  const statuses = async (): Promise<number[]> =>
    await Promise.all(
      [helper, officer, administrator].map(
        async ({ cookie }) => (await server.send('POST /api/session', {}, cookie)).status,
      ),
    );
  assert.equal(await end(helper.person), 200);
  assert.deepEqual(await statuses(), [401, 200, 200]);
  assert.equal(await end(null), 200);
  assert.deepEqual(await statuses(), [401, 401, 200]);
  const { rows } = await open.database.pool.query(
    "SELECT FROM accesses WHERE action = 'sessions_ended' AND person = $1",
    [administrator.person],
  );
  assert.equal(rows.length, 2);
});

test('guard: another host name than its own is not answered', async () => {
  const raw = await rawRequest('GET /log-in HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n');
  assert.match(raw, /^HTTP\/1\.1 421 /);
});

async function rawRequest(text: string): Promise<string> {
  const socket = connect(server.server.port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer;
}

test('createApp: a body that is too large or not understood is refused without repeating what was in it', async () => {
  const { cookie } = await server.logIn('officer');
  const large = await server.send(path('patients/find'), { by: 'x'.repeat(70_000) }, cookie);
  assert.equal(large.status, 413);
  const odd = await server.send(path('patients/find'), { by: { kind: 'name', name: 'SECRET' } }, cookie);
  assert.equal(odd.status, 400);
  assert.ok(!(await odd.text()).includes('SECRET'));
});

test('findPatientIds: a patient is found by number and by name with birth date, however they are written; by a name alone by nobody', async () => {
  const { cookie } = await server.logIn('hotline_agent');
  const find = async (by: object): Promise<unknown> =>
    (
      (await (await server.send(path('patients/find'), { by }, cookie)).json()) as {
        patients?: { id: number }[];
      }
    ).patients?.map(({ id }) => id);
  assert.deepEqual(await find({ kind: 'patient_number', number: patientNumber(2) }), [2]);
  assert.deepEqual(
    await find({ kind: 'name_and_birth_date', name: 'essaiab', givenName: 'Marie', birthDate: '1984-07-02' }),
    [2],
  );
  assert.deepEqual(
    await find({ kind: 'name_and_birth_date', name: 'essaiab', givenName: 'Marie', birthDate: '1984-07-03' }),
    [],
  );
  assert.equal(await find({ kind: 'name_and_birth_date', name: 'essaiab' }), undefined);
});

test('readWithAudit: each look leaves a row with who, what and whom, and the auditor reads it', async () => {
  const agent = await server.logIn('hotline_agent');
  const by = { kind: 'patient_number', number: patientNumber(3) };
  await server.send(path('patients/find'), { by }, agent.cookie);
  const auditor = await server.logIn('auditor');
  const request = { before: null, limit: 10, patient: 3 };
  const answer = (await (await server.send(path('audit/list'), request, auditor.cookie)).json()) as {
    accesses: { person: string; action: string; patients: number[] }[];
  };
  const [access] = answer.accesses;
  assert.deepEqual(
    [access!.person, access!.action, access!.patients],
    [agent.person, 'patient_searched', [3]],
  );
});

test('reviewRoutes: the question is answered in the name of the account', async () => {
  await open.see([{ file: 2, patient: 1, probability: 0.6 }]);
  const { cookie } = await server.logIn('reviewer', { name: 'Anne Martel' });
  const next = async (): Promise<{
    waiting: number;
    question: { path: string; patient: { identity: { number: string } } } | null;
  }> => (await (await server.send(path('review/next'), {}, cookie)).json()) as never;
  const { question } = await next();
  const response = await server.send(
    path('review/decide'),
    {
      path: question!.path,
      patient: question!.patient.identity.number,
      verdict: 'is',
      note: '',
      categories: [],
    },
    cookie,
  );
  assert.equal(response.status, 200);
  assert.equal((await next()).question, null);
});

test('hono/client: the exported type of the app gives a typed client', async () => {
  const { cookie } = await server.logIn('officer');
  const client = hc<App>(server.server.origin, {
    headers: { 'Cookie': cookie, 'Origin': server.server.origin, 'Content-Type': 'application/json' },
  });
  const response = await client.api.cases[':caseId'].patients.exposure.$post({
    param: { caseId: open.database.caseId },
    json: { patient: 2 },
  });
  assert.equal(response.ok, true);
  const { certainty, items } = await response.json();
  assert.deepEqual([certainty, items.length, items[0]!.place!.path], ['certain', 1, 'lettre-1.txt']);
  const summary = await client.api.cases[':caseId'].summary.$post({
    param: { caseId: open.database.caseId },
  });
  assert.equal((await summary.json()).persons.certain, 2);
  const listed = await client.api.cases[':caseId'].patients.list.$post({
    param: { caseId: open.database.caseId },
    json: { after: 0, limit: 1 },
  });
  assert.equal((await listed.json()).patients[0]!.patient.id, 1);
});

test('logRequest: the log holds patterns of routes and ids; nothing of a request, a URL, an address or a person', async () => {
  const { cookie } = await server.logIn('officer', { name: 'Camille Secrète' });
  await server.send('POST /api/cases/SECRET/patients/find?name=SECRET', { by: 'SECRET' }, cookie);
  await server.send('GET /SECRET', {}, cookie);
  const log = server.log();
  assert.match(log, /"route":"POST \/api\/cases\/:caseId\/patients\/find","status":404/);
  assert.match(log, /"route":"unknown","status":404/);
  assert.doesNotMatch(log, /SECRET|Secrète|127\.0\.0\.1|__Host/);
  for (const line of log.trim().split('\n'))
    assert.equal((JSON.parse(line) as { refused?: number }).refused, undefined, line);
});

test('logRequest: of what is refused the log says who was refused what and why, in a word of the closed list', async () => {
  const { cookie, person } = await server.logIn('administrator');
  const from = server.log().length;
  await server.send(path('patients/list'), { after: 0, limit: 1 }, cookie);
  await server.send(path('people/invite'), { role: 'officer' }, cookie);
  await server.send(
    path('people/end'),
    { person: 'SECRET' },
    (await server.logIn('administrator', { steppedUp: true })).cookie,
  );
  await server.send('POST /api/session', {}, cookie, { Origin: 'https://elsewhere.example' });
  const lines = server.log().slice(from).trim().split('\n');
  const seen = lines.map((line) => JSON.parse(line) as { problem?: string; person?: string; route: string });
  assert.deepEqual(
    seen.map(({ problem }) => problem),
    ['not_allowed', 'step_up_needed', 'malformed', 'wrong_origin'],
  );
  assert.deepEqual([seen[0]!.person, seen[1]!.person], [person, person]);
  assert.equal(seen[0]!.route, 'POST /api/cases/:caseId/patients/list');
});

test('answers: whatever has a body says what it is, and texts their encoding', async () => {
  const { cookie } = await server.logIn('officer', { steppedUp: true });
  const kinds = new Map<string, string>();
  for (const route of Object.keys(PERMISSIONS)) {
    const response = await server.send(route.replace(':caseId', open.database.caseId), {}, cookie);
    const kind = response.headers.get('Content-Type') ?? '';
    if ((await response.arrayBuffer()).byteLength === 0) continue;
    kinds.set(kind, route);
    if (kind !== 'application/json') assert.match(kind, /^text\/.*charset=utf-8$/i, route);
  }
  assert.ok(kinds.size >= 5, [...kinds.keys()].join());
});

test('createLog: a field that is not in the list, bytes, objects and texts of another shape never reach the log', () => {
  const out = new PassThrough();
  const log = createLog(out, () => new Date(0));
  log({
    event: 'request',
    route: 'GET /patients/DUPONT',
    name: 'DUPONT',
    person: 'DUPONT',
    error: 'né le 1er',
    id: Buffer.from('DUPONT'),
  } as never);
  assert.equal(String(out.read()), '{"at":"1970-01-01T00:00:00.000Z","event":"request","refused":5}\n');
});

test('metrics: counts by pattern, nothing of anybody; with a token only for whoever has it', async () => {
  const page = await (await server.send('GET /metrics')).text();
  assert.match(
    page,
    /constat_requests_total\{route="POST \/api\/cases\/:caseId\/patients\/find",status="200"\} \d+/,
  );
  assert.match(page, /constat_event_loop_delay_seconds [\d.e-]+/);
  assert.doesNotMatch(page, new RegExp(open.database.caseId));
  const other = await startTestServer(open, { metricsToken: 'a token of the monitoring' });
  assert.equal((await other.send('GET /metrics')).status, 404);
  assert.equal(
    (await other.send('GET /metrics', {}, '', { Authorization: 'Bearer a token of the monitoring' })).status,
    200,
  );
  await other.server.stop();
});

test('RateLimit: so many a minute from one, others are not concerned, and the next minute begins anew', () => {
  let at = 0;
  const limit = new RateLimit(2, () => new Date(at));
  assert.deepEqual(
    [limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')],
    [true, true, false, true],
  );
  assert.equal(limit.retryAfter, 60);
  at = 60_000;
  assert.equal(limit.take('a'), true);
});

test('guard: more requests than the limit of the address or of the session get 429 with Retry-After', async () => {
  const limited = await startTestServer(open, { limits: { session: 2, address: 2 } });
  const { cookie } = await limited.logIn('officer');
  const statuses = async (route: string, by: string): Promise<number[]> => {
    const found = [];
    for (let i = 0; i < 3; i++) found.push((await limited.send(route, {}, by)).status);
    return found;
  };
  assert.deepEqual(await statuses('POST /api/session', cookie), [200, 200, 429]);
  assert.deepEqual(await statuses('POST /api/log-in/options', ''), [200, 200, 429]);
  await limited.server.stop();
});

test('guard: beyond its number of requests in flight the server answers 503 with Retry-After, and its health still', async () => {
  const busy = await startTestServer(open, { load: { mostInFlight: 2 } });
  const { cookie } = await busy.logIn('officer');
  const route = `POST /api/cases/${open.database.caseId}/summary`;
  const answers = await Promise.all(Array.from({ length: 12 }, () => busy.send(route, {}, cookie)));
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(200) && statuses.includes(503), statuses.join());
  assert.equal(answers.find(({ status }) => status === 503)!.headers.get('Retry-After'), '2');
  assert.equal((await busy.send('GET /health')).status, 200);
  assert.equal((await busy.send(route, {}, cookie)).status, 200);
  await busy.server.stop();
});

test('Load: counts what runs, and is overloaded at its limit', async () => {
  const load = new Load({ mostInFlight: 1 });
  const isOverloaded = await load.during(() => Promise.resolve(load.isOverloaded));
  assert.equal(isOverloaded, true);
  assert.equal(load.isOverloaded, false);
  load.stop();
});

test('startServer: when it stops, a running request ends and a new one is not taken', async () => {
  const other = await startTestServer(open);
  const { cookie } = await other.logIn('officer');
  const client = await open.database.pool.connect();
  // The request waits for this lock, so that it runs while the server stops.
  await client.query('BEGIN; LOCK TABLE patients IN ACCESS EXCLUSIVE MODE');
  const running = other.send(
    `POST /api/cases/${open.database.caseId}/patients/list`,
    { after: 0, limit: 1 },
    cookie,
  );
  while (other.server.services.load.inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
  const stopped = other.server.stop();
  await assert.rejects(other.send('GET /log-in'));
  await client.query('COMMIT');
  client.release();
  assert.equal((await running).status, 200);
  await stopped;
});

test('startServer: refuses plain HTTP on an address that others reach', async () => {
  const options = {
    open,
    host: '0.0.0.0',
    port: 0,
    tls: null,
    origin: null,
    metricsToken: null,
    log: new PassThrough(),
  };
  await assert.rejects(
    startServer(options),
    (error) => error instanceof CaseError && error.code === 'plain_http',
  );
});
