import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { behindTheCurtain } from '../testCase.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { sharedMentions } from './commonNames.ts';
import { countOutsiders } from './outsiders/consolidateOutsiders.ts';
import { decidePair } from './review/decidePair.ts';

const open = await openSightingsCase(10, 6);
const { database, opened } = open;
after(() => open.dispose());
beforeEach(async () => {
  await open.forget();
  await database.pool.query('DELETE FROM outsiders WHERE case_id = $1', [database.caseId]);
});

const mention = (file: number, ordinal: number, probability: number): Promise<void> =>
  open.mention(file, ordinal, probability);

test('sharedMentions: whoever is named clearly beside them tells how many stand nowhere else', async () => {
  assert.equal(await sharedMentions(database, opened.keys), null);
  await mention(1, 0, 0.9);
  await mention(1, 1, 0.7);
  await open.see([
    ...[1, 2, 3, 4].map((patient) => ({ file: 1, patient, probability: 1 })),
    { file: 2, patient: 4, probability: 0.6 },
    { file: 1, patient: 5, probability: 0.6 },
  ]);
  // Of the four who are clear, the fourth stands elsewhere.
  const shared = await sharedMentions(database, opened.keys);
  assert.equal(shared!.mentions, 2);
  assert.ok(Math.abs(shared!.meant - 1.6) < 1e-9);
  assert.ok(Math.abs(shared!.alone - 0.75) < 1e-9);
  assert.equal(shared!.compared, 4);
});

test('sharedMentions: a list and its copy are no two patients', async () => {
  for (const file of [1, 2]) {
    await mention(file, 0, 0.9);
    await open.see([1, 2].map((patient) => ({ file, patient, probability: 1 })));
  }
  assert.equal((await sharedMentions(database, opened.keys))!.alone, 0.5);
});

test('sharedMentions are not counted as persons outside of the register', async () => {
  await mention(1, 0, 0.3);
  assert.deepEqual(await countOutsiders(database, opened.keys), { mentions: 0, low: 0, high: 0 });
});

test('sharedMentions: what somebody leaves who is denied goes to the many, and nothing where he is confirmed', async () => {
  await mention(1, 0, 0.4);
  await open.see([{ file: 1, patient: 1, probability: 0.5, rivals: 7 }]);
  const decide = async (verdict: 'is' | 'is_not', reviewer: string): Promise<void> =>
    await decidePair(database, opened.keys, {
      path: 'lettre-1.txt',
      patient: patientNumber(1),
      verdict,
      reviewer,
      note: '',
      categories: [],
    });
  assert.ok(Math.abs((await sharedMentions(database, opened.keys))!.meant - 0.4) < 1e-9);
  for (const reviewer of ['A', 'B']) await decide('is_not', reviewer);
  // 0.4 of the 0.5 that are left.
  assert.ok(Math.abs((await sharedMentions(database, opened.keys))!.meant - 0.8) < 1e-6);
  for (const reviewer of ['A', 'B']) await decide('is', reviewer);
  assert.equal(await sharedMentions(database, opened.keys), null);
  await behindTheCurtain(open, (client) => client.query('TRUNCATE decisions'));
});
