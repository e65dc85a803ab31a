import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { type Category, CATEGORY_BIT } from '@constat/contract/category.ts';
import type { Verdict } from '@constat/contract/decision.ts';
import { type ExposureLine, REASON_BIT, type Reason } from '@constat/contract/exposure.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from '@constat/contract/review.ts';
import { CaseError } from '../../case/caseError.ts';
import { exposureLines } from '../exportLines.ts';
import { InputFileError } from '../inputFile.ts';
import { personLines } from '../personLines.ts';
import { behindTheCurtain } from '../../testCase.ts';
import { openSightingsCase, patientNumber } from '../../testSightings.ts';
import { writeTable } from '../writeTable.ts';
import { decidePair } from './decidePair.ts';
import { decisionLines } from './decisionRows.ts';
import { importDecisions, parseDecisions } from './importDecisions.ts';
import { reviewProgress } from './reviewProgress.ts';
import { reviewQueue } from './reviewQueue.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(60, 30);
});
after(() => open.dispose());

/** Every test begins without sightings and without decisions: the trigger that keeps them is lifted for that. */
beforeEach(async () => {
  await open.forget();
  await behindTheCurtain(open, (client) => client.query('TRUNCATE decisions'));
});

async function decide(
  file: number,
  patient: number,
  verdict: Verdict,
  reviewer: string,
  categories: readonly Category[] = [],
): Promise<void> {
  await decidePair(open.database, open.opened.keys, {
    path: `lettre-${file}.txt`,
    patient: patientNumber(patient),
    verdict,
    reviewer,
    note: 'vu avec le service',
    categories,
  });
}

async function exposures(): Promise<Map<string, ExposureLine>> {
  const lines = new Map<string, ExposureLine>();
  for await (const line of exposureLines(open.database, open.opened.keys))
    lines.set(`${line.path} ${Number(line.patient) - 84_000_000}`, line);
  return lines;
}

const found = async (file: number, patient: number): Promise<number | null> =>
  (await exposures()).get(`lettre-${file}.txt ${patient}`)?.probability ?? null;

test('review: an answer that takes somebody from those told counts once a second reviewer agrees', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  await decide(1, 1, 'is_not', 'Anne Martel');
  assert.equal(await found(1, 1), 0.6);
  assert.equal((await reviewProgress(open.database)).second, 1);
  await decide(1, 1, 'is_not', 'martel ANNE');
  assert.equal(await found(1, 1), 0.6, 'the same person, written otherwise, is no second reviewer');
  await decide(1, 1, 'is_not', 'Bruno Roux');
  assert.equal(await found(1, 1), null);
  const { denied, overturned } = await reviewProgress(open.database);
  assert.deepEqual([denied, overturned], [1, 1]);
});

test('review: an answer that adds somebody to those told counts once a second reviewer agrees, and exports say how many', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.3 }]);
  await decide(1, 1, 'is', 'A');
  assert.equal(await found(1, 1), 0.3);
  await decide(1, 1, 'is', 'B');
  const line = (await exposures()).get('lettre-1.txt 1')!;
  assert.deepEqual([line.probability, line.reviewers], [1, 2]);
  for await (const person of personLines(open.database, open.opened.keys))
    assert.deepEqual([person.certainty, person.reviewers], ['certain', 2]);
});

test('review: one answer suffices where another file tells of the patient anyway, and no longer when that is denied', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.7 },
    { file: 2, patient: 1, probability: 0.99 },
  ]);
  await decide(1, 1, 'is_not', 'A');
  assert.deepEqual([await found(1, 1), await found(2, 1)], [null, 0.99]);
  await decide(2, 1, 'is_not', 'A');
  assert.deepEqual([await found(1, 1), await found(2, 1)], [0.7, 0.99]);
  await decide(2, 1, 'is_not', 'B');
  assert.deepEqual([await found(1, 1), await found(2, 1)], [0.7, null]);
});

test('review: one answer that agrees with the probability suffices', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.7 },
    { file: 2, patient: 2, probability: 0.2 },
  ]);
  await decide(1, 1, 'is', 'A');
  await decide(2, 2, 'is_not', 'A');
  assert.deepEqual([await found(1, 1), await found(2, 2)], [1, null]);
});

test('review: disagreement waits for a third reviewer, whose answer decides; a reviewer may correct himself', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  await decide(1, 1, 'is', 'A');
  await decide(1, 1, 'is_not', 'B');
  assert.equal(await found(1, 1), 0.6);
  assert.equal((await reviewProgress(open.database)).third, 1);
  await decide(1, 1, 'is_not', 'C');
  assert.equal(await found(1, 1), null);
  await decide(1, 1, 'is', 'C');
  assert.equal(await found(1, 1), 1);
  assert.equal((await reviewProgress(open.database)).answers, 4);
});

test('review: two who cannot tell leave it to the probability and end the question', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  await decide(1, 1, 'unclear', 'A');
  await decide(1, 1, 'unclear', 'B');
  assert.equal(await found(1, 1), 0.6);
  const { leftOpen } = await reviewProgress(open.database);
  assert.equal(leftOpen, 1);
  assert.equal((await reviewQueue(open.database, open.opened.keys, { reviewer: 'C', limit: 9 })).waiting, 0);
});

test('review: decisions hold when contents are read again, even where linking finds nothing any more', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.6, categories: CATEGORY_BIT.name | CATEGORY_BIT.medical },
    { file: 2, patient: 2, probability: 0.6 },
  ]);
  await decide(1, 1, 'is', 'A');
  for (const reviewer of ['A', 'B']) await decide(2, 2, 'is_not', reviewer);
  await open.forget();
  await open.see([{ file: 2, patient: 2, probability: 0.9 }]);
  const lines = await exposures();
  assert.deepEqual([...lines.keys()], []);
  // Whoever adds where nothing is found says what is there.
  await decide(1, 1, 'is', 'B', ['name', 'medical']);
  const line = (await exposures()).get('lettre-1.txt 1')!;
  assert.deepEqual(
    [line.probability, line.locator, line.categories, line.reviewers],
    [1, 'found by review', ['name', 'medical'], 2],
  );
});

test('review: data that a reviewer states replace those found, data that nobody states follow what is found later', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.6, categories: CATEGORY_BIT.name | CATEGORY_BIT.medical },
    { file: 2, patient: 2, probability: 0.6, categories: CATEGORY_BIT.name },
  ]);
  await decide(1, 1, 'is', 'A', ['name']);
  await decide(2, 2, 'is', 'A');
  await open.forget();
  await open.see([
    { file: 1, patient: 1, probability: 0.6, categories: CATEGORY_BIT.name | CATEGORY_BIT.medical },
    { file: 2, patient: 2, probability: 0.6, categories: CATEGORY_BIT.name | CATEGORY_BIT.bank },
  ]);
  const lines = await exposures();
  assert.deepEqual(lines.get('lettre-1.txt 1')!.categories, ['name']);
  assert.deepEqual(lines.get('lettre-2.txt 2')!.categories, ['name', 'bank']);
});

test('reviewQueue asks first about those of whom nothing else tells, near one half, with sensitive data, namesakes together', async () => {
  const homonyms = REASON_BIT.name_equal | REASON_BIT.homonyms;
  await open.see([
    { file: 1, patient: 1, probability: 0.5, categories: CATEGORY_BIT.name },
    { file: 2, patient: 2, probability: 0.5, categories: CATEGORY_BIT.medical },
    { file: 3, patient: 3, probability: 0.5, categories: CATEGORY_BIT.medical },
    { file: 4, patient: 3, probability: 0.99 },
    { file: 5, patient: 4, probability: 0.9, categories: CATEGORY_BIT.name },
    {
      file: 6,
      patient: 5,
      probability: 0.48,
      categories: CATEGORY_BIT.medical,
      reasons: homonyms,
      rivals: 9,
    },
    {
      file: 6,
      patient: 6,
      probability: 0.06,
      categories: CATEGORY_BIT.medical,
      reasons: homonyms,
      rivals: 9,
    },
  ]);
  const { waiting, questions } = await reviewQueue(open.database, open.opened.keys, {
    reviewer: 'A',
    limit: 9,
  });
  assert.equal(waiting, 6);
  assert.deepEqual(
    questions.map(({ patient }) => patient.id),
    [2, 5, 6, 1, 4, 3],
  );
  assert.equal(questions[5]!.elsewhere > 0.98, true);
});

test('reviewQueue asks nobody twice, begins with what needs a second answer, and says nothing of the first', async () => {
  await open.see([
    { file: 1, patient: 1, probability: 0.5 },
    { file: 2, patient: 2, probability: 0.9 },
  ]);
  await decide(2, 2, 'is_not', 'A');
  const queue = async (reviewer: string): Promise<number[]> =>
    (await reviewQueue(open.database, open.opened.keys, { reviewer, limit: 9 })).questions.map(
      ({ patient }) => patient.id,
    );
  assert.deepEqual(await queue('A'), [1]);
  assert.deepEqual(await queue('B'), [2, 1]);
  const { questions } = await reviewQueue(open.database, open.opened.keys, { reviewer: 'B', limit: 1 });
  assert.doesNotMatch(JSON.stringify(questions), /is_not|verdict|reviewers|"A"/);
});

test('calibration moves undecided sightings of the same band from 20 decisions in 5 contents on, and no others', async () => {
  const pairs = Array.from({ length: 22 }, (_, i) => ({
    file: (i % 6) + 1,
    patient: i + 1,
    probability: 0.7,
  }));
  await open.see([
    ...pairs,
    { file: 7, patient: 40, probability: 0.7 },
    { file: 8, patient: 41, probability: 0.85 },
    { file: 9, patient: 42, probability: 0.7, reasons: REASON_BIT.patient_number_equal },
  ]);
  for (const { file, patient } of pairs.slice(0, 19)) await decide(file, patient, 'is', 'A');
  assert.equal(await found(7, 40), 0.7);
  await decide(pairs[19]!.file, 20, 'is', 'A');
  // Prior 0.7 weighs 10, 20 of 20 were right: (7 + 20) / 30 = 0.9.
  assert.equal(await found(7, 40), 0.9);
  assert.deepEqual([await found(8, 41), await found(9, 42)], [0.85, 0.7]);
  const [band] = (await reviewProgress(open.database)).calibration;
  assert.deepEqual([band!.kind, band!.decided, band!.confirmed, band!.applied], ['name', 20, 20, true]);
});

test('reviewProgress gives Cohen’s kappa of pairs that two reviewers answered', async () => {
  for (let p = 1; p <= 10; p++) {
    await open.see([{ file: 1, patient: p, probability: 0.6 }]);
    await decide(1, p, p <= 5 ? 'is' : 'is_not', 'A');
    await decide(1, p, p <= 4 || p === 10 ? 'is' : 'is_not', 'B');
  }
  const { agreement } = await reviewProgress(open.database);
  assert.equal(agreement!.pairs, 10);
  // 4 yes/yes, 1 yes/no, 1 no/yes, 4 no/no: observed 0.8, by chance 0.5.
  assert.ok(Math.abs(agreement!.observed - 0.8) < 1e-9 && Math.abs(agreement!.kappa! - 0.6) < 1e-9);
});

test('reviewProgress gives no kappa of few pairs', async () => {
  for (let p = 1; p <= 4; p++) {
    await open.see([{ file: 1, patient: p, probability: 0.6 }]);
    for (const reviewer of ['A', 'B']) await decide(1, p, 'is', reviewer);
  }
  const { agreement } = await reviewProgress(open.database);
  assert.deepEqual(agreement, { pairs: 4, observed: 1, kappa: null, low: null, high: null });
});

test('decisions are never changed, and neither names nor numbers stand in the database', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  await decide(1, 1, 'is', 'Anne Martel');
  const { pool } = open.database;
  for (const change of [`UPDATE decisions SET verdict = 'is_not'`, 'DELETE FROM decisions']) {
    await assert.rejects(pool.query(change), /permission denied/);
    await assert.rejects(
      behindTheCurtain(open, (client) => client.query(change)),
      /only ever added to/,
    );
  }
  const { rows } = await pool.query<{ line: string }>('SELECT d::text AS line FROM decisions d');
  for (const secret of ['Martel', patientNumber(1), 'lettre-1', 'vu avec le service'])
    for (const text of [secret, Buffer.from(secret).toString('hex')])
      assert.ok(!rows[0]!.line.includes(text), secret);
});

test('importDecisions takes in what decisionLines writes, once, and gives the same counts', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  for (const reviewer of ['A', 'B']) await decide(1, 1, 'is_not', reviewer);
  const path = join(dirname(open.folder), 'decisions.jsonl');
  const { database, opened } = open;
  await writeTable(decisionLines(database, opened.keys), [], 'jsonl', path, new PassThrough());
  assert.deepEqual(await importDecisions(database, opened.keys, path), { lines: 2, added: 0, apart: [] });
  await behindTheCurtain(open, (client) => client.query('TRUNCATE decisions'));
  assert.equal(await found(1, 1), 0.6);
  assert.deepEqual(await importDecisions(database, opened.keys, path), { lines: 2, added: 2, apart: [] });
  assert.equal(await found(1, 1), null);
});

test('importDecisions names every fault with its line and takes in nothing', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  await decide(1, 1, 'is', 'A');
  const path = join(dirname(open.folder), 'bad.jsonl');
  const { database, opened } = open;
  await writeTable(decisionLines(database, opened.keys), [], 'jsonl', path, new PassThrough());
  const good = (await readFile(path, 'utf8')).trim();
  const other = (change: object): string =>
    JSON.stringify({ ...(JSON.parse(good) as object), id: crypto.randomUUID(), ...change });
  const id = (JSON.parse(good) as { id: string }).id;
  await writeFile(
    path,
    [
      good,
      '{"id":',
      other({ verdict: 'perhaps', reviewer: ' ' }),
      other({ path: 'x' }),
      other({ decided: '2999-01-01T00:00:00Z' }),
      other({ id, note: 'otherwise' }),
      other({}),
    ].join('\n'),
  );
  await assert.rejects(importDecisions(database, opened.keys, path), (error) => {
    assert.ok(error instanceof InputFileError);
    assert.deepEqual(
      error.faults.map(({ code, row, column }) => [row, column, code]),
      [
        [2, '', 'not_json'],
        [3, 'verdict', 'field_wrong'],
        [3, 'reviewer', 'field_wrong'],
        [4, 'sha256', 'field_wrong'],
        [5, 'decided', 'in_the_future'],
        [6, 'id', 'id_twice'],
        [6, 'id', 'id_taken'],
      ],
    );
    return true;
  });
  assert.equal((await reviewProgress(database)).answers, 1);
});

test('importDecisions keeps decisions about a content or a patient that the case does not have, says which, and counts them nowhere', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  const { database, opened } = open;
  for (const reviewer of ['A', 'B']) await decide(1, 1, 'is', reviewer);
  const path = join(dirname(open.folder), 'elsewhere.jsonl');
  await writeTable(decisionLines(database, opened.keys), [], 'jsonl', path, new PassThrough());
  const [first] = (await readFile(path, 'utf8')).split('\n');
  const other = (change: object): string =>
    JSON.stringify({ ...(JSON.parse(first!) as object), id: crypto.randomUUID(), ...change });
  const sha256 = 'ab'.repeat(32);
  // Two of another case who agree about a patient whom this case has as well.
  const foreign = [
    other({ sha256, reviewer: 'C' }),
    other({ sha256, reviewer: 'D' }),
    other({ patient: '999', reviewer: 'C', verdict: 'is_not' }),
    other({ sha256: null, path: 'nowhere.txt', patient: '999', reviewer: 'C' }),
  ];
  await writeFile(path, foreign.join('\n'));
  await assert.rejects(
    importDecisions(database, opened.keys, path),
    (error) => error instanceof CaseError && error.code === 'decisions_elsewhere',
  );
  assert.equal((await reviewProgress(database)).apart, 0);
  const before = await reviewProgress(database);
  await writeFile(path, [...foreign, first].join('\n'));
  assert.deepEqual(await importDecisions(database, opened.keys, path), {
    lines: 5,
    added: 4,
    apart: [
      { code: 'content_unknown', row: 1, column: '' },
      { code: 'content_unknown', row: 2, column: '' },
      { code: 'patient_unknown', row: 3, column: '' },
      { code: 'both_unknown', row: 4, column: '' },
    ],
  });
  assert.deepEqual(await reviewProgress(database), { ...before, apart: 4 });
  // Once the content comes they count.
  await database.pool.query(
    `UPDATE contents SET sha256 = decode($2, 'hex') WHERE case_id = $1 AND id = (SELECT max(id) FROM contents)`,
    [database.caseId, sha256],
  );
  const after = await reviewProgress(database);
  assert.deepEqual([after.answers, after.reviewers, after.confirmed, after.apart], [4, 4, 2, 2]);
});

test('a decision of another case does not make one reviewer enough: what it is about is not here', async () => {
  await open.see([{ file: 1, patient: 1, probability: 0.6 }]);
  const { database, opened } = open;
  await decide(1, 1, 'is_not', 'A');
  const path = join(dirname(open.folder), 'enough.jsonl');
  await writeTable(decisionLines(database, opened.keys), [], 'jsonl', path, new PassThrough());
  const own = (await readFile(path, 'utf8')).trim();
  const foreign = ['C', 'D'].map((reviewer) =>
    JSON.stringify({
      ...(JSON.parse(own) as object), id: crypto.randomUUID(), sha256: 'cd'.repeat(32), verdict: 'is', reviewer,
    }),
  ); // prettier-ignore
  await writeFile(path, [own, ...foreign].join('\n'));
  await importDecisions(database, opened.keys, path);
  assert.equal((await reviewProgress(database)).second, 1);
  assert.equal(await found(1, 1), 0.6);
});

test('parseDecisions reads lines with carriage returns and blank lines', () => {
  assert.equal(parseDecisions('\r\n\n', new Map()).size, 0);
});

test('evidence_kind tells kinds of evidence by the reasons of the contract', async () => {
  const kinds: readonly [readonly Reason[], EvidenceKind][] = [
    [['patient_number_equal', 'name_equal'], 'number'],
    [['social_security_equal'], 'number'],
    [['name_equal', 'birth_date_equal'], 'name_birth_date'],
    [['usage_name_equal', 'birth_date_equal', 'phone_equal'], 'name_birth_date'],
    ...(
      [
        'birth_date_similar',
        'age_agrees',
        'phone_equal',
        'email_equal',
        'postcode_equal',
        'address_equal',
      ] as const
    ).map((more): [readonly Reason[], EvidenceKind] => [['name_similar', more], 'name_more']),
    [['birth_name_equal', 'sex_agrees'], 'name'],
    [['name_order_reversed'], 'name'],
    [['name_equal', 'birth_date_equal', 'file_name'], 'file_name'],
    [['surname_only'], 'other'],
    [['initials_agree'], 'other'],
  ];
  for (const [reasons, kind] of kinds) {
    const { rows } = await open.database.pool.query<{ kind: number }>('SELECT evidence_kind($1) AS kind', [
      reasons.reduce((set, reason) => set | REASON_BIT[reason], 0),
    ]);
    assert.equal(EVIDENCE_KINDS[rows[0]!.kind], kind, reasons.join());
  }
});
