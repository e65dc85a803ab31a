import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ApprovalView, approvalViewSchema } from '@constat/contract/approval.ts';
import {
  campaignViewSchema,
  flaggedSchema,
  listedFlagsSchema,
  listedNoticesSchema,
  personNoticesSchema,
} from '@constat/contract/campaign.ts';
import { dropPlanSchema } from '@constat/contract/dropPlan.ts';
import {
  listedMailsSchema,
  mailReportSchema,
  mailReportsSchema,
  mailsChangedSchema,
  mailSettingsViewSchema,
  mailSummarySchema,
} from '@constat/contract/mailDesk.ts';
import { noticeTextsSchema, textFindingsSchema } from '@constat/contract/noticeTexts.ts';
import { takenReturnsSchema } from '@constat/contract/printBatch.ts';
import { problemSchema, type ProblemAnswer } from '@constat/contract/problem.ts';
import { type Work, workBegunSchema, workSchema, worksSchema } from '@constat/contract/work.ts';
import type { z } from 'zod';
import { loadPlan } from '../notify/drops/keptPlan.ts';
import { bouncePlace } from '../notify/mail/bounces/takeBounces.ts';
import { realReports } from '../notify/mail/bounces/testReports.ts';
import { writeMailSettings } from '../notify/mail/mailSettings.ts';
import { testSettings } from '../notify/mail/testMails.ts';
import { type Sink, type SinkPlan, startSink } from '../notify/mail/testSink.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

/** Two with a mailbox of their own, one deceased, one at risk, four to whom letters go. */
const PATIENTS = [
  {},
  {},
  { email: 'un@boite.example' },
  { email: 'deux@boite.example' },
  { died: '01/02/2020' },
  {},
  {},
  {},
];
const AT_RISK = 6;

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let server: TestServer;
let first: LoggedIn;
let second: LoggedIn;
let sink: Sink | undefined;
before(async () => {
  open = await openNoticesCase(PATIENTS);
  server = await startTestServer(open);
  first = await server.logIn('officer', { steppedUp: true });
  second = await server.logIn('officer', { steppedUp: true });
});
after(async () => {
  await server.server.stop();
  await sink?.close();
  await open.dispose();
});

const post = (
  who: LoggedIn,
  path: string,
  body: unknown = {},
  caseId = open.database.caseId,
): Promise<Response> => server.send(`POST /api/cases/${caseId}/${path}`, body, who.cookie);

async function ask<S extends z.ZodType>(
  who: LoggedIn,
  path: string,
  body: unknown,
  schema: S,
): Promise<z.infer<S>> {
  const response = await post(who, path, body);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}: ${text}`);
  return schema.parse(JSON.parse(text));
}

/** What comes of something long, once it has ended. */
async function workOf(who: LoggedIn, path: string, body: unknown): Promise<Work> {
  const response = await post(who, path, body);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}: ${text}`);
  const { work } = workBegunSchema.parse(JSON.parse(text));
  await server.server.services.works.ended;
  return await ask(first, 'works/view', { work }, workSchema);
}

async function refusal(who: LoggedIn, path: string, body: unknown = {}): Promise<ProblemAnswer> {
  const response = await post(who, path, body);
  assert.ok(response.status >= 400, `${path} is not refused`);
  return problemSchema.parse(await response.json());
}

const problem = async (who: LoggedIn, path: string, body: unknown = {}): Promise<string> =>
  (await refusal(who, path, body)).problem;

async function requested(
  path: string,
  body: unknown = {},
): Promise<{ approval: string; view: ApprovalView }> {
  const asked = await post(first, path, body);
  assert.equal(asked.status, 200, path);
  const { approval } = (await asked.json()) as { approval: string };
  return { approval, view: await ask(second, 'approvals/view', { approval }, approvalViewSchema) };
}

async function approved(path: string, body: unknown = {}): Promise<string> {
  const { approval, view } = await requested(path, body);
  const response = await post(second, 'approvals/approve', { approval, sha256: view.sha256 });
  assert.equal(response.status, 200);
  return approval;
}

const everything = {
  state: null,
  rule: null,
  channel: null,
  batch: null,
  notices: null,
  after: 0,
  limit: 50,
};
const changes = { first: 'email' } as const;

test('campaign/plan: dry figures change nothing; flags of a patient hold him back, and are taken back', async () => {
  const dry = await workOf(first, 'campaign/plan', { changes, dry: true });
  assert.ok(dry.result?.kind === 'plan' && dry.result.dry);
  const persons = dry.result.counts.reduce((all, one) => all + one.persons, 0);
  assert.equal(persons, PATIENTS.length);
  const before = await ask(first, 'campaign/view', {}, campaignViewSchema);
  assert.deepEqual(before, { settings: null, pausedSince: '', notices: [], batches: [] });

  const flag = async (kinds: string[]): Promise<number> =>
    (await ask(first, 'flags/set', { patient: 1, kinds }, flaggedSchema)).patients;
  assert.deepEqual([await flag(['staff']), await flag([])], [1, 0]);
  const csv = Buffer.from(`patient;kind\n${84_000_000 + AT_RISK};violence\n`).toString('base64');
  assert.deepEqual(await ask(first, 'flags/import', { file: csv }, flaggedSchema), { patients: 1 });
  const { patients } = await ask(first, 'flags/list', { after: 0, limit: 10 }, listedFlagsSchema);
  assert.deepEqual(
    patients.map(({ patient, kinds }) => [patient.id, kinds]),
    [[AT_RISK, ['violence']]],
  );
  const wrong = Buffer.from('patient;kind\n1;cruel\n').toString('base64');
  const { problem: named, faults } = await refusal(first, 'flags/import', { file: wrong });
  assert.equal(named, 'file_refused');
  assert.deepEqual(faults?.map(({ code, line }) => [code, line]), [['unknown_number', 2], ['kind_unknown', 2]]);

  // A file may be larger than any other request.
  const large = { file: Buffer.alloc(100_000, 'x').toString('base64') };
  assert.equal(await problem(first, 'flags/import', large), 'file_refused');
  assert.equal(await problem(first, 'flags/set', large), 'too_large');

  const plan = await workOf(first, 'campaign/plan', { changes, dry: false });
  assert.equal(plan.state, 'done');
  const after = await ask(first, 'campaign/view', {}, campaignViewSchema);
  assert.equal(after.settings?.first, 'email');
  const counted = Object.fromEntries(after.notices.map(({ state, rule, notices }) => [`${state} ${rule}`, notices]));
  assert.deepEqual(counted, { 'excluded deceased': 1, 'held at_risk': 1, 'planned email': 2, 'planned letter': 4 });
  assert.equal(await problem(first, 'campaign/plan', { changes: { first: 'pigeon' }, dry: true }), 'malformed');
}); // prettier-ignore

test('notices/list: the officer sees exclusions by reason, the mail clerk neither them nor reasons, and every look is on record with its patients', async () => {
  const excluded = await ask(
    first,
    'notices/list',
    { ...everything, state: 'excluded' },
    listedNoticesSchema,
  );
  assert.deepEqual(
    excluded.notices.map(({ rule, patient }) => [rule, patient?.identity?.number]),
    [['deceased', '84000005']],
  );
  const clerk = await server.logIn('mail_clerk');
  const seen = await ask(clerk, 'notices/list', everything, listedNoticesSchema);
  assert.equal(seen.notices.length, 6);
  for (const { rule, state, patient } of seen.notices) {
    assert.deepEqual([rule, state], [null, 'planned']);
    assert.ok(patient?.identity !== null && patient?.contact !== null && patient?.nationalNumber === null);
  }
  const byRule = { ...everything, state: 'held', rule: 'at_risk' };
  assert.deepEqual((await ask(clerk, 'notices/list', byRule, listedNoticesSchema)).notices, []);
  const page = await ask(first, 'notices/list', { ...everything, limit: 3 }, listedNoticesSchema);
  const next = { ...everything, after: page.notices.at(-1)!.id };
  const rest = await ask(first, 'notices/list', next, listedNoticesSchema);
  assert.deepEqual([page.more, page.notices.length, rest.more, rest.notices.length], [true, 3, false, 5]);
  const { rows } = await open.database.pool.query<{ patients: number[] }>(
    "SELECT patients FROM accesses WHERE action = 'notices_viewed' AND person = $1 ORDER BY sequence",
    [clerk.person],
  );
  assert.deepEqual(rows[0]!.patients.length, 6);
});

test('texts: read, refused with all faults, saved, checked by the linter, shown on an invented person', async () => {
  const { files } = await ask(first, 'texts/view', {}, noticeTextsSchema);
  assert.ok(files.every(({ own }) => !own));
  const missing = await ask(first, 'texts/check', {}, textFindingsSchema);
  assert.deepEqual(missing.faults.map(({ code, file }) => [code, file]), [['file_missing', 'statement.json']]);
  assert.equal(await problem(first, 'texts/preview', { example: 'usual', language: 'fr', form: 'letter_pdf' }), 'texts_refused');
  const text = files.find(({ file }) => file === 'statement.json')!.text;
  const wrong = await refusal(first, 'texts/save', { file: 'statement.json', text: text.replace('"site"', '"webb"') });
  assert.deepEqual(wrong.faults?.map(({ code }) => code).toSorted(), ['key_missing', 'key_unknown']);
  assert.equal((await post(first, 'texts/save', { file: 'statement.json', text })).status, 200);
  const plain = files.find(({ file }) => file === 'fr-plain.txt')!.text;
  const vague = plain.replace('== measures', '== measures\nNous prenons cet incident très au sérieux.');
  assert.equal((await post(first, 'texts/save', { file: 'fr-plain.txt', text: vague })).status, 200);
  const { faults, findings } = await ask(first, 'texts/check', {}, textFindingsSchema);
  assert.deepEqual(faults, []);
  assert.ok(findings.some(({ rule, level }) => rule === 'L08' && level === 'E'));
  const build = await workOf(first, 'batches/build', { size: 100 });
  assert.deepEqual([build.state, build.problem?.problem], ['failed', 'linter_refused']);
  assert.equal((await post(first, 'texts/save', { file: 'fr-plain.txt', text: plain })).status, 200);
  for (const [form, begins] of [['letter_pdf', '%PDF-'], ['letter_html', '<!doctype html>'], ['email_html', '<!doctype html>']]) {
    const response = await post(first, 'texts/preview', { example: 'minor', language: 'en', form });
    assert.equal(response.status, 200, form);
    assert.equal(Buffer.from(await response.arrayBuffer()).toString('latin1', 0, begins!.length), begins);
  }
}); // prettier-ignore

test('campaign/drops: the planned letters over days, and anew from what was counted', async () => {
  const settings = { start: '2026-11-30', agents: [5, 5, 5, 5, 5, 0, 0] };
  const plan = await ask(first, 'campaign/drops', { settings, replan: null }, dropPlanSchema);
  assert.equal(
    plan.settings.letters.reduce((all, some) => all + some, 0),
    4,
  );
  const large = { settings: { ...settings, letters: [20_000] }, replan: null };
  const planned = await ask(first, 'campaign/drops', large, dropPlanSchema);
  assert.equal(planned.drops.reduce((all, { letters }) => all + letters, 0) + planned.unscheduled, 20_000);
  const { settings: asked, drops } = planned;
  const replan = { settings: asked, drops, observed: [], from: drops[1]!.departs };
  const again = await ask(first, 'campaign/drops', { settings, replan }, dropPlanSchema);
  assert.deepEqual(again.drops[0], drops[0]);
  // A plan that is kept says how many letters the next batch takes.
  const smallest = { ...settings, letters: [2], pilot: 0 };
  await ask(first, 'campaign/drops', { settings: smallest, replan: null, keep: true }, dropPlanSchema);
  assert.equal((await loadPlan(open.database.pool, open.database.caseId))?.drops[0]?.letters, 2);
  await post(first, 'campaign/forget-drops', {});
  assert.equal(await loadPlan(open.database.pool, open.database.caseId), null);
  const test = await post(first, 'batches/test', { letters: 2 });
  assert.match(Buffer.from(await test.arrayBuffer()).toString('latin1', 0, 5), /^%PDF-/);
  const broken = { ...replan, drops: [{ ...drops[0]!, letters: 1 }] };
  assert.equal(await problem(first, 'campaign/drops', { settings, replan: broken }), 'texts_refused');
});

test('batches: built, read, approved by two, handed over once, and what the printer says taken in, by routes alone', async () => {
  const build = await workOf(first, 'batches/build', { size: 100 });
  assert.ok(build.result?.kind === 'batch', JSON.stringify(build));
  assert.deepEqual([build.result.batch, build.result.letters, build.progress], [1, 4, { done: 4, of: 4 }]);
  const sample = await post(first, 'batches/sample', { batch: 1 });
  assert.equal(sample.headers.get('Content-Type'), 'application/pdf');
  assert.match(Buffer.from(await sample.arrayBuffer()).toString('latin1', 0, 5), /^%PDF-/);
  assert.equal(await problem(first, 'batches/sample', { batch: 2 }), 'batch_unknown');

  // Nobody alone: neither without an approval, nor with one's own.
  const { approval, view } = await requested('batches/request', { batch: 1 });
  assert.equal(view.sha256, build.result.manifestSha256);
  assert.equal(view.subject, 'batch 1');
  assert.equal(view.persons.added.count, 4);
  assert.equal(await problem(first, 'batches/approve', { batch: 1, approval }), 'not_approved');
  const own = { approval, sha256: view.sha256 };
  assert.equal(await problem(first, 'approvals/approve', own), 'same_person');
  assert.equal((await post(second, 'approvals/approve', own)).status, 200);
  assert.equal(await problem(second, 'batches/approve', { batch: 1, approval }), 'not_found');
  assert.equal(await problem(first, 'batches/hand-over', { batch: 1, approval: null }), 'batch_state');

  // What was approved is changed: the approval is void, and nothing has happened.
  await open.database.pool.query('UPDATE print_batches SET manifest_sha256 = $2 WHERE case_id = $1', [open.database.caseId, Buffer.alloc(32)]);
  assert.equal(await problem(first, 'batches/approve', { batch: 1, approval }), 'contents_changed');
  await open.database.pool.query('UPDATE print_batches SET manifest_sha256 = $2 WHERE case_id = $1', [open.database.caseId, Buffer.from(view.sha256, 'hex')]);

  const passing = await server.logIn('officer');
  assert.equal(await problem(passing, 'batches/approve', { batch: 1, approval }), 'step_up_needed');
  for (const role of ['mail_clerk', 'hotline_agent', 'reviewer', 'auditor', 'administrator'] as const)
    assert.equal(await problem(await server.logIn(role, { steppedUp: true }), 'batches/approve', { batch: 1, approval }), 'not_allowed', role);
  const elsewhere = await post(first, 'batches/approve', { batch: 1, approval }, randomUUID());
  assert.deepEqual(await elsewhere.json(), { problem: 'not_found' });

  const given = await workOf(first, 'batches/approve', { batch: 1, approval });
  assert.equal(given.state, 'done', JSON.stringify(given));
  assert.equal(await problem(first, 'batches/approve', { batch: 1, approval }), 'batch_state');
  const over = await workOf(first, 'batches/hand-over', { batch: 1, approval: null });
  assert.ok(over.result?.kind === 'handed_over', JSON.stringify(over));
  const pdf = await post(first, 'batches/file', { batch: 1, file: 'pdf' });
  assert.equal(createHash('sha256').update(Buffer.from(await pdf.arrayBuffer())).digest('hex'), over.result.pdfSha256);
  assert.equal(createHash('sha256').update(await (await post(first, 'batches/file', { batch: 1, file: 'json' })).text()).digest('hex'), view.sha256);
  assert.equal(await problem(second, 'batches/file', { batch: 1, file: 'pdf' }), 'batch_handed_over');
  server.clock.advance(15 * 60_000);
  first = await server.logIn('officer', { steppedUp: true });
  second = await server.logIn('officer', { steppedUp: true });
}); // prettier-ignore

test('batches/hand-over a second time needs two people again, and the approval of the first is not good for it', async () => {
  const spare = await requested('batches/request', { batch: 1 });
  assert.equal(await problem(first, 'batches/hand-over', { batch: 1, approval: null }), 'batch_handed_over');
  assert.equal(
    await problem(first, 'batches/hand-over', { batch: 1, approval: spare.approval }),
    'not_approved',
  );
  const approval = await approved('batches/request', { batch: 1 });
  const again = await workOf(first, 'batches/hand-over', { batch: 1, approval });
  assert.equal(again.state, 'done', JSON.stringify(again));
  const late = { approval: spare.approval, sha256: spare.view.sha256 };
  assert.equal((await post(second, 'approvals/approve', late)).status, 200);
  assert.equal(
    await problem(first, 'batches/hand-over', { batch: 1, approval: spare.approval }),
    'contents_changed',
  );
  const csv = await (await post(first, 'batches/file', { batch: 1, file: 'csv' })).text();
  const sheets = csv.split('\r\n').slice(1, 5).map((line) => line.split(';')[0]!); // prettier-ignore
  const clerk = await server.logIn('mail_clerk');
  const said = `sheet;result;motive\n${sheets.map((sheet, i) => (i === 0 ? `${sheet};returned;unclaimed` : `${sheet};printed;`)).join('\n')}\n`;
  const taken = await ask(
    clerk,
    'batches/returns',
    { file: Buffer.from(said).toString('base64') },
    takenReturnsSchema,
  );
  assert.deepEqual([taken.printed, taken.returned, taken.waiting], [3, 1, 1]);
  const wrong = await refusal(clerk, 'batches/returns', {
    file: Buffer.from('sheet;result\nX;lost\n').toString('base64'),
  });
  assert.equal(wrong.problem, 'file_refused');
  assert.equal(await problem(clerk, 'batches/unmake', { batch: 1 }), 'not_allowed');
  assert.equal(await problem(first, 'batches/unmake', { batch: 1 }), 'batch_left');
});

test('mails: queued by two people for the texts that they saw, sent, paused, cancelled; uncertain ones sent again by two; a letter follows what came back: by routes alone', async () => {
  assert.deepEqual(await ask(first, 'mails/settings', {}, mailSettingsViewSchema), { pace: null, server: null });
  assert.equal(await problem(first, 'mails/change-settings', { perMinute: 5 }), 'mail_settings_missing');
  const { caseId, pool } = open.database;
  await writeMailSettings(pool, { folder: open.folder, caseId }, testSettings(2525, { record: { kind: 'postfix', queueCommand: ['postqueue', '-j'] } }));
  const changed = await ask(first, 'mails/change-settings', { perMinute: 5, ramp: { firstDay: 10, growth: 2, days: 3 } }, mailSettingsViewSchema);
  assert.deepEqual([changed.pace?.perMinute, changed.pace?.ramp?.firstDay, changed.server?.port], [5, 10, 2525]);
  assert.ok(!JSON.stringify(changed).includes('postqueue'));
  assert.equal(await problem(first, 'mails/change-settings', { record: { kind: 'postfix', logCommand: ['id'] } }), 'malformed');

  // The texts are changed after two people have agreed: the approval is void.
  const { files } = await ask(first, 'texts/view', {}, noticeTextsSchema);
  const plain = files.find(({ file }) => file === 'fr-plain.txt')!.text;
  const approval = await approved('mails/request');
  await post(first, 'texts/save', { file: 'fr-plain.txt', text: plain.replace('== opening', '== opening\nBonjour.') });
  assert.equal(await problem(first, 'mails/queue', { approval }), 'contents_changed');
  await post(first, 'texts/save', { file: 'fr-plain.txt', text: plain });
  const queued = await workOf(first, 'mails/queue', { approval });
  assert.deepEqual(queued.result, { kind: 'queued', mails: 2 });
  assert.equal(await problem(first, 'mails/queue', { approval }), 'nothing_to_build');
  assert.deepEqual((await ask(first, 'mails/view', {}, mailSummarySchema)).states, { queued: 2 });

  // What is taken out of the queue is free for the next plan, under a new issue number.
  const reason = 'une erreur dans le texte';
  const emails = async (): Promise<string[]> =>
    (await ask(first, 'notices/list', { ...everything, channel: 'email' }, listedNoticesSchema)).notices.map(({ state, issue }) => `${state} ${issue}`);
  assert.deepEqual(await ask(first, 'mails/cancel', { reason }, mailsChangedSchema), { mails: 2 });
  await workOf(first, 'campaign/plan', { changes: {}, dry: false });
  assert.deepEqual(await emails(), ['superseded 1', 'superseded 1', 'planned 2', 'planned 2']);
  assert.equal((await workOf(first, 'mails/queue', { approval: await approved('mails/request') })).state, 'done');

  // Both are cut off between contents and answer, by a server that cannot be asked.
  const box = join(open.folder, 'returns');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(box, place), { recursive: true });
  const returnPaths: string[] = [];
  const hold = (): Promise<Response> => post(first, 'mails/pause', { reason });
  sink = await startSink({
    file: join(open.folder, 'taken'),
    onMail: ({ from }) => void returnPaths.push(from),
    plan: async (_mail, number): Promise<SinkPlan> => {
      if (number === 2) await hold();
      return number < 2 ? 'cut_after' : 'accept';
    },
  });
  const mailbox = { kind: 'maildir', path: box };
  await writeMailSettings(pool, { folder: open.folder, caseId }, testSettings(sink.port, { lanes: 1, mailbox }));
  assert.equal(await problem(await server.logIn('officer'), 'mails/send'), 'step_up_needed');
  // Taking mails out of the queue has paused sending.
  assert.equal(await problem(first, 'mails/send'), 'mails_paused');
  assert.equal((await post(first, 'mails/resume', { reason })).status, 200);
  const cut = await workOf(first, 'mails/send', {});
  assert.ok(cut.result?.kind === 'sent' && cut.result.uncertain === 2, JSON.stringify(cut));
  const uncertain = await ask(first, 'mails/list', { state: 'uncertain', after: 0, limit: 10 }, listedMailsSchema);
  const mails = uncertain.mails.map(({ mail }) => mail);
  assert.equal(mails.length, 2);
  const decide = { mails, decision: 'send-again' };
  assert.equal(await problem(first, 'mails/decide', { ...decide, approval: null }), 'second_person_needed');
  const one = await approved('mails/request-again', { mails: [mails[0]] });
  assert.equal(await problem(first, 'mails/decide', { ...decide, approval: one }), 'contents_changed');
  const both = await approved('mails/request-again', { mails });
  const again = await ask(first, 'mails/decide', { ...decide, approval: both }, mailsChangedSchema);
  assert.deepEqual(again, { mails: 2 });
  assert.equal(await problem(first, 'mails/decide', { ...decide, approval: both }), 'not_uncertain');

  // Paused while the first is under way: it leaves, the second does not.
  const sent = await workOf(first, 'mails/send', {});
  assert.ok(sent.result?.kind === 'sent', JSON.stringify(sent));
  assert.deepEqual([sent.result.accepted, sent.result.ended], [1, 'paused']);
  const resting = await ask(first, 'mails/view', {}, mailSummarySchema);
  assert.deepEqual([resting.pauseReason, resting.states], ['person', { accepted: 1, queued: 1, cancelled: 2 }]);
  assert.equal(await problem(first, 'mails/send'), 'mails_paused');
  assert.equal((await post(first, 'mails/resume', { reason })).status, 200);
  assert.equal((await ask(first, 'mails/view', {}, mailSummarySchema)).pausedSince, null);
  assert.deepEqual(await ask(first, 'mails/cancel', { reason }, mailsChangedSchema), { mails: 1 });
  // Who may have got one is not told again behind anybody's back.
  assert.deepEqual(await emails(), ['superseded 1', 'superseded 1', 'queued 2', 'queued 2']);

  const unknown = realReports(() => returnPaths[2]!).find((report) => report.class === 'hard');
  await writeFile(join(box, 'new', 'unknown'), unknown!.text);
  const taken = await workOf(first, 'mails/bounces', { reason: 'matin' });
  assert.ok(taken.result?.kind === 'bounces', JSON.stringify(taken));
  assert.deepEqual([taken.result.taken.bounced, taken.result.byLetter, taken.result.waiting], [1, 1, 0]);
  assert.deepEqual((await emails()).toSorted(), ['queued 2', 'superseded 1', 'superseded 1', 'superseded 2']);
}); // prettier-ignore

test('mails/report: a report that waits for a person is read once somebody is on record for it, without what speaks to a terminal', async () => {
  const { caseId, pool } = open.database;
  const digest = Buffer.alloc(32, 7);
  const sealed = open.opened.keys.sealText('Nicht zustellbar\u001b[2J', bouncePlace(digest));
  await pool.query(
    `INSERT INTO mail_bounces (case_id, digest, received_at, kind, sealed) VALUES ($1, $2, now(), 'unclear', $3)`,
    [caseId, digest, sealed],
  );
  const clerk = await server.logIn('mail_clerk');
  const { reports } = await ask(clerk, 'mails/reports', {}, mailReportsSchema);
  assert.equal(reports.length, 1);
  const { text } = await ask(clerk, 'mails/report', { report: reports[0]!.report }, mailReportSchema);
  assert.equal(text, 'Nicht zustellbar[2J');
  assert.deepEqual((await ask(clerk, 'mails/reports', {}, mailReportsSchema)).reports, []);
  assert.equal(await problem(clerk, 'mails/report', { report: 999 }), 'mail_unknown');
});

test('notices/person: the hotline hears what was sent, when and how; nothing of who is held back, and why', async () => {
  const agent = await server.logIn('hotline_agent');
  const letter = await ask(agent, 'notices/person', { patient: 2, reason: 'appel' }, personNoticesSchema);
  assert.equal(letter.notices.length, 1);
  const [sent] = letter.notices;
  assert.deepEqual([sent!.channel, sent!.rule, sent!.details], ['letter', null, null]);
  assert.deepEqual([sent!.recipient, sent!.variant], ['main', 'person']);
  assert.ok(['handed_over', 'returned'].includes(sent!.proof));
  assert.notEqual(sent!.handedOver, '');
  for (const patient of [5, AT_RISK])
    assert.deepEqual((await ask(agent, 'notices/person', { patient }, personNoticesSchema)).notices, []);
  const mail = await ask(first, 'notices/person', { patient: 3 }, personNoticesSchema);
  assert.deepEqual(mail.notices.map(({ mails }) => mails.map(({ state }) => state)), [['cancelled'], ['bounced'], []]); // prettier-ignore
  assert.ok(mail.notices[1]!.details!.events.some(({ kind }) => kind === 'queued'));
  const held = await ask(first, 'notices/person', { patient: AT_RISK }, personNoticesSchema);
  assert.deepEqual([held.notices[0]!.state, held.notices[0]!.rule], ['held', 'at_risk']);
});

test('batches/unmake plans the letters again under new codes; a campaign that rests builds nothing', async () => {
  await post(first, 'flags/set', { patient: AT_RISK, kinds: ['violence', 'allowed'] });
  await workOf(first, 'campaign/plan', { changes: {}, dry: false });
  const built = await workOf(first, 'batches/build', { size: 100 });
  assert.ok(built.result?.kind === 'batch', JSON.stringify(built));
  const { batch, letters } = built.result;
  // Who may be told now, and whose e-mail came back.
  assert.equal(letters, 2);
  assert.deepEqual(await (await post(first, 'batches/unmake', { batch, reason: 'mauvais texte' })).json(), { letters });
  assert.equal(await problem(first, 'batches/request', { batch }), 'batch_state');
  await post(first, 'campaign/pause', { reason: 'accueil en panne' });
  assert.notEqual((await ask(first, 'campaign/view', {}, campaignViewSchema)).pausedSince, '');
  const resting = await workOf(first, 'batches/build', { size: 100 });
  assert.deepEqual([resting.state, resting.problem?.problem], ['failed', 'campaign_paused']);
  await post(first, 'campaign/resume', {});
  await workOf(first, 'campaign/plan', { changes: {}, dry: false });
  const asked = { patient: AT_RISK };
  const { notices } = await ask(first, 'notices/person', asked, personNoticesSchema);
  assert.deepEqual(
    notices.map(({ issue, state }) => [issue, state]),
    [[1, 'superseded'], [2, 'planned']],
  );
  // Stopped, as a server that ends would stop it: the batch waits for whoever asks for it again, and comes out the same.
  const { work } = (await (await post(first, 'batches/build', { size: 100 })).json()) as { work: string };
  await post(first, 'works/stop', { work });
  await server.server.services.works.ended;
  assert.equal((await ask(first, 'works/view', { work }, workSchema)).state, 'stopped');
  const { batches } = await ask(first, 'campaign/view', {}, campaignViewSchema);
  assert.deepEqual(batches.map(({ number, state }) => [number, state]), [[1, 'handed_over'], [2, 'unmade'], [3, 'begun']]);
  const again = await workOf(first, 'batches/build', { size: 100 });
  assert.ok(again.result?.kind === 'batch', JSON.stringify(again));
  assert.equal(again.result.batch, 3);
}); // prettier-ignore

test('works: one at a time, stopped on demand, unknown to a server that has started again', async () => {
  const { works } = server.server.services;
  let stopped = false;
  const id = works.start('plan', async ({ signal }) => {
    await once(signal, 'abort');
    stopped = true;
    throw new Error('stopped');
  });
  assert.equal(await problem(first, 'campaign/plan', { changes, dry: true }), 'work_running');
  assert.equal(await problem(first, 'batches/build', { size: 10 }), 'work_running');
  await post(first, 'works/stop', { work: id });
  await works.ended;
  const { works: listed } = await ask(first, 'works/list', {}, worksSchema);
  assert.deepEqual([stopped, listed[0]!.id, listed[0]!.state], [true, id, 'stopped']);
  assert.equal(await problem(first, 'works/view', { work: randomUUID() }), 'work_unknown');
}); // prettier-ignore
