import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type MailSummaryView, mailSummarySchema, testMailAnswerSchema } from '@constat/contract/mailDesk.ts';
import { problemSchema, type ProblemAnswer } from '@constat/contract/problem.ts';
import { type Work, workBegunSchema, workSchema } from '@constat/contract/work.ts';
import { recordException } from '../case/recordException.ts';
import { claimMails } from '../notify/mail/claimMail.ts';
import { realReports } from '../notify/mail/bounces/testReports.ts';
import { pauseSending, resumeSending } from '../notify/mail/mailControl.ts';
import { writeMailSettings } from '../notify/mail/mailSettings.ts';
import { enterWorker } from '../notify/mail/mailWorkers.ts';
import { queueTestMails, testSettings } from '../notify/mail/testMails.ts';
import {
  type Sink,
  type SinkMail,
  type SinkOptions,
  type SinkPlan,
  startSink,
} from '../notify/mail/testSink.ts';
import { createCase, openCase, type OpenCase } from '../pipeline.ts';
import { behindTheCurtain } from '../testCase.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

const CONSTAT = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));

/** A case whose server is the app, and nothing else: no role of its tests helps. */
let root: string;
let folder: string;
let open: OpenCase;
let server: TestServer;
let officer: LoggedIn;
let sink: Sink | undefined;
let runs = 0;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat sending é-'));
  folder = join(root, 'case');
  await recordException(await createCase(folder), 'sandbox', 'files made by the tests');
  open = await openCase(folder, 'app');
});
beforeEach(async () => {
  await behindTheCurtain(open, async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query(
      'DELETE FROM mail_events; DELETE FROM mail_bounces; DELETE FROM mails; DELETE FROM mail_rates; DELETE FROM mail_control; DELETE FROM mail_workers',
    );
  });
  await rm(join(folder, 'mail.json'), { force: true });
  server = await startTestServer(open);
  officer = await server.logIn('officer', { steppedUp: true });
});
afterEach(async () => {
  await server.server.stop();
  await sink?.close();
  sink = undefined;
});
after(async () => {
  await open.close();
  await rm(root, { recursive: true, force: true });
});

/** A mail server, and settings for it. */
async function stage(
  behaviour: Partial<SinkOptions> = {},
  change: Record<string, unknown> = {},
): Promise<{ to: Sink; received: SinkMail[] }> {
  const file = join(root, `taken-${++runs}`);
  await writeFile(file, '');
  const received: SinkMail[] = [];
  sink = await startSink({
    file,
    timeoutMs: 1_000,
    onMail: (mail) => void received.push(mail),
    ...behaviour,
  });
  const settings = testSettings(sink.port, { record: { kind: 'file', path: file }, ...change });
  await writeMailSettings(open.database.pool, { folder, caseId: open.database.caseId }, settings);
  return { to: sink, received };
}

const queue = (mails: number): Promise<number[]> =>
  queueTestMails({ database: open.database, keys: open.opened.keys }, mails);
const post = (path: string, body: unknown = {}, who = officer): Promise<Response> =>
  server.send(`POST /api/cases/${open.database.caseId}/${path}`, body, who.cookie);

async function begin(path: string, body: unknown = {}): Promise<string> {
  const response = await post(path, body);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}: ${text}`);
  return workBegunSchema.parse(JSON.parse(text)).work;
}

const seen = async (work: string): Promise<Work> =>
  workSchema.parse(await (await post('works/view', { work })).json());

async function toTheEnd(path: string, body: unknown = {}): Promise<Work> {
  const work = await begin(path, body);
  await server.server.services.works.ended;
  return await seen(work);
}

async function refusal(path: string, body: unknown = {}, who = officer): Promise<[number, ProblemAnswer]> {
  const response = await post(path, body, who);
  return [response.status, problemSchema.parse(await response.json())];
}

const view = async (): Promise<MailSummaryView> =>
  mailSummarySchema.parse(await (await post('mails/view')).json());

/** What happens when the sink has a mail in its hands, before it answers: that of the number given, counted from 0. */
function holding(number: number): {
  plan: (mail: SinkMail, at: number) => Promise<SinkPlan>;
  held: Promise<void>;
  release: () => void;
} {
  let [isHeld, release] = [(): void => undefined, (): void => undefined];
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const plan = async (_mail: SinkMail, at: number): Promise<SinkPlan> => {
    if (at === number) {
      isHeld();
      await released;
    }
    return 'accept';
  };
  return { plan, held, release: () => release() };
}

test('mails/send sends the outbox by the hospital’s mail server, each once, says how far it is, and leaves its sender and who asked on record', async () => {
  const { to } = await stage();
  await queue(30);
  assert.equal((await view()).sending.state, 'waiting');
  const work = await toTheEnd('mails/send', { reason: 'jour 1' });
  assert.equal(work.state, 'done', JSON.stringify(work));
  assert.deepEqual(work.progress, { done: 30, of: 30 });
  assert.deepEqual(work.result, { kind: 'sent', accepted: 30, found: 0, absent: 0, uncertain: 0, failed: 0, ended: 'done', next: null });
  assert.equal(new Set(to.taken).size, 30);
  const { states, doubled, sending } = await view();
  assert.deepEqual([states, doubled], [{ accepted: 30 }, 0]);
  assert.deepEqual([sending.state, sending.work, sending.elsewhere], ['idle', null, 0]);
  assert.ok(sending.lastBegun !== null && sending.lastEnded !== null);
  const { rows } = await open.database.pool.query("SELECT FROM accesses WHERE action = 'mails_sent' AND person = $1", [officer.person]);
  assert.equal(rows.length, 1);
  // Nothing is left: that is no fruitless start, however often somebody asks.
  for (let i = 0; i < 7; i++) assert.equal((await toTheEnd('mails/send')).state, 'done');
}); // prettier-ignore

test('mails/send sends as the worker of the database, whom the server is only while it sends: the app can neither enter as a sender nor claim a mail', async () => {
  const connections = async (): Promise<number> =>
    await behindTheCurtain(open, async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename LIKE 'constat_worker_%'`,
      );
      return rows[0]!.n;
    });
  let during = 0;
  await stage({
    plan: async (): Promise<SinkPlan> => {
      during = await connections();
      return 'accept';
    },
  });
  await queue(1);
  assert.equal(await connections(), 0);
  assert.equal((await toTheEnd('mails/send')).state, 'done');
  assert.ok(during > 0);
  assert.equal(await connections(), 0);
  await queueTestMails({ database: open.database, keys: open.opened.keys }, 1, { first: 2 });
  const context = { database: open.database, keys: open.opened.keys, settings: testSettings(25), now: () => null };
  const isDenied = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42501';
  await assert.rejects(enterWorker(context), isDenied);
  await assert.rejects(claimMails(context, { id: officer.person }, 1), isDenied);
}); // prettier-ignore

test('mails/send, mails/bounces and mails/test say what is missing before anything begins', async () => {
  for (const [path, body] of [['mails/send', {}], ['mails/bounces', {}], ['mails/test', { to: 'dpo@ch-henri-dunant.example', language: 'fr' }]] as const) {
    assert.deepEqual(await refusal(path, body), [409, { problem: 'mail_settings_missing' }]);
    await writeFile(join(folder, 'mail.json'), '{"site":"No Domain"}');
    const [status, { problem, faults }] = await refusal(path, body);
    assert.deepEqual([status, problem], [422, 'mail_settings_wrong']);
    assert.ok(faults!.some(({ subject }) => subject.startsWith('site: ')));
    await rm(join(folder, 'mail.json'));
  }
  const login = { user: 'constat', password: { file: join(root, 'secrets', 'smtp') } };
  await stage({}, { server: { host: '127.0.0.1', port: 2525, tls: 'starttls', login } });
  const missing = { code: 'password_missing', file: '', line: 0, subject: 'smtp', notices: [] };
  assert.deepEqual(await refusal('mails/send'), [409, { problem: 'mail_secret_missing', faults: [missing] }]);
  await mkdir(join(root, 'secrets'));
  await writeFile(join(root, 'secrets', 'smtp'), 'x', { mode: 0o644 });
  assert.deepEqual(await refusal('mails/send'), [409, { problem: 'mail_secret_missing', faults: [{ ...missing, code: 'secret_too_open' }] }]);
  await sink!.close();
  await stage();
  assert.equal((await refusal('mails/bounces'))[1].problem, 'mailbox_missing');
  assert.deepEqual(server.server.services.works.list, []);
  const { rows } = await open.database.pool.query("SELECT FROM accesses WHERE person = $1 AND action IN ('mails_sent', 'mail_reports_taken')", [officer.person]);
  assert.deepEqual(rows, []);
}); // prettier-ignore

test('mails/send is for an officer who has shown the passkey again, in the own case, one at a time, and not while sending or the campaign rests', async () => {
  const { to } = await stage({}, { perMinute: 1 });
  await queue(2);
  assert.equal((await refusal('mails/send', {}, await server.logIn('officer')))[1].problem, 'step_up_needed');
  for (const role of ['mail_clerk', 'hotline_agent', 'reviewer', 'auditor', 'administrator'] as const)
    for (const path of ['mails/send', 'mails/bounces', 'mails/test'])
      assert.equal((await refusal(path, {}, await server.logIn(role, { steppedUp: true })))[1].problem, 'not_allowed', `${role} ${path}`);
  assert.equal((await refusal('mails/send', { watch: 'yes' }))[1].problem, 'malformed');
  const context = { database: open.database, now: () => null };
  await pauseSending(context, 'person');
  const [status, rests] = await refusal('mails/send');
  assert.deepEqual([status, rests.problem, rests.faults?.[0]?.subject], [409, 'mails_paused', 'person']);
  await resumeSending(context);
  const reason = 'accueil en panne';
  assert.equal((await post('campaign/pause', { reason })).status, 200);
  assert.equal((await refusal('mails/send'))[1].problem, 'campaign_paused');
  assert.equal((await post('campaign/resume', { reason })).status, 200);
  const work = await begin('mails/send', { watch: true });
  assert.equal((await refusal('mails/send'))[1].problem, 'work_running');
  // What makes notices goes on beside it.
  server.server.services.works.refuseWhileRunning('build');
  const { sending } = await view();
  assert.deepEqual([sending.state, sending.work], ['running', work]);
  await post('works/stop', { work });
  await server.server.services.works.ended;
  assert.equal((await seen(work)).state, 'stopped');
  assert.ok(to.taken.length <= 1);
}); // prettier-ignore

test('mails/send ends when sending is paused; with the share of the day it says when the next may leave', async () => {
  const { plan, held, release } = holding(2);
  const { to } = await stage({ plan }, { lanes: 1, ramp: { firstDay: 5, growth: 1, days: 30 } });
  await queue(10);
  const work = await begin('mails/send');
  await held;
  assert.equal((await post('mails/pause', { reason: 'faute dans le texte' })).status, 200);
  release();
  await server.server.services.works.ended;
  const paused = await seen(work);
  assert.ok(paused.result?.kind === 'sent', JSON.stringify(paused));
  assert.deepEqual([paused.result.accepted, paused.result.ended], [3, 'paused']);
  assert.equal((await post('mails/resume', { reason: 'corrigé' })).status, 200);
  const later = await toTheEnd('mails/send');
  assert.ok(later.result?.kind === 'sent', JSON.stringify(later));
  assert.deepEqual([later.result.accepted, later.result.ended], [2, 'later']);
  assert.ok(Date.parse(later.result.next!) > Date.now());
  assert.equal(to.taken.length, 5);
});

test('mails/send fails, and sending rests, where the hospital’s mail server takes no mails from us', async () => {
  await stage({ recipient: () => ({ reply: 550, text: '5.7.1 relaying denied', at: 'recipient' }) });
  await queue(3);
  const work = await toTheEnd('mails/send');
  assert.deepEqual([work.state, work.problem?.problem], ['failed', 'mail_server_refuses']);
  const { states, pauseReason } = await view();
  assert.deepEqual([states, pauseReason], [{ queued: 3 }, 'server_refuses']);
  assert.equal((await refusal('mails/send'))[1].problem, 'mails_paused');
});

test('mails/send is stopped between two mails, by works/stop or by the end of the server, and goes on when it is asked for again', async () => {
  const [one, two] = [holding(2), holding(5)];
  const { to } = await stage(
    { plan: async (mail, number) => ((await one.plan(mail, number)), await two.plan(mail, number)) },
    { lanes: 1 },
  );
  await queue(10);
  const work = await begin('mails/send');
  await one.held;
  await post('works/stop', { work });
  one.release();
  await server.server.services.works.ended;
  const stopped = await seen(work);
  assert.ok(stopped.state === 'stopped' && stopped.result?.kind === 'sent', JSON.stringify(stopped));
  assert.deepEqual([stopped.result.accepted, to.taken.length, (await view()).sending.state], [3, 3, 'waiting']);

  await begin('mails/send', { watch: true });
  await two.held;
  const end = server.server.stop();
  assert.throws(() => server.server.services.works.start('plan', () => Promise.reject(new Error('never'))), /stopping/);
  two.release();
  await end;
  assert.equal(to.taken.length, 6);
  server = await startTestServer(open);
  officer = await server.logIn('officer', { steppedUp: true });
  const { states, sending } = await view();
  assert.deepEqual([states, sending.state], [{ accepted: 6, queued: 4 }, 'waiting']);
  assert.equal((await toTheEnd('mails/send')).state, 'done');
  assert.equal(new Set(to.taken).size, 10);
  assert.equal(to.taken.length, 10);
}); // prettier-ignore

test('mails/send by a server that is killed: the next one says that sending was interrupted, sends nothing by itself, and ends it when somebody says so, each once', async () => {
  const { plan, held, release } = holding(4);
  const { to } = await stage({ plan }, { lanes: 3 });
  await queue(20);
  const { child, origin } = await startServer();
  const response = await fetch(`${origin}/api/cases/${open.database.caseId}/mails/send`, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json', 'Origin': origin, 'Cookie': officer.cookie },
  });
  assert.equal(response.status, 200, await response.text());
  await held;
  assert.deepEqual([(await view()).sending.state, (await view()).sending.work], ['running', null]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  release();
  const { states, sending } = await view();
  assert.deepEqual([sending.state, sending.work], ['interrupted', null]);
  assert.ok((states.sending ?? 0) > 0, JSON.stringify(states));
  const before = to.taken.length;
  await server.server.stop();
  server = await startTestServer(open);
  officer = await server.logIn('officer', { steppedUp: true });
  assert.equal((await view()).sending.state, 'interrupted');
  assert.ok(to.taken.length <= before + 3);
  const work = await toTheEnd('mails/send');
  assert.ok(work.result?.kind === 'sent' && work.result.ended === 'done', JSON.stringify(work));
  assert.ok(work.result.found + work.result.absent > 0);
  assert.deepEqual((await view()).states, { accepted: 20 });
  assert.equal(to.taken.length, 20);
  assert.equal(new Set(to.taken).size, 20);
  assert.equal((await view()).sending.state, 'idle');
});

/** `constat serve` in a process of its own. */
async function startServer(): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, [CONSTAT, 'serve', '--case', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LANG: 'en_GB.UTF-8' },
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (/http:\/\/localhost:\d+/.test(line))
      return { child, origin: /http:\/\/localhost:\d+/.exec(line)![0] };
  throw new Error('constat serve has ended');
}

test('mails/bounces takes reports while sending goes on: states change once, and what is not understood waits for a person', async () => {
  const box = join(root, 'box');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(box, place), { recursive: true });
  const { received } = await stage({}, { mailbox: { kind: 'maildir', path: box } });
  await queue(40);
  assert.equal((await toTheEnd('mails/send')).state, 'done');
  const sending = await begin('mails/send', { watch: true });
  const paths = received.map(({ from }) => from);
  const reports = realReports((n) => paths[n % paths.length]!).filter(({ kind }) => kind === 'bounced').slice(0, 3);
  for (const [i, { text }] of reports.entries()) await writeFile(join(box, 'new', `b${i}`), text);
  await writeFile(join(box, 'new', 'odd'), 'From: x@boite.example\r\n\r\nwhat is this\r\n');
  const work = await begin('mails/bounces', { reason: 'matin' });
  await server.server.services.works.endOf('bounces');
  const taken = await seen(work);
  assert.ok(taken.result?.kind === 'bounces', JSON.stringify(taken));
  assert.deepEqual([taken.result.taken.bounced, taken.result.taken.unclear, taken.progress?.done], [3, 1, 4]);
  assert.equal((await seen(sending)).state, 'running');
  const { states, unclear } = await view();
  assert.deepEqual([states['bounced'], unclear], [3, 1]);
  await post('works/stop', { work: sending });
  await server.server.services.works.ended;
  const again = await toTheEnd('mails/bounces');
  assert.ok(again.result?.kind === 'bounces' && again.result.taken.bounced === 0);
  await rm(box, { recursive: true });
  const broken = await toTheEnd('mails/bounces');
  assert.deepEqual([broken.state, broken.problem?.problem, broken.problem?.faults?.[0]?.subject], ['failed', 'mailbox_unreadable', 'box']);
}); // prettier-ignore

test('mails/test sends a test to the hospital itself, in either language, and to nobody else', async () => {
  const { received } = await stage();
  for (const [language, words] of [['fr', 'Essai'], ['en', 'Test']] as const) {
    const answer = await (await post('mails/test', { to: 'dpo@ch-henri-dunant.example', language })).json();
    assert.deepEqual(testMailAnswerSchema.parse(answer), { accepted: true, status: '' });
    assert.match(received.at(-1)!.raw, new RegExp(`^Subject: .*${words}`, 'm'));
  }
  assert.equal((await refusal('mails/test', { to: 'personne@boite.example', language: 'fr' }))[1].problem, 'mail_refused');
  assert.equal(received.length, 2);
  await sink!.close();
  const answer = await (await post('mails/test', { to: 'dpo@ch-henri-dunant.example', language: 'fr' })).json();
  assert.deepEqual(testMailAnswerSchema.parse(answer), { accepted: false, status: 'connection' });
  sink = undefined;
}); // prettier-ignore
