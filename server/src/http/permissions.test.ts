import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Role, ROLES } from '@constat/contract/role.ts';
import type { z } from 'zod';
import { ABSOLUTE_MS, IDLE_MS } from '../people/sessions.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { createApp, refuseUnknownRoutes, routesOf } from './app.ts';
import { FIELDS, type Permission, PERMISSIONS } from './permissions.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';
import {
  type SeenPatient,
  foundPatientsSchema,
  patientExposureSchema,
} from '@constat/contract/patientLookUp.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let server: TestServer;
before(async () => {
  open = await openSightingsCase(3, 2);
  await open.see([{ file: 1, patient: 1, probability: 0.6, categories: 0b10000001 }]);
  server = await startTestServer(open);
});
after(async () => {
  await server.server.stop();
  await open.dispose();
});

/** Who may ask. Each is tried on every route. */
const CALLERS = ['nobody', 'expired', 'idle', 'forged', ...ROLES] as const;
type Caller = (typeof CALLERS)[number];

/** What the table of permissions says must come: a problem of the guard, or 'in' (the handler was reached). */
function expected(permission: Permission, caller: Caller, ownCase: boolean, steppedUp: boolean): string {
  const { who } = permission;
  if (who === 'anybody' || who === 'operator') return 'in';
  if (typeof who === 'string') return 'not_logged_in';
  const role = ROLES.find((one) => one === caller);
  if (role === undefined) return 'not_logged_in';
  if (!ownCase) return 'not_found';
  if (!who.includes(role)) return 'not_allowed';
  if (permission.stepUp === true && !steppedUp) return 'step_up_needed';
  return permission.reason?.includes(role) === true ? 'reason_needed' : 'in';
}

/** What came: the guard's problem, or 'in'. Bodies are empty: a handler that is reached says 'malformed' or answers. */
async function outcome(response: Response): Promise<string> {
  const text = await response.text();
  const guards = [
    'not_logged_in',
    'not_found',
    'not_allowed',
    'step_up_needed',
    'reason_needed',
    'wrong_origin',
  ];
  if (response.status < 400) return 'in';
  const { problem } = JSON.parse(text) as { problem?: string };
  return problem !== undefined && guards.includes(problem) ? problem : 'in';
}

test('permissions: every route by every role, nobody, an idle, an expired and a forged session, of the own and of another case, does what the table says', async () => {
  const over = await server.logIn('officer', { steppedUp: true });
  server.clock.advance(ABSOLUTE_MS + 1);
  const idle = await server.logIn('officer', { steppedUp: true });
  server.clock.advance(IDLE_MS + 1);
  const cookies = new Map<string, string>([
    ['nobody', ''],
    ['expired', over.cookie],
    ['idle', idle.cookie],
    ['forged', `${over.cookie.slice(0, -3)}abc`],
  ]);
  const unexpected: string[] = [];
  let tried = 0;
  for (const [route, permission] of Object.entries(PERMISSIONS))
    for (const caller of CALLERS)
      for (const ownCase of route.includes(':caseId') ? [true, false] : [true])
        for (const steppedUp of [false, true]) {
          const role = ROLES.find((one) => one === caller);
          const cookie = role === undefined ? cookies.get(caller)! : await cookieOf(role, steppedUp, route);
          const caseId = ownCase ? open.database.caseId : randomUUID();
          const response = await server.send(route.replace(':caseId', caseId), {}, cookie);
          const came = await outcome(response);
          const due = expected(permission, caller, ownCase, steppedUp);
          tried++;
          if (came !== due)
            unexpected.push(`${route} ${caller} own=${ownCase} stepped up=${steppedUp}: ${came}, not ${due}`);
        }
  assert.deepEqual(unexpected, []);
  assert.ok(tried > 1_000, String(tried));
});

const loggedIn = new Map<string, string>();

/** The cookie of somebody in the role; whoever logs out does so alone. */
async function cookieOf(role: Role, steppedUp: boolean, route: string): Promise<string> {
  const key = `${role} ${steppedUp} ${route.includes('log-out') ? randomUUID() : ''}`;
  if (!loggedIn.has(key)) loggedIn.set(key, (await server.logIn(role, { steppedUp })).cookie);
  return loggedIn.get(key)!;
}

/** Said by hand, so that a slip in the table does not prove itself right. */
const PATIENT_ROUTES = /\/(?:patients|review|exports|summary)/;
test('permissions: the administrator, the auditor and the mail clerk reach no exposures, and nobody without a session reaches a case', () => {
  for (const [route, { who }] of Object.entries(PERMISSIONS)) {
    if (route.includes(':caseId')) assert.ok(Array.isArray(who), route);
    if (!Array.isArray(who)) continue;
    const may = (role: Role): boolean => who.includes(role);
    if (PATIENT_ROUTES.test(route)) assert.ok(!may('administrator'), route);
    if (/\/(?:patients|review|exports)/.test(route)) assert.ok(!may('auditor'), route);
    if (PATIENT_ROUTES.test(route) && !route.endsWith('/find')) assert.ok(!may('mail_clerk'), route);
  }
  assert.deepEqual(FIELDS.administrator, []);
  assert.deepEqual(FIELDS.auditor, []);
  assert.ok(!FIELDS.mail_clerk.includes('delicate') && !FIELDS.mail_clerk.includes('exposure'));
  for (const [route, permission] of Object.entries(PERMISSIONS))
    if (/exports|approve$|sending|template|closing/.test(route)) assert.ok('stepUp' in permission, route);
});

/** Routes of campaigns, by whom they are for beside the officer. Said by hand too. */
const CAMPAIGN_ROUTES = /\/(?:campaign|flags|notices|works|texts|batches|mails)\//;
const SEEN_BY: Readonly<Partial<Record<Role, readonly string[]>>> = {
  hotline_agent: ['notices/person'],
  auditor: ['campaign/view', 'mails/view', 'texts/view'],
  mail_clerk: [
    'campaign/view', 'notices/list', 'notices/person', 'texts/view', 'texts/preview', 'batches/sample', 'batches/returns', 'mails/view', 'mails/list',
    'mails/reports', 'mails/report',
  ], // prettier-ignore
};
test('permissions: of campaigns the hotline hears what one person was sent, the auditor figures, the mail clerk what goes by mail; the officer all; nobody else anything', () => {
  for (const role of ROLES) {
    const reached = Object.entries(PERMISSIONS)
      .filter(([route, { who }]) => CAMPAIGN_ROUTES.test(route) && Array.isArray(who) && who.includes(role))
      .map(([route]) => route.replace('POST /api/cases/:caseId/', ''));
    if (role === 'officer') assert.ok(reached.length > 30, String(reached.length));
    else assert.deepEqual(reached.toSorted(), [...(SEEN_BY[role] ?? [])].toSorted(), role);
  }
  for (const [route, permission] of Object.entries(PERMISSIONS))
    if (
      CAMPAIGN_ROUTES.test(route) &&
      /\/(?:request|request-again|approve|hand-over|queue|file|unmake|save|decide|resume|cancel|change-settings|send|request-proof|proof)$/.test(
        route,
      )
    )
      assert.ok('stepUp' in permission, route);
});

test('createApp does not start with a route that has no permission, or a permission that has no route', () => {
  const routes = routesOf(createApp(server.server.services));
  assert.throws(
    () => refuseUnknownRoutes([...routes, 'POST /api/forgotten']),
    /without a permission.*forgotten/,
  );
  assert.throws(() => refuseUnknownRoutes(routes.slice(1)), /without a route/);
});

test('shapePatient: each role gets the parts that the table gives it, on every route with patients', async () => {
  const reason = 'appel du patient, essai';
  for (const role of ['officer', 'reviewer', 'hotline_agent', 'mail_clerk', 'break_glass'] as const) {
    const who = await server.logIn(role);
    const by = { kind: 'patient_number', number: patientNumber(1) };
    const found = await ask(who, 'patients/find', { by, reason }, foundPatientsSchema);
    assert.equal(found.patients.length, 1, role);
    assertFields(found.patients[0]!, role);
    if (role === 'mail_clerk') continue;
    const exposure = await ask(who, 'patients/exposure', { patient: 1, reason }, patientExposureSchema);
    assertFields(exposure.patient, role);
    assert.equal(exposure.items[0]!.place !== null, FIELDS[role].includes('places'), role);
    assert.deepEqual(
      exposure.categories,
      FIELDS[role].includes('delicate') ? ['name', 'medical'] : ['name'],
      role,
    );
  }
});

function assertFields(patient: SeenPatient, role: Role): void {
  assert.equal(patient.identity !== null, FIELDS[role].includes('identity'), role);
  assert.equal(patient.contact !== null, FIELDS[role].includes('contact'), role);
  assert.equal(patient.nationalNumber !== null, FIELDS[role].includes('national_number'), role);
}

async function ask<S extends z.ZodType>(
  who: LoggedIn,
  path: string,
  body: unknown,
  schema: S,
): Promise<z.infer<S>> {
  const response = await server.send(`POST /api/cases/${open.database.caseId}/${path}`, body, who.cookie);
  assert.equal(response.status, 200, path);
  return schema.parse(await response.json());
}
