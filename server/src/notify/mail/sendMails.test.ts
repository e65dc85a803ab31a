import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { behindTheCurtain, openTestCase, type TestCase } from '../../testCase.ts';
import { createComposer } from './composeMail.ts';
import { resumeSending, pauseSending } from './mailControl.ts';
import type { MailContext } from './mailContext.ts';
import { MailError } from './mailState.ts';
import type { MailSettings } from './mailSettings.ts';
import { recordOf } from './records/index.ts';
import { type SendReport, sendMails, type SendOptions } from './sendMails.ts';
import { createLanes } from './smtpLane.ts';
import { queueTestMails, sinkFile, testContext, testSettings } from './testMails.ts';
import { type Sink, type SinkMail, type SinkOptions, type SinkPlan, startSink } from './testSink.ts';

let open: TestCase;
let sink: Sink | undefined;
let runs = 0;

before(async () => {
  open = await openTestCase();
});
beforeEach(async () => {
  await sink?.close();
  sink = undefined;
  await behindTheCurtain(open, async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query(
      'DELETE FROM mail_events; DELETE FROM mails; DELETE FROM mail_rates; DELETE FROM mail_control; DELETE FROM mail_workers',
    );
  });
});
after(async () => {
  await sink?.close();
  await open.dispose();
});

interface Stage {
  readonly context: MailContext;
  readonly sink: Sink;
  readonly received: SinkMail[];
  readonly send: (options?: Partial<SendOptions>) => Promise<SendReport>;
}

/** A sink, settings for it, and a way to send. */
async function stage(
  behaviour: Partial<SinkOptions> = {},
  change: Record<string, unknown> = {},
): Promise<Stage> {
  const file = sinkFile(open.folder, `taken-${++runs}`);
  writeFileSync(file, '');
  const received: SinkMail[] = [];
  sink = await startSink({ file, onMail: (mail) => void received.push(mail), ...behaviour });
  const context = await testContext(
    open,
    testSettings(sink.port, { record: { kind: 'file', path: file }, ...change }),
  );
  return { context, sink, received, send: (options = {}) => send(context, context.settings, options) };
}

async function send(
  context: MailContext,
  settings: MailSettings,
  options: Partial<SendOptions>,
): Promise<SendReport> {
  return await sendMails(context, {
    compose: await createComposer(context.keys, settings, open.folder),
    createLane: await createLanes(settings, open.folder),
    record: recordOf(settings),
    patienceMs: 1_000,
    ...options,
  });
}

async function states(): Promise<Record<string, number>> {
  const { rows } = await open.database.pool.query<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM mails GROUP BY state ORDER BY state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

test('sendMails sends every mail once, to one recipient each, with a Message-ID and a return path of its own', async () => {
  const { context, sink: to, received, send } = await stage();
  await queueTestMails(context, 60);
  const report = await send();
  assert.deepEqual([report.accepted, report.ended, report.next], [60, 'done', null]);
  assert.deepEqual(await states(), { accepted: 60 });
  assert.equal(new Set(to.taken).size, 60);
  assert.equal(new Set(received.map(({ from }) => from)).size, 60);
  for (const { raw, to: recipients } of received) {
    assert.equal(recipients.length, 1);
    assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
    assert.doesNotMatch(raw, /^(?:Bcc|Cc|X-Mailer|List-Unsubscribe):/im);
    assert.match(raw, /^Content-Type: multipart\/alternative/m);
  }
});

test('sendMails asks its own server about each mail whose connection was cut, and sends again only what the server has not taken', async () => {
  const {
    context,
    sink: to,
    send,
  } = await stage({
    plan: (_mail, number) => (number % 4 === 1 ? 'cut_before' : number % 4 === 3 ? 'cut_after' : 'accept'),
  });
  await queueTestMails(context, 40);
  const report = await send();
  assert.deepEqual(await states(), { accepted: 40 });
  assert.equal(to.taken.length, 40);
  assert.equal(new Set(to.taken).size, 40);
  assert.ok(report.found > 0 && report.absent > 0);
  assert.equal(report.accepted + report.found, 40);
});

test('sendMails lists as uncertain what was cut off where no server can be asked, and never sends it again', async () => {
  const {
    context,
    sink: to,
    send,
  } = await stage(
    { plan: (_mail, number) => (number % 2 === 0 ? 'cut_after' : 'accept') },
    { record: { kind: 'none' } },
  );
  await queueTestMails(context, 10);
  await send();
  await send();
  assert.deepEqual(await states(), { accepted: 5, uncertain: 5 });
  assert.equal(to.taken.length, 10);
});

test('sendMails gives up a mail that the server refuses for good, and tries again later what it puts off', async () => {
  const { context, send } = await stage({
    recipient: (address) =>
      address.startsWith('personne1@')
        ? { reply: 550, text: '5.1.1 User unknown', at: 'recipient' }
        : address.startsWith('personne2@')
          ? { reply: 451, text: '4.3.0 Try later', at: 'recipient' }
          : 'accept',
  });
  await queueTestMails(context, 3);
  const report = await send();
  assert.deepEqual(await states(), { accepted: 1, failed: 1, queued: 1 });
  assert.equal(report.failed, 1);
});

test('sendMails rests when the server refuses for reasons of policy, and says so', async () => {
  const { context, send } = await stage({
    recipient: () => ({ reply: 554, text: '5.7.1 Relay access denied', at: 'recipient' }),
  });
  await queueTestMails(context, 3);
  await assert.rejects(send(), (error) => error instanceof MailError && error.problem === 'server_refuses');
  assert.deepEqual(await states(), { queued: 3 });
  assert.equal((await send()).ended, 'paused');
});

test('sendMails claims nothing more once sending was paused, and goes on afterwards', async () => {
  const {
    context,
    sink: to,
    send,
  } = await stage({
    plan: async (_mail, number): Promise<SinkPlan> => {
      if (number === 10) await pauseSending(context, 'person');
      return 'accept';
    },
  });
  await queueTestMails(context, 100);
  const report = await send();
  assert.equal(report.ended, 'paused');
  // What was under way in the lanes is finished.
  assert.ok(to.taken.length <= 10 + 2 * context.settings.lanes, String(to.taken.length));
  await resumeSending(context);
  await send();
  assert.equal(to.taken.length, 100);
});

test('sendMails, started again and again with nothing to send, is no fault: sending does not rest for it', async () => {
  const { send } = await stage({}, { fruitlessStarts: 1 });
  for (let i = 0; i < 3; i++) assert.equal((await send()).ended, 'done');
});

test('sendMails stops after too many starts without a mail that was accepted', async () => {
  const {
    context,
    sink: to,
    send,
  } = await stage({ plan: () => ({ reply: 451, text: '4.3.0 no', at: 'contents' }) }, { fruitlessStarts: 2 });
  await queueTestMails(context, 1);
  await send();
  await send();
  await assert.rejects(send(), (error) => error instanceof MailError && error.problem === 'no_progress');
  assert.equal(to.taken.length, 0);
  assert.equal(
    (await open.database.pool.query('SELECT 1 FROM mail_control WHERE reason = $1', ['no_progress']))
      .rowCount,
    1,
  );
});
