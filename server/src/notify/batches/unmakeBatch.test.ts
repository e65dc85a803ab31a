import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { CaseError } from '../../case/caseError.ts';
import { approve } from '../../people/approvals.ts';
import { Refusal } from '../../people/peopleContext.ts';
import { withReader } from '../../pipeline.ts';
import { openNoticesCase } from '../../testNoticesCase.ts';
import { campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { importFlags } from '../select/patientFlags.ts';
import { planCampaign } from '../select/planCampaign.ts';
import { NOTICES_FOLDER } from '../texts/loadTemplates.ts';
import { holdBatches } from './batchLock.ts';
import { type BatchContext, loadBatch } from './batchRow.ts';
import { batchContextOf, TEST_BATCH } from './testBatches.ts';
import { buildBatch } from './buildBatch.ts';
import { approveBatch, handOver } from './releaseBatch.ts';
import { takeReturns } from './takeReturns.ts';
import { unmakeBatch } from './unmakeBatch.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let context: BatchContext;
before(async () => {
  open = await openNoticesCase([{}, { email: 'b.essai@exemple.invalid' }, {}]);
  context = batchContextOf(open);
  await plan();
});
after(() => open.dispose());

const plan = (first = 'letter'): Promise<unknown> =>
  planCampaign(open.database, open.opened.keys, campaignSettingsSchema.parse({ day: '2022-10-03', first }));
const two = { kind: 'two_names', by: ['A. Martin', 'B. Petit'], reason: '' } as const;
const agree = (): Promise<typeof two> => Promise.resolve(two);
const isError = (code: string) => (error: unknown) => error instanceof CaseError && error.code === code;

interface Found {
  person_id: number;
  issue: number;
  state: string;
  channel: string;
  locator: string;
  void: boolean;
}
async function found(): Promise<Found[]> {
  const { rows } = await open.database.pool.query<Found>(
    `SELECT n.person_id, n.issue, n.state, n.channel, c.locator, c.voided_at IS NOT NULL AS void FROM notices n JOIN notice_codes c ON c.case_id = n.case_id AND c.notice_id = n.id
     WHERE n.case_id = $1 ORDER BY 1, 2`,
    [open.database.caseId],
  );
  return rows;
}
const essence = async (): Promise<unknown[]> =>
  (await found()).map((row) => [row.person_id, row.issue, row.state, row.channel, row.void]);

/** Asks for an approval of something, as the server does; gives what another person does who approves it. */
async function askApproval(sha256: Buffer): Promise<() => Promise<void>> {
  const { pool, caseId } = open.database;
  const [one, other, approval] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [one, other])
    await pool.query(
      `INSERT INTO people (case_id, id, role, name_sealed, joined_at) VALUES ($1, $2, 'officer', '', now())`,
      [caseId, id],
    );
  await pool.query(
    `INSERT INTO approvals (case_id, id, action, sha256, requested_by, requested_session, requested_at, ends_at)
     VALUES ($1, $2, 'sending', $3, $4, $5, now(), now() + interval '1 day')`,
    [caseId, approval, sha256, one, randomUUID()],
  );
  const by = { person: other, session: randomUUID() };
  const people = { database: open.database, now: () => new Date() };
  return () => open.database.transaction((client) => approve(client, people, { approval, sha256, by }));
}

test('unmakeBatch plans the letters of a batch again under new codes; old codes, parts and approvals are void', async () => {
  await buildBatch(context, TEST_BATCH);
  const before = await found();
  const approveIt = await askApproval((await loadBatch(context, 1))!.manifestSha256!);
  const parts = join(open.folder, NOTICES_FOLDER, 'batch-0001');
  await access(parts);
  assert.equal(await unmakeBatch(context, 1), 3);
  await assert.rejects(access(parts));
  await assert.rejects(approveIt(), (error) => error instanceof Refusal && error.code === 'already_done');
  const locators = new Set(before.map(({ locator }) => locator));
  const now = await found();
  assert.deepEqual(
    now.map((row) => [row.person_id, row.issue, row.state, row.void, locators.has(row.locator)]),
    [1, 2, 3].flatMap((person) => [
      [person, 1, 'superseded', true, true],
      [person, 2, 'planned', false, false],
    ]),
  );
  assert.equal((await loadBatch(context, 1))!.state, 'unmade');
  await assert.rejects(unmakeBatch(context, 1), isError('batch_state'));
  await assert.rejects(approveBatch(context, 1, { consent: agree }), isError('batch_state'));
  await assert.rejects(unmakeBatch(context, 7), isError('batch_unknown'));
  const { rows } = await open.database.pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM notice_events WHERE case_id = $1 AND kind = 'unmade' AND batch = 1`,
    [open.database.caseId],
  );
  assert.equal(rows[0]!.n, 3);
});

test('planCampaign plans the letters of an unmade batch anew with all others', async () => {
  await plan('email');
  assert.deepEqual(
    (await essence()).filter((row) => (row as string[])[2] === 'planned'),
    [
      [1, 2, 'planned', 'letter', false],
      [2, 2, 'planned', 'email', false],
      [3, 2, 'planned', 'letter', false],
    ],
  );
  await plan();
});

test('unmakeBatch unmakes an approved batch, and none that was handed over or is being handed over', async () => {
  await buildBatch(context, TEST_BATCH);
  await approveBatch(context, 2, { consent: agree });
  const busy = holdBatches(open.database, () => unmakeBatch(context, 2));
  await assert.rejects(busy, isError('batches_busy'));
  assert.equal(await unmakeBatch(context, 2), 3);
  assert.equal((await buildBatch(context, TEST_BATCH)).number, 3);
  await approveBatch(context, 3, { consent: agree });
  await handOver(context, 3, () => Promise.resolve());
  await assert.rejects(unmakeBatch(context, 3), isError('batch_left'));
  assert.equal((await loadBatch(context, 3))!.state, 'handed_over');
});

test('planCampaign writes anew what took the place of something that failed, and never tries the channel that failed again', async () => {
  const { pool, caseId } = open.database;
  const file = join(dirname(open.folder), 'returns.csv');
  const { rows } = await pool.query<{ code: string }>(
    'SELECT s.code FROM sheets s JOIN notices n ON n.case_id = s.case_id AND n.id = s.notice_id WHERE s.case_id = $1 AND n.person_id = 2 AND s.batch = 3',
    [caseId],
  );
  await writeFile(file, `sheet;result;motive\n${rows[0]!.code};returned;unknown_at_address\n`);
  await withReader(open, (reader) => takeReturns(open.database, open.opened.keys, reader, file));
  const last = async (): Promise<unknown> => (await essence()).findLast((row) => (row as unknown[])[0] === 2);
  await plan('letter');
  assert.deepEqual(await last(), [2, 4, 'planned', 'email', false]);
  const flags = join(dirname(open.folder), 'flags.csv');
  await writeFile(flags, 'patient;kind\n84000002;violence\n');
  await withReader(open, (reader) => importFlags(open.database, open.opened.keys, reader, flags));
  await plan('letter');
  assert.deepEqual(await last(), [2, 4, 'returned', 'email', false]);
});
