import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import type { Verdict } from '@constat/contract/decision.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import fc from 'fast-check';
import { CaseError } from '../../case/caseError.ts';
import { behindTheCurtain } from '../../testCase.ts';
import { openSightingsCase, patientNumber } from '../../testSightings.ts';
import { exposureLines } from '../exportLines.ts';
import { recordState } from '../states/recordState.ts';
import { summarise } from '../summarise.ts';
import { writeTable } from '../writeTable.ts';
import { decidePair } from './decidePair.ts';
import { decisionLines, storeDecisions } from './decisionRows.ts';
import { importDecisions } from './importDecisions.ts';
import { reviewProgress } from './reviewProgress.ts';
import { reviewQueue } from './reviewQueue.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(60, 12);
});
after(() => open.dispose());
beforeEach(async () => {
  await open.forget();
  await behindTheCurtain(open, async (client) => {
    await client.query('TRUNCATE decisions');
    await client.query('TRUNCATE name_sightings, merged_patients, outsiders');
  });
});

async function decide(
  file: number,
  patient: number,
  verdict: Verdict,
  ...reviewers: string[]
): Promise<void> {
  for (const reviewer of reviewers)
    await decidePair(open.database, open.opened.keys, {
      path: `lettre-${file}.txt`,
      patient: patientNumber(patient),
      verdict,
      reviewer,
      note: '',
      categories: [],
    });
}

/** Probabilities in the exposures export by patient. */
async function found(file = 1): Promise<Record<number, number>> {
  const probabilities: Record<number, number> = {};
  for await (const line of exposureLines(open.database, open.opened.keys))
    if (line.path === `lettre-${file}.txt`)
      probabilities[Number(line.patient) - 84_000_000] = line.probability;
  return probabilities;
}

async function persons() {
  const { database, opened } = open;
  return (await summarise(database, opened.keys, opened.configuration, '0')).persons;
}

async function asked(reviewer: string): Promise<[number, number][]> {
  const { questions } = await reviewQueue(open.database, open.opened.keys, { reviewer, limit: 99 });
  return questions.map(({ patient, probability }) => [patient.id, Math.round(probability * 10_000) / 10_000]);
}

/** One mention that may mean two patients. */
const TWO = [1, 2].map((patient) => ({ file: 1, patient, probability: 0.4996, rivals: 7 }));

test('rivals: who is left of two namesakes, once the other is denied, is as probable as both were', async () => {
  await open.see(TWO);
  const before = await persons();
  await decide(1, 1, 'is_not', 'A', 'B');
  assert.deepEqual(await found(), { 2: 0.9984 });
  const after = await persons();
  // 0.4996 / (1 - 0.4996)
  assert.ok(Math.abs(before.expected - 0.9992) < 1e-6 && Math.abs(after.expected - 0.998_401) < 1e-6);
  assert.deepEqual([after.certain, after.probable, after.possible], [1, 0, 0]);
  assert.deepEqual([after.low, after.high], [1, 1]);
  assert.deepEqual(await asked('C'), []);
});

test('rivals: nothing is left to the namesake of whoever is confirmed, and nobody asks about him', async () => {
  await open.see(TWO);
  await decide(1, 2, 'is', 'A', 'B');
  assert.deepEqual(await found(), { 2: 1 });
  const { expected, certain, possible, low, high } = await persons();
  assert.deepEqual([expected, certain, possible, low, high], [1, 1, 0, 1, 1]);
  assert.deepEqual(await asked('C'), []);
});

test('rivals: states follow, and a decision is why', async () => {
  await open.see(TWO);
  const { database } = open;
  const made = { engine: 1, scans: 1, contents: 0, pages: 0 };
  await recordState(database, made);
  await decide(1, 1, 'is_not', 'A', 'B');
  const state = await recordState(database, made);
  const { rows } = await database.pool.query<{ patient_id: number; band: number }>(
    'SELECT patient_id, band FROM state_changes WHERE case_id = $1 AND version = $2 ORDER BY patient_id',
    [database.caseId, state!.version],
  );
  assert.deepEqual(
    rows.map(({ patient_id, band }) => [patient_id, band]),
    [
      [1, 0],
      [2, 3],
    ],
  );
});

test('rivals: an answer that does not count yet changes nothing, and the next question shows what is left', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.4, rivals: 7 },
    { file: 1, patient: 2, probability: 0.3, rivals: 7 },
    { file: 1, patient: 3, probability: 0.2, rivals: 7 },
  ]);
  await decide(1, 2, 'is', 'A');
  assert.deepEqual(await found(), { 1: 0.4, 2: 0.3, 3: 0.2 });
  await decide(1, 1, 'is_not', 'A');
  assert.deepEqual(await found(), { 2: 0.5, 3: 0.3333 });
  assert.deepEqual(await asked('B'), [
    [2, 0.5],
    [3, 0.3333],
  ]);
});

test('rivals: two persons cannot be confirmed of one mention: the answer is refused, in a list too, and nothing is recorded', async () => {
  await open.see(TWO);
  const refused = (error: unknown) => error instanceof CaseError && error.code === 'rival_confirmed';
  await decide(1, 1, 'is', 'A', 'B');
  await decide(1, 2, 'is', 'A');
  await assert.rejects(decide(1, 2, 'is', 'B'), refused);
  const { database, opened } = open;
  const lines = await Array.fromAsync(decisionLines(database, opened.keys));
  assert.equal(lines.length, 3);
  const path = join(dirname(open.folder), 'rivals.jsonl');
  await writeTable(decisionLines(database, opened.keys), [], 'jsonl', path, new PassThrough());
  const second = lines.find(({ patient }) => patient === patientNumber(2))!;
  await writeFile(path, JSON.stringify({ ...second, id: randomUUID(), reviewer: 'B' }));
  await assert.rejects(importDecisions(database, opened.keys, path), refused);
  assert.equal((await reviewProgress(database)).answers, 3);
  // Who has changed his answer before may confirm the other.
  await decide(1, 1, 'is_not', 'A', 'B');
  await decide(1, 2, 'is', 'B');
  assert.deepEqual(await found(), { 2: 1 });
});

test('rivals: of two confirmations at the same time one is refused', async () => {
  await open.see(TWO);
  await decide(1, 1, 'is', 'A');
  await decide(1, 2, 'is', 'A');
  const results = await Promise.allSettled([decide(1, 1, 'is', 'B'), decide(1, 2, 'is', 'B')]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('rivals: two confirmed of one mention after it was read again are asked about anew, first of all', async () => {
  await open.see(TWO.map((one) => ({ ...one, rivals: one.patient })));
  await decide(1, 1, 'is', 'A', 'B');
  await decide(1, 2, 'is', 'A', 'B');
  await open.forget();
  await open.see([...TWO, { file: 2, patient: 3, probability: 0.5 }]);
  assert.deepEqual(
    (await asked('C')).map(([patient]) => patient),
    [1, 2, 3],
  );
});

test('rivals: mother and child of one row are two mentions: what is decided of the one says nothing of the other', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.5, rivals: 7 },
    { file: 1, patient: 2, probability: 0.4, rivals: 7 },
    { file: 1, patient: 3, probability: 0.5, rivals: 8 },
    { file: 1, patient: 4, probability: 0.5, rivals: 8 },
    { file: 1, patient: 5, probability: 0.99 },
  ]);
  await decide(1, 1, 'is', 'A');
  assert.deepEqual(await found(), { 1: 1, 3: 0.5, 4: 0.5, 5: 0.99 });
  await decide(1, 3, 'is', 'A');
  assert.deepEqual(await found(), { 1: 1, 3: 1, 5: 0.99 });
});

test('rivals: where several rows may mean either, one who is confirmed leaves the other in question, and both may be', async () => {
  await open.see(TWO.map((one) => ({ ...one, passages: 2 })));
  await decide(1, 1, 'is', 'A', 'B');
  assert.deepEqual(await found(), { 1: 1, 2: 0.4996 });
  assert.deepEqual(await asked('C'), [[2, 0.4996]]);
  await decide(1, 2, 'is', 'A', 'B');
  assert.deepEqual(await found(), { 1: 1, 2: 1 });
});

test('rivals: numbers that are one person contradict each other in nothing', async () => {
  await open.see(TWO);
  const { pool, caseId } = open.database;
  await pool.query(
    'INSERT INTO merged_patients (case_id, patient_id, person_id) VALUES ($1, 1, 1), ($1, 2, 1)',
    [caseId],
  );
  await decide(1, 1, 'is', 'A', 'B');
  await decide(1, 2, 'is', 'A', 'B');
  assert.equal((await persons()).expected, 1);
  await pool.query('DELETE FROM merged_patients WHERE case_id = $1', [caseId]);
});

test('rivals: a no of the only one left, who would be told, needs two who agree', async () => {
  await open.see(TWO);
  await decide(1, 1, 'is_not', 'A', 'B');
  await decide(1, 2, 'is_not', 'A');
  assert.deepEqual(await found(), { 2: 0.9984 });
  await decide(1, 2, 'is_not', 'B');
  assert.deepEqual(await found(), {});
});

test('rivals: calibration counts a mention whole, whoever of its candidates was asked about', async () => {
  // Ten mentions of two each, the first is right in half of them: one of two is right wherever one asks first.
  const files = Array.from({ length: 10 }, (_, i) => i + 1);
  await open.see(
    files.flatMap((file) =>
      [2 * file - 1, 2 * file].map((patient) => ({ file, patient, probability: 0.4999, rivals: file })),
    ),
  );
  for (const file of files)
    await decide(
      file,
      2 * file - 1,
      file % 2 === 0 ? 'is' : 'is_not',
      ...(file % 2 === 0 ? ['A', 'B'] : ['A']),
    );
  const [band] = (await reviewProgress(open.database)).calibration;
  assert.deepEqual([band!.decided, band!.confirmed], [20, 10]);
});

test('rivals: the name of a file means one of its candidates, too', async () => {
  const { database } = open;
  await database.pool.query(`UPDATE contents SET fate = 'encrypted' WHERE case_id = $1`, [database.caseId]);
  const { rows } = await database.pool.query<{ evidence_id: number; id: number }>(
    'SELECT evidence_id, id FROM items WHERE case_id = $1 AND path_index = $2',
    [database.caseId, open.opened.keys.blindIndex('index path', 'lettre-1.txt')],
  );
  for (const patient of [1, 2, 3])
    await database.pool.query(
      `INSERT INTO name_sightings (evidence_id, item_id, patient_id, case_id, categories, reasons, probability, rivals)
       VALUES ($1, $2, $3, $4, 1, $5, 0.3, 7)`,
      [rows[0]!.evidence_id, rows[0]!.id, patient, database.caseId, REASON_BIT.file_name],
    );
  await decide(1, 1, 'is_not', 'A');
  assert.deepEqual(await found(), { 2: 0.4286, 3: 0.4286 });
  await decide(1, 2, 'is', 'A', 'B');
  assert.deepEqual(await found(), { 2: 1 });
  assert.deepEqual(await asked('C'), []);
  await database.pool.query(`UPDATE contents SET fate = 'read' WHERE case_id = $1`, [database.caseId]);
});

/** Which of the candidates (the last one is an outsider) is meant, given who is not or who is: by enumeration of all of them. */
function bayes(priors: readonly number[], denied: ReadonlySet<number>, confirmed: number | null): number[] {
  const likelihoods = priors.map((_, i) => {
    if (confirmed !== null) return i === confirmed ? 1 : 0;
    return denied.has(i) ? 0 : 1;
  });
  const joint = priors.map((prior, i) => prior * likelihoods[i]!);
  const evidence = joint.reduce((sum, p) => sum + p, 0);
  return joint.map((p) => p / evidence);
}

const shares = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 7 });

test('rivals: probabilities are the posterior given the decisions, in whatever order they were taken', async () => {
  const { database, opened } = open;
  const { rows } = await database.pool.query<{ sha256: string }>(
    `SELECT encode(c.sha256, 'hex') AS sha256 FROM contents c JOIN items i ON i.content_id = c.id WHERE i.case_id = $1 AND i.path_index = $2`,
    [database.caseId, opened.keys.blindIndex('index path', 'lettre-1.txt')],
  );
  const { sha256 } = rows[0]!;
  await fc.assert(
    fc.asyncProperty(
      shares,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.option(fc.nat(5)),
      fc.infiniteStream(fc.nat()),
      async (weights, flags, chosen, random) => {
        const total = weights.reduce((sum, w) => sum + w, 0);
        const priors = weights.map((w) => Math.fround(w / total));
        const candidates = priors.length - 1;
        const confirmed = chosen === null || chosen >= candidates ? null : chosen;
        const denied = new Set(
          Array.from({ length: candidates }, (_, i) => i).filter((i) => flags[i]! && i !== confirmed),
        );
        await open.forget();
        await behindTheCurtain(open, (client) => client.query('TRUNCATE decisions'));
        await open.see(
          priors.slice(0, -1).map((probability, i) => ({ file: 1, patient: i + 1, probability, rivals: 7 })),
        );
        const answers = [...denied, ...(confirmed === null ? [] : [confirmed])].flatMap((i) =>
          ['A', 'B'].map((reviewer) => ({ i, reviewer, key: random.next().value as number })),
        );
        for (const { i, reviewer } of answers.sort((a, b) => a.key - b.key))
          await storeDecisions(database, opened.keys, [
            {
              id: randomUUID(),
              sha256,
              path: null,
              patient: patientNumber(i + 1),
              verdict: i === confirmed ? 'is' : 'is_not',
              reviewer,
              note: '',
              decided: new Date().toISOString(),
              categories: ['name'],
              stated: false,
              probability: priors[i]!,
              engine: 1,
            },
          ]);
        const expected = bayes(priors, denied, confirmed);
        const sightings = await database.pool.query<{ patient_id: number; probability: number }>(
          'SELECT patient_id, probability FROM decided_sightings WHERE case_id = $1',
          [database.caseId],
        );
        const probabilities = new Map(sightings.rows.map((row) => [row.patient_id, row.probability]));
        for (let i = 0; i < candidates; i++)
          assert.ok(Math.abs((probabilities.get(i + 1) ?? 0) - expected[i]!) < 1e-5);
        for (const i of denied) assert.ok(!probabilities.has(i + 1));
        assert.ok([...probabilities.values()].reduce((sum, p) => sum + p, 0) <= 1 + 1e-6);
      },
    ),
    { numRuns: 30 },
  );
});

test('rivals: calibrated ones together are no more than one', async () => {
  const files = [2, 3, 4, 5, 6, 7];
  const answered = files.flatMap((file) =>
    [1, 2, 3, 4].map((n) => ({ file, patient: 10 + n, probability: 0.45 })),
  );
  const three = [1, 2, 3].map((patient) => ({ file: 1, patient, probability: 0.3, rivals: 7 }));
  await open.see([...answered, ...three]);
  for (const { file, patient } of answered) await decide(file, patient, 'is', 'A', 'B');
  assert.ok((await found())[1]! > 0.7);
  await decide(1, 1, 'is_not', 'A', 'B');
  assert.deepEqual(await found(), { 2: 0.5, 3: 0.5 });
});
