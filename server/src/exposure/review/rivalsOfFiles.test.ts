import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { assessCase, collect, importPatients } from '../../pipeline.ts';
import { openTestCase } from '../../testCase.ts';
import { exposureLines } from '../exportLines.ts';
import { decidePair } from './decidePair.ts';

const open = await openTestCase();
after(() => open.dispose());

test('rivals: from a letter that may mean two patients to what is left when one of them is denied', async () => {
  const here = join(dirname(open.folder), 'namesakes');
  await mkdir(join(here, 'vol'), { recursive: true });
  const others = Array.from(
    { length: 300 },
    (_, i) => `${84_001_000 + i};ESSAI${String.fromCharCode(65 + (i % 26))};LUC;01/02/1950`,
  );
  const namesakes = ['84000001;QUEMENER;GOULVEN;03/04/1961', '84000002;QUEMENER;GOULVEN;05/06/1972'];
  await writeFile(
    join(here, 'patients.csv'),
    `IPP;NOM;PRENOM;DDN\n${[...namesakes, ...others].join('\n')}\n`,
  );
  await writeFile(join(here, 'vol', 'lettre.txt'), 'Patient : QUEMENER Goulven\nDiabète de type 2.\n');
  await importPatients(open, { file: join(here, 'patients.csv') });
  await collect(open, { path: join(here, 'vol'), source: 'test' });
  await assessCase(open, {});
  const { database, opened } = open;
  const found = async (): Promise<[string, number][]> =>
    (await Array.fromAsync(exposureLines(database, opened.keys))).map((line) => [
      line.patient,
      line.probability,
    ]);
  const [first, second, ...more] = await found();
  assert.deepEqual([first![0], second![0], more], ['84000001', '84000002', []]);
  assert.ok(first![1] > 0.4 && first![1] <= 0.5);
  for (const reviewer of ['A', 'B'])
    await decidePair(database, opened.keys, {
      path: 'lettre.txt',
      patient: '84000001',
      verdict: 'is_not',
      reviewer,
      note: '',
      categories: [],
    });
  const [left, ...further] = await found();
  assert.equal(further.length, 0);
  assert.ok(left![0] === '84000002' && Math.abs(left![1] - second![1] / (1 - first![1])) < 2e-4);
});
