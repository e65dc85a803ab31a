import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { behindTheCurtain } from '../testCase.ts';
import { openSightingsCase, patientNumber } from '../testSightings.ts';
import { personLines } from './personLines.ts';
import { decidePair } from './review/decidePair.ts';
import { summarise } from './summarise.ts';

const open = await openSightingsCase(60, 12);
after(() => open.dispose());
beforeEach(async () => {
  await open.forget();
  await behindTheCurtain(open, (client) => client.query('TRUNCATE decisions, merged_patients, outsiders'));
});

async function deny(file: number, patient: number): Promise<void> {
  await decidePair(open.database, open.opened.keys, {
    path: `lettre-${file}.txt`,
    patient: patientNumber(patient),
    verdict: 'is_not',
    reviewer: 'A',
    note: '',
    categories: [],
  });
}

test('expected_share: the lines of the persons export add up to the expected number, with namesakes, decisions and numbers of one person', async () => {
  await open.see([
    ...[2, 3, 4].map((file) => ({ file, patient: 1, probability: 1 })),
    { file: 1, patient: 1, probability: 0.45, rivals: 7 },
    { file: 1, patient: 2, probability: 0.45, rivals: 7 },
    { file: 5, patient: 3, probability: 0.5, rivals: 8 },
    { file: 5, patient: 4, probability: 0.3, rivals: 8 },
    { file: 5, patient: 5, probability: 0.15, rivals: 8 },
    { file: 6, patient: 6, probability: 0.999_95 },
    { file: 6, patient: 7, probability: 0.7 },
    { file: 7, patient: 8, probability: 0.6 },
    { file: 8, patient: 9, probability: 0.4 },
  ]);
  await deny(5, 4);
  const { database, opened } = open;
  await database.pool.query(
    'INSERT INTO merged_patients (case_id, patient_id, person_id) VALUES ($1, 8, 8), ($1, 9, 8)',
    [database.caseId],
  );
  const lines = await Array.fromAsync(personLines(database, opened.keys));
  await database.pool.query('DELETE FROM merged_patients WHERE case_id = $1', [database.caseId]);
  const share = new Map(lines.map((line) => [Number(line.patient) - 84_000_000, line.expected_share]));
  // The first is known from three other files; the two numbers of one person share what he adds; what is as good as sure is sure.
  assert.ok(share.get(2)! < 0.1);
  assert.ok(Math.abs(share.get(8)! - 0.3) < 1e-6 && Math.abs(share.get(9)! - 0.3) < 1e-6);
  assert.equal(share.get(6), 1);
  assert.ok(Math.abs(share.get(3)! - 0.5 / 0.7) < 1e-6);
  assert.equal(share.has(4), false);
});

test('expected_share: its sum is the expected number of the summary', async () => {
  await open.see([
    ...[2, 3, 4].map((file) => ({ file, patient: 1, probability: 1 })),
    ...[1, 2, 3].map((patient) => ({ file: 1, patient, probability: 0.3, rivals: 7 })),
    ...[5, 6, 7, 8].map((patient) => ({ file: 5, patient, probability: 0.2, rivals: 8 })),
    { file: 6, patient: 9, probability: 0.6 },
    { file: 7, patient: 10, probability: 0.8 },
    { file: 7, patient: 11, probability: 0.999_95 },
  ]);
  await open.mention(8, 0, 0.9);
  await deny(5, 5);
  const { database, opened } = open;
  const { pool, caseId } = database;
  await pool.query(
    'INSERT INTO merged_patients (case_id, patient_id, person_id) VALUES ($1, 9, 9), ($1, 10, 9)',
    [caseId],
  );
  const lines = await Array.fromAsync(personLines(database, opened.keys));
  const { expected, shared } = (await summarise(database, opened.keys, opened.configuration, '0')).persons;
  await pool.query('DELETE FROM merged_patients WHERE case_id = $1', [caseId]);
  const sum = lines.reduce((all, line) => all + line.expected_share, 0);
  const probabilities = lines.reduce((all, line) => all + line.probability, 0);
  assert.ok(shared.expected > 0.1);
  assert.ok(Math.abs(sum + shared.expected - expected) < 1e-6);
  assert.ok(
    Math.abs(probabilities - expected) > 0.5,
    'the probabilities themselves add up to something else',
  );
});
