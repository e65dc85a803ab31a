import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { assessCase, collect, importPatients } from '../../pipeline.ts';
import { openTestCase } from '../../testCase.ts';
import { countOutsiders } from './consolidateOutsiders.ts';
import { outsiderLines } from './outsiderLines.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
let folder: string;

before(async () => {
  open = await openTestCase();
  folder = dirname(open.folder);
  const register = join(folder, 'register.csv');
  await writeFile(register, 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  await importPatients(open, { file: register });
});
after(() => open.dispose());

async function take(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
  await collect(open, { path, source: 'test' });
  await assessCase(open, {});
}

const lines = () => Array.fromAsync(outsiderLines(open.database, open.opened.keys));

test('outsiderLines gives one line a person with the places, and the persons anew when more is read', async () => {
  await take('first', {
    'a.txt': 'Concernant M. QUERNEC Yann, né le 30/09/1962, vu le 12/03/2019.',
    'b.txt': 'Compte rendu de M. Yann QUERNEC, né le 30/09/1962, vu le 14/05/2020.',
    'c.txt': 'Concernant Mme FANETTI Marie, née le 14/07/1984, vue le 12/03/2019.',
  });
  const [person, ...others] = await lines();
  assert.deepEqual(others, []);
  assert.equal(person!.birth_date, '1962-09-30');
  assert.deepEqual(person!.places, ['a.txt: line 1', 'b.txt: line 1']);
  assert.deepEqual([person!.mentions, person!.at_most], [2, 1]);
  assert.deepEqual(await countOutsiders(open.database, open.opened.keys), { mentions: 2, low: 1, high: 1 });

  await take('second', { 'd.txt': 'Concernant Mme LORQUET Anne, née le 02/02/1970, vue le 12/03/2019.' });
  assert.deepEqual(
    (await lines()).map(({ person: number, birth_date }) => [number, birth_date]),
    [
      [1, '1962-09-30'],
      [2, '1970-02-02'],
    ],
  );
});

test('outsiderLines stand for as many persons at most as are counted', async () => {
  const count = await countOutsiders(open.database, open.opened.keys);
  const atMost = (await lines()).reduce((sum, line) => sum + line.at_most, 0);
  assert.equal(atMost, count.high);
});
