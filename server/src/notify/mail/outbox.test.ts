import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestCase, type TestCase } from '../../testCase.ts';
import { type Claim, claimMail as claimNext } from './claimMail.ts';
import { decideMails } from './decideMails.ts';
import { summariseMails } from './listMails.ts';
import type { MailContext } from './mailContext.ts';
import { MailError } from './mailState.ts';
import { enterWorker, leaveWorker, type MailWorker, noticeDeadWorkers } from './mailWorkers.ts';
import { queueMail } from './queueMail.ts';
import { reconcileMails } from './reconcileMails.ts';
import { recordOutcome, releaseStrays } from './recordOutcome.ts';
import { makeTestNotices, queueTestMails, testContext, testMail, testSettings } from './testMails.ts';

let open: TestCase;
let base: MailContext;
let clock = Date.now() + 3_600_000;
let notice = 1;

before(async () => {
  open = await openTestCase();
  base = await testContext(
    open,
    testSettings(25, {
      fruitlessStarts: 1_000,
      leaseSeconds: 20,
      serverTimeoutSeconds: 10,
      settleSeconds: 1,
    }),
  );
});
after(() => open.dispose());

/** The context with a clock of the test's, and other settings. */
function contextWith(change: Partial<MailContext['settings']> = {}): MailContext {
  return { ...base, settings: { ...base.settings, ...change }, now: () => new Date(clock) };
}

async function queue(context: MailContext, count: number): Promise<number[]> {
  notice += count;
  return await queueTestMails(context, count, { first: notice - count });
}

/** Claims a mail a moment later: two mails to a domain never leave in the same one. */
async function claimMail(context: MailContext, worker: MailWorker): Promise<Claim> {
  clock += 2;
  return await claimNext(context, worker);
}

async function stateOf(id: number): Promise<string> {
  const { rows } = await open.database.pool.query<{ state: string }>(
    'SELECT state FROM mails WHERE id = $1',
    [id],
  );
  return rows[0]!.state;
}

const found = { ask: (mails: readonly unknown[]) => Promise.resolve(mails.map(() => 'found' as const)) };
const absent = { ask: (mails: readonly unknown[]) => Promise.resolve(mails.map(() => 'absent' as const)) };

test('recordOutcome changes nothing when another attempt holds the mail, and notes a late acceptance for everybody to see', async () => {
  const context = contextWith();
  const [id] = await queue(context, 1);
  const first = await enterWorker(context);
  const second = await enterWorker(context);
  const frozen = await claimMail(context, first);
  assert.ok(frozen.kind === 'mail' && frozen.mail.id === id);
  clock += 40_000;
  assert.deepEqual(await reconcileMails(context, absent), { found: 0, absent: 1, uncertain: 0 });
  const again = await claimMail(context, second);
  assert.ok(again.kind === 'mail' && again.mail.id === id && again.mail.attempt === 2);
  assert.equal(await recordOutcome(context, first, frozen.mail, { kind: 'accepted' }), false);
  assert.equal(await stateOf(id), 'sending');
  assert.equal(await recordOutcome(context, second, again.mail, { kind: 'accepted' }), true);
  assert.equal((await summariseMails(context)).doubled, 1);
});

test('recordOutcome takes a late acceptance for one where nobody has sent the mail again', async () => {
  const context = contextWith();
  const [id] = await queue(context, 1);
  const worker = await enterWorker(context);
  const claim = await claimMail(context, worker);
  assert.ok(claim.kind === 'mail');
  clock += 40_000;
  await reconcileMails(context, absent);
  assert.equal(await stateOf(id!), 'queued');
  await recordOutcome(context, worker, claim.mail, { kind: 'accepted' });
  assert.equal(await stateOf(id!), 'accepted');
});

test('reconcileMails asks for nothing before the lease and the time-out of the server are over, and at once what a dead worker left', async () => {
  const context = contextWith();
  const [id] = await queue(context, 1);
  const worker = await enterWorker(context);
  await claimMail(context, worker);
  clock += 29_000;
  assert.equal((await reconcileMails(context, found)).found, 0);
  await noticeDeadWorkers(context);
  assert.equal((await reconcileMails(context, found)).found, 0);
  // The worker of this process is alive; once it has left, a second is enough.
  await leaveWorker(context, worker);
  clock += 999;
  assert.equal((await reconcileMails(context, found)).found, 0);
  clock += 2;
  assert.equal((await reconcileMails(context, found)).found, 1);
  assert.equal(await stateOf(id!), 'accepted');
});

test('noticeDeadWorkers takes a process for dead only when it is gone or its number is another process’s', async () => {
  const context = contextWith();
  const worker = await enterWorker(context);
  await noticeDeadWorkers(context);
  const dead = async (): Promise<boolean> => {
    const { rows } = await open.database.pool.query<{ dead: boolean }>(
      'SELECT dead_at IS NOT NULL AS dead FROM mail_workers WHERE id = $1',
      [worker.id],
    );
    return rows[0]!.dead;
  };
  assert.equal(await dead(), false);
  await open.database.pool.query(`UPDATE mail_workers SET process = '\\x00' WHERE id = $1`, [worker.id]);
  await noticeDeadWorkers(context);
  assert.equal(await dead(), true);
});

test('releaseStrays gives back a claim whose answer was lost, and nothing that was cut off', async () => {
  const context = contextWith();
  const [stray, cut] = await queue(context, 2);
  const worker = await enterWorker(context);
  const one = await claimMail(context, worker);
  const two = await claimMail(context, worker);
  assert.ok(one.kind === 'mail' && two.kind === 'mail');
  const cutMail = [one.mail, two.mail].find(({ id }) => id === cut)!;
  await recordOutcome(context, worker, cutMail, { kind: 'unknown' });
  assert.equal(await releaseStrays(context, worker, []), 1);
  assert.deepEqual([await stateOf(stray!), await stateOf(cut!)], ['queued', 'sending']);
  clock += 60_000;
  await reconcileMails(context, found);
  await open.database.pool.query(`UPDATE mails SET state = 'cancelled' WHERE state = 'queued'`);
});

/** Sends for five minutes of the test's clock, looking now and then as a worker does. @returns how many left, by group of domains. */
async function fiveMinutes(settings: Partial<MailContext['settings']>): Promise<ReadonlyMap<string, number>> {
  const context = contextWith({
    domains: [{ names: ['orange.example', 'wanadoo.example'], perHour: 600 }],
    otherDomainsPerHour: 1_200,
    ...settings,
  });
  await queue(context, 500);
  const worker = await enterWorker(context);
  const left = new Map<string, number>();
  for (const begin = clock; clock < begin + 300_000;) {
    const claim = await claimMail(context, worker);
    if (claim.kind === 'mail') {
      const [, domain] = claim.mail.contents.to.split('@');
      const group = domain === 'wanadoo.example' ? 'orange.example' : domain!;
      left.set(group, (left.get(group) ?? 0) + 1);
      await recordOutcome(context, worker, claim.mail, { kind: 'accepted' });
    } else clock += 400;
  }
  await open.database.pool.query(`UPDATE mails SET state = 'cancelled' WHERE state = 'queued'`);
  return left;
}

test('claimMail keeps each domain within five percent of its limit', async () => {
  const left = await fiveMinutes({ perMinute: 600 });
  const orange = left.get('orange.example')!;
  assert.ok(orange >= 48 && orange <= 52, String(orange));
  for (const [group, count] of left)
    if (group !== 'orange.example') assert.ok(count >= 85 && count <= 105, `${group} ${count}`);
});

test('claimMail keeps all together within their pace, and lets no domain wait for ever', async () => {
  const left = await fiveMinutes({ perMinute: 40 });
  const total = [...left.values()].reduce((sum, n) => sum + n, 0);
  assert.ok(total <= 200 * 1.05 && total >= 190 * 0.8, String(total));
  assert.equal(left.size, 4);
  for (const [group, count] of left) assert.ok(count >= 30, `${group} ${count}`);
});

test('claimMail lets no more leave on a day than the ramp says', async () => {
  clock += 3 * 86_400_000;
  const context = contextWith({ ramp: { firstDay: 10, growth: 2, days: 30 } });
  await open.database.pool.query(
    `UPDATE mail_rates SET first_day = ($1::timestamptz AT TIME ZONE 'UTC')::date WHERE scope = ''`,
    [new Date(clock)],
  );
  await queue(context, 40);
  const worker = await enterWorker(context);
  const leaving = async (): Promise<number> => {
    for (let n = 0; ;) {
      const claim = await claimMail(context, worker);
      if (claim.kind === 'mail') {
        n++;
        await recordOutcome(context, worker, claim.mail, { kind: 'accepted' });
      } else if (claim.kind === 'wait' && claim.day) return n;
      else clock += 10;
    }
  };
  assert.equal(await leaving(), 10);
  clock += 86_400_000;
  assert.equal(await leaving(), 20);
  await open.database.pool.query(`UPDATE mails SET state = 'cancelled' WHERE state = 'queued'`);
});

test('queueMail has one mail of a notice on its way, seals what it says, and queues another only after that one has failed', async () => {
  const context = contextWith();
  const { database, keys } = context;
  const mail = { noticeId: 5_000_000n, ...testMail(7) };
  const add = (): ReturnType<typeof queueMail> =>
    database.transaction((client) => queueMail(client, database, keys, mail));
  await database.transaction((client) =>
    makeTestNotices(client, database.caseId, { first: 5_000_000, count: 1 }),
  );
  const first = await add();
  assert.deepEqual(await add(), { mail: first.mail, queued: false });
  const { rows } = await database.pool.query<{ row: string }>(
    'SELECT mails::text AS row FROM mails WHERE id = $1',
    [first.mail],
  );
  assert.ok(!rows[0]!.row.includes(Buffer.from('personne7').toString('hex')));
  await database.pool.query(`UPDATE mails SET state = 'bounced' WHERE id = $1`, [first.mail]);
  const second = await add();
  assert.ok(second.queued && second.mail !== first.mail);
  await database.pool.query(`UPDATE mails SET state = 'cancelled' WHERE id = $1`, [second.mail]);
});

test('queueMail refuses what may not leave, and nothing is queued', async () => {
  const { database, keys } = base;
  const attempt = database.transaction((client) =>
    queueMail(client, database, keys, {
      noticeId: 6_000_000,
      ...testMail(1),
      html: '<img src="https://ailleurs.example/x.png">',
    }),
  );
  await assert.rejects(attempt, (error) => error instanceof MailError && error.problem === 'refused_by_lint');
  const { rowCount } = await database.pool.query('SELECT FROM mails WHERE notice_id = 6000000');
  assert.equal(rowCount, 0);
});

test('decideMails settles uncertain mails only, all or none, and asks for two persons where several are sent again', async () => {
  const context = contextWith();
  const ids = await queue(context, 3);
  const refused = (problem: string) => (error: unknown) =>
    error instanceof MailError && error.problem === problem;
  await assert.rejects(decideMails(context, ids, 'sent', null), refused('not_uncertain'));
  await assert.rejects(decideMails(context, [999_999_999], 'sent', null), refused('mail_unknown'));
  await database(`UPDATE mails SET state = 'uncertain' WHERE id = ANY($1::bigint[])`, [ids]);
  await assert.rejects(decideMails(context, ids, 'send-again', null), refused('second_person_needed'));
  assert.equal(await decideMails(context, [ids[0]!], 'send-again', null), 1);
  assert.equal(await decideMails(context, ids.slice(1), 'sent', null), 2);
  assert.deepEqual(await Promise.all(ids.map(stateOf)), ['queued', 'accepted', 'accepted']);
});

async function database(sql: string, values: unknown[]): Promise<void> {
  await open.database.pool.query(sql, values);
}
