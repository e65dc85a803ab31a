import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  approvalSampleSchema,
  approvalViewSchema,
  type ApprovalView,
  approvalsAnswerSchema,
} from '@constat/contract/approval.ts';
import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { patientIds } from '../patients/patientIds.ts';
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

test('approvals: whoever approves is shown the file that leaves, and lines of it on record with the patients in them', async () => {
  const approval = await request();
  const { file, sha256, values } = await view(approval);
  const response = await post(second, 'approvals/sample', { approval });
  const sample = approvalSampleSchema.parse(await response.json());
  assert.equal((await post(second, 'approvals/approve', { approval, sha256 })).status, 200);
  const taken = await post(first, 'exports/take', { approval });
  const bytes = Buffer.from(await taken.arrayBuffer());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
  const [header, ...lines] = bytes.toString().replace('\ufeff', '').trimEnd().split('\r\n');
  assert.deepEqual(file, { kind: 'exposures', columns: header!.split(';'), bytes: bytes.length });
  assert.equal(values[0]!.proposed, String(lines.length));
  assert.deepEqual(
    sample.lines.map(({ number, cells }) => [number, cells.join(';')]),
    lines.map((line, i) => [i + 1, line]),
  );
  const { rows } = await open.database.pool.query<{ person: string; patients: string[] }>(
    "SELECT person, patients FROM accesses WHERE action = 'approval_sampled'",
  );
  const numbers = [...new Set(sample.lines.map(({ cells }) => cells[0]!))];
  const ids = await patientIds(open.database, open.opened.keys, numbers);
  assert.deepEqual(rows, [{ person: second.person, patients: ids.map(String) }]);
});

test('approvals: nobody but an officer sees lines of the file, and a request that is not there has none', async () => {
  const approval = await request();
  for (const role of ['auditor', 'administrator', 'reviewer'] as const) {
    const response = await post(await server.logIn(role, { steppedUp: true }), 'approvals/sample', {
      approval,
    });
    assert.equal(response.status, 403, role);
  }
  assert.equal((await post(second, 'approvals/sample', { approval: randomUUID() })).status, 404);
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
