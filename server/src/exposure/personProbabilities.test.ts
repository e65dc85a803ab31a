import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { openSightingsCase } from '../testSightings.ts';
import { personProbabilities } from './personProbabilities.ts';

const open = await openSightingsCase(10, 6);
after(() => open.dispose());
beforeEach(() => open.forget());

async function found(): Promise<string[]> {
  const lines: string[] = [];
  for await (const { probability, expected } of personProbabilities(open.database))
    lines.push(`${probability.toFixed(2)} ${expected.toFixed(2)}`);
  return lines.sort();
}

test('personProbabilities: a passage means rather the namesake of whom other contents tell surely', async () => {
  await open.see([
    ...[1, 2, 3].map((file) => ({ file, patient: 1, probability: 1 })),
    { file: 4, patient: 1, probability: 0.45, rivals: 7 },
    { file: 4, patient: 2, probability: 0.45, rivals: 7 },
  ]);
  // Mean 0.3 and variance 0.81 of ten patients: the first one weighs 1 + 3 * (0.81 - 0.3) / 0.09 = 18 times as much.
  assert.deepEqual(await found(), ['0.45 0.05', '1.00 1.00']);
});

test('personProbabilities: namesakes of whom nothing else tells share as they are, and so do those in a list of everybody', async () => {
  await open.see([
    { file: 1, patient: 3, probability: 1 },
    { file: 4, patient: 1, probability: 0.45, rivals: 7 },
    { file: 4, patient: 2, probability: 0.45, rivals: 7 },
  ]);
  assert.deepEqual(await found(), ['0.45 0.45', '0.45 0.45', '1.00 1.00']);
  await open.forget();
  const everybody = Array.from({ length: 9 }, (_, i) => ({ file: 1, patient: i + 2, probability: 1 }));
  await open.see([
    ...everybody,
    { file: 4, patient: 1, probability: 0.3, rivals: 7 },
    { file: 4, patient: 2, probability: 0.6, rivals: 7 },
  ]);
  assert.ok((await found()).includes('0.30 0.30'));
});

test('personProbabilities: two persons of one row share nothing, however sure the one is', async () => {
  await open.see([
    { file: 4, patient: 1, probability: 0.99 },
    { file: 4, patient: 2, probability: 0.5, rivals: 7 },
    { file: 4, patient: 3, probability: 0.4, rivals: 7 },
  ]);
  assert.deepEqual(await found(), ['0.40 0.40', '0.50 0.50', '0.99 0.99']);
});

test('personProbabilities: a single candidate keeps the probability, in the surest of the contents', async () => {
  await open.see([
    ...[1, 2, 3].map((file) => ({ file, patient: 5, probability: 1 })),
    { file: 4, patient: 1, probability: 0.2 },
    { file: 5, patient: 1, probability: 0.7 },
  ]);
  assert.deepEqual(await found(), ['0.70 0.70', '1.00 1.00']);
});
