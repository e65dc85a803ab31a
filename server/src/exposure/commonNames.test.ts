import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { openSightingsCase } from '../testSightings.ts';
import { sharedMentions } from './commonNames.ts';
import { countOutsiders } from './outsiders/consolidateOutsiders.ts';
import { outsiderPlace } from './places.ts';

const open = await openSightingsCase(10, 6);
const { database, opened } = open;
after(() => open.dispose());
beforeEach(async () => {
  await open.forget();
  await database.pool.query('DELETE FROM outsiders WHERE case_id = $1', [database.caseId]);
});

/** Says that a file mentions one of 60 bearers of a name, so probably. */
async function mention(file: number, ordinal: number, probability: number): Promise<void> {
  const { rows } = await database.pool.query<{ content_id: number }>(
    'SELECT content_id FROM items WHERE case_id = $1 AND path_index = $2',
    [database.caseId, opened.keys.blindIndex('index path', `lettre-${file}.txt`)],
  );
  const content = rows[0]!.content_id;
  const identity = JSON.stringify(['Mme ESSAI', 0, 60, probability]);
  await database.pool.query(
    `INSERT INTO outsiders (content_id, ordinal, case_id, identity_sealed, categories, reasons, probability, part, position)
     VALUES ($1, $2, $3, $4, 1, $5, $6, 0, 1)`,
    [
      content,
      ordinal,
      database.caseId,
      opened.keys.sealText(identity, outsiderPlace(content, ordinal)),
      REASON_BIT.homonyms,
      1 - probability,
    ],
  );
}

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
