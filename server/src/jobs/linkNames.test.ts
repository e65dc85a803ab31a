import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ExposureLine } from '@constat/contract/exposure.ts';
import { exposureLines } from '../exposure/exportLines.ts';
import { summarise } from '../exposure/summarise.ts';
import { assessCase, collect, importPatients } from '../pipeline.ts';
import { openTestCase } from '../testCase.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;

before(async () => {
  open = await openTestCase();
  const root = dirname(open.folder);
  const register = join(root, 'register.csv');
  await writeFile(
    register,
    'IPP;NOM;PRENOM;DATE_NAISSANCE\n840001;DUVALLON;Clémence;14/07/1984\n840002;TARQUAY;Émile;01/02/1950\n840003;TARQUAY;Rose;01/02/1951\n',
  );
  const evidence = join(root, 'evidence');
  await mkdir(evidence);
  // A picture that holds nothing, and a letter whose text knows better than its name whom it is about.
  await writeFile(
    join(evidence, 'Carte IPP 840001 DUVALLON Clémence.dat'),
    Buffer.from([0, 1, 2, 3, 0xff, 0xfe]),
  );
  await writeFile(join(evidence, 'Lettre IPP 840002.txt'), 'Madame Rose TARQUAY, née le 01/02/1951\n');
  await importPatients(open, { file: register });
  await collect(open, { path: evidence, source: 'test' });
});
after(() => open.dispose());

async function exposures(): Promise<ExposureLine[]> {
  return await Array.fromAsync(exposureLines(open.database, open.opened.keys));
}

test('assess finds patients whom only the name of an unreadable file names', async () => {
  await assessCase(open, {});
  const lines = await exposures();
  const card = lines.find(({ path }) => path.startsWith('Carte'))!;
  assert.equal(card.patient, '840001');
  assert.equal(card.locator, 'file name');
  assert.deepEqual(card.categories, ['name', 'patient_number']);
  assert.ok(card.reasons.includes('file_name') && card.probability >= 0.5);
  const letter = lines.filter(({ path }) => path.startsWith('Lettre'));
  assert.equal(letter.length, 1);
  assert.equal(letter[0]!.patient, '840003');
  assert.equal(letter[0]!.locator, 'line 1');
  const { persons, folders } = await summarise(
    open.database,
    open.opened.keys,
    open.opened.configuration,
    '0',
  );
  assert.equal(persons.certain + persons.probable, 2);
  assert.equal(folders[0]!.persons, 2);
});

test('assess looks at names once: a second run changes nothing', async () => {
  const before = await exposures();
  assert.equal((await assessCase(open, {})).contents, 0);
  assert.deepEqual(await exposures(), before);
});
