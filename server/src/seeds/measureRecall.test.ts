import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { SEED_IDENTIFIERS } from '@constat/contract/recall.ts';
import { seedFigures } from '../exposure/seedFigures.ts';
import { seedRecall } from '../pipeline.ts';
import { openSightingsCase } from '../testSightings.ts';
import { inventSeeds } from './inventSeeds.ts';
import { PLANTED_FORMATS, seedFiles } from './seedFiles.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(40, PLANTED_FORMATS.length + 1);
  // Contents of every format that can be planted, and of one that cannot.
  await open.database.pool.query(
    `UPDATE contents c SET format = f.format FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contents) k
     JOIN unnest($1::text[]) WITH ORDINALITY AS f (format, n) ON f.n = k.n WHERE c.id = k.id`,
    [[...PLANTED_FORMATS, 'dicom']],
  );
});
after(() => open.dispose());

const folders = async (): Promise<number> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('constat-seeds-')).length;

async function tableHashes(): Promise<string> {
  const { rows } = await open.database.pool.query<{ line: string }>(
    `SELECT 'p' || p::text AS line FROM patients p UNION ALL SELECT 's' || s::text FROM sightings s UNION ALL SELECT 'i' || i::text FROM items i ORDER BY 1`,
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

test('measureRecall finds most of the invented patients in every format, repeats with its seed, and leaves the case and the disk as they were', async () => {
  const before = [await tableHashes(), await folders()];
  await seedRecall(open, { seed: 11, perCell: 3 });
  await seedRecall(open, { seed: 11, perCell: 3 });
  assert.deepEqual([await tableHashes(), await folders()], before);
  const [first, second] = await seedFigures(open.database);
  const figures = first!;
  assert.deepEqual({ ...second!, number: figures.number, run: figures.run }, figures);
  assert.deepEqual(figures.unplanted, ['dicom']);
  assert.deepEqual(figures.formats.map(({ format }) => format).sort(), [...PLANTED_FORMATS].sort());
  assert.deepEqual(
    figures.identifiers.map(({ identifier }) => identifier),
    SEED_IDENTIFIERS,
  );
  assert.ok(figures.all.planted >= PLANTED_FORMATS.length * 18 - 5);
  for (const { format, found, planted } of figures.formats)
    assert.ok(found > planted * 0.7, `${format} ${found} of ${planted}`);
  assert.ok(figures.mistaken <= 2, `${figures.mistaken} mistaken`);
});

test('inventSeeds writes numbers as the register does, and gives each person what he or she is to be named by', () => {
  const seeds = inventSeeds(5, ['txt', 'csv'], 20, ['84-12B', '84-99C']);
  assert.equal(seeds.length, 2 * 6 * 20);
  for (const { person, identifier } of seeds) {
    assert.match(person.number, /^8\d-\d\d[BC]$/);
    if (identifier === 'social_security') assert.match(person.nir, /^\d{10}9\d{4}$/);
    if (identifier === 'usage_name') assert.notEqual(person.usageName, '');
  }
});

test('seedFiles writes one letter a person and one table a cell, the same for the same seed', async () => {
  const seeds = inventSeeds(5, ['pdf', 'sql'], 4, ['840001']);
  const hashOf = async (): Promise<[number, string]> => {
    const hash = createHash('sha256');
    let files = 0;
    for await (const { bytes } of seedFiles(seeds, 9)) {
      files++;
      hash.update(bytes);
    }
    return [files, hash.digest('hex')];
  };
  const [files, hash] = await hashOf();
  assert.equal(files, 6 * 4 + 6);
  assert.equal((await hashOf())[1], hash);
});
