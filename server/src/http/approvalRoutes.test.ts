import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { approvalViewSchema, type ApprovalView, approvalsAnswerSchema } from '@constat/contract/approval.ts';
import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { type LoggedIn, startTestServer, type TestServer } from './testServer.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
let server: TestServer;
let first: LoggedIn;
let second: LoggedIn;
before(async () => {
  open = await openSightingsCase(5, 4);
  await open.see([
    { file: 1, patient: 1, probability: 0.97, categories: CATEGORY_BIT.name },
    { file: 1, patient: 2, probability: 0.97, categories: CATEGORY_BIT.name },
  ]);
  server = await startTestServer(open);
  first = await server.logIn('officer', { steppedUp: true });
  second = await server.logIn('officer', { steppedUp: true });
});
after(async () => {
  await server.server.stop();
  await open.dispose();
});

const post = (who: LoggedIn, path: string, body: unknown = {}): Promise<Response> =>
  server.send(`POST /api/cases/${open.database.caseId}/${path}`, body, who.cookie);

async function request(): Promise<string> {
  return ((await (await post(first, 'exports/request')).json()) as { approval: string }).approval;
}

async function view(approval: string): Promise<ApprovalView> {
  const response = await post(second, 'approvals/view', { approval });
  assert.equal(response.status, 200);
  return approvalViewSchema.parse(await response.json());
}

test('approvals: whoever approves is shown the figures asked for beside what was last given out, and who is new, different or gone', async () => {
  const begun = await request();
  const before = await view(begun);
  assert.equal(before.isFirst, true);
  assert.deepEqual(before.values, [
    { name: 'lines', stands: null, proposed: '2' },
    { name: 'persons', stands: null, proposed: '2' },
    { name: 'name', stands: null, proposed: '2' },
  ]);
  assert.equal(
    (await post(second, 'approvals/approve', { approval: begun, sha256: before.sha256 })).status,
    200,
  );
  assert.equal((await post(first, 'exports/take', { approval: begun })).status, 200);

  await open.see([
    { file: 2, patient: 2, probability: 0.9, categories: CATEGORY_BIT.medical },
    { file: 3, patient: 3, probability: 0.9, categories: CATEGORY_BIT.name },
  ]);
  await open.database.pool.query('DELETE FROM sightings WHERE patient_id = 1');
  const again = await view(await request());
  assert.equal(again.isFirst, false);
  assert.deepEqual(again.values, [
    { name: 'lines', stands: '2', proposed: '3' },
    { name: 'persons', stands: '2', proposed: '2' },
    { name: 'name', stands: '2', proposed: '2' },
    { name: 'medical', stands: null, proposed: '1' },
  ]);
  assert.deepEqual(again.persons, {
    added: { count: 1, numbers: [patientNumber(3)] },
    changed: { count: 1, numbers: [patientNumber(2)] },
    gone: { count: 1, numbers: [patientNumber(1)] },
  });
});

test('approvals: the hash is given to whoever was shown the contents alone; what is asked for and never given out does not count as standing', async () => {
  const approval = await request();
  const listed = await post(second, 'approvals/list');
  const text = await listed.text();
  const { sha256, isFirst } = await view(await request());
  assert.equal(isFirst, false);
  assert.ok(!text.includes(sha256));
  approvalsAnswerSchema.parse(JSON.parse(text));
  const other = `${sha256.startsWith('0') ? '1' : '0'}${sha256.slice(1)}`;
  const refused = await post(second, 'approvals/approve', { approval, sha256: other });
  assert.deepEqual(await refused.json(), { problem: 'contents_changed' });
});

test('approvals: looking at what is asked for is on record, and its contents lie sealed', async () => {
  await view(await request());
  const { rows } = await open.database.pool.query<{ person: string }>(
    "SELECT person FROM accesses WHERE action = 'approval_viewed' ORDER BY sequence DESC LIMIT 1",
  );
  assert.equal(rows[0]!.person, second.person);
  const kept = await open.database.pool.query<{ contents_sealed: Buffer }>(
    'SELECT contents_sealed FROM approvals',
  );
  assert.ok(kept.rows.length > 0);
  for (const { contents_sealed: bytes } of kept.rows) {
    assert.throws(() => gunzipSync(bytes));
    assert.ok(!bytes.includes(patientNumber(3)));
  }
});
