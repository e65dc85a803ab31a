import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { openSightingsCase } from '../testSightings.ts';
import { recaptureFigures } from './recaptureFigures.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(120, 3);
});
after(() => open.dispose());

test('recaptureFigures compares what numbers and names with birth dates find, where a file shows both', async () => {
  const number = REASON_BIT.patient_number_equal;
  const name = REASON_BIT.name_equal | REASON_BIT.birth_date_equal;
  assert.deepEqual(await recaptureFigures(open.database), []);
  const sightings = (file: number, from: number, count: number, reasons: number) =>
    Array.from({ length: count }, (_, i) => ({ file, patient: from + i, probability: 0.99, reasons }));
  await open.see([
    // 50 by number, 40 by name, 20 by both: the vector of counting.md 6.
    ...sightings(1, 1, 20, number | name),
    ...sightings(1, 21, 30, number),
    ...sightings(1, 51, 20, name),
    // A file without numbers can find nobody by them: it counts for patients, not for pairs.
    ...sightings(2, 51, 50, name),
    { file: 3, patient: 120, probability: 0.3, reasons: number },
  ]);
  const [patients, pairs, ...others] = await recaptureFigures(open.database);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [pairs!.stratum, pairs!.byNumber, pairs!.byNameAndBirth, pairs!.both],
    ['text', 50, 40, 20],
  );
  assert.ok(Math.abs(pairs!.total - 98.5714) < 1e-3 && Math.abs(pairs!.low - 83.475) < 1e-3);
  assert.deepEqual(
    [patients!.stratum, patients!.byNumber, patients!.byNameAndBirth, patients!.both],
    [null, 50, 70, 20],
  );
});
