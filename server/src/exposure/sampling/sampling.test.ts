import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import type { StratumName } from '@constat/contract/sample.ts';
import { CaseError } from '../../case/caseError.ts';
import { takeSampleResults } from '../../pipeline.ts';
import { openSightingsCase } from '../../testSightings.ts';
import { InputFileError } from '../inputFile.ts';
import { writeTable } from '../writeTable.ts';
import { drawSample } from './drawSample.ts';
import { sampleFigures } from './sampleFigures.ts';
import { SHEET_COLUMNS, sampleSheet, type SheetLine } from './sampleSheet.ts';
import { stratumOf } from './strata.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(30, 40);
  // Ten files concern somebody, one possibly: 30 say nobody, among them the possible one. 20 patients are not concerned.
  await open.see(Array.from({ length: 10 }, (_, i) => ({ file: i + 1, patient: i + 1, probability: 0.99 })));
  await open.see([{ file: 11, patient: 1, probability: 0.3 }]);
});
after(() => open.dispose());

async function draw(request: [StratumName, number | null][], seed: number, size = 300): Promise<SheetLine[]> {
  const number = await drawSample(open.database, { request: new Map(request), size, seed });
  const lines: SheetLine[] = [];
  for await (const line of sampleSheet(open.database, open.opened.keys, number)) lines.push(line);
  return lines;
}

test('drawSample takes only what concerns nobody, the same for the same seed, another for another', async () => {
  const first = await draw([['text', 12]], 7);
  const again = await draw([['text', 12]], 7);
  const other = await draw([['text', 12]], 8);
  const paths = (lines: readonly SheetLine[]): unknown[] => lines.map(({ path }) => path);
  assert.deepEqual(paths(first), paths(again));
  assert.notDeepEqual(paths(first), paths(other));
  assert.equal(new Set(paths(first)).size, 12);
  for (const { path } of [...first, ...other])
    assert.ok(Number(String(path).match(/\d+/)![0]) > 10, String(path));
});

test('drawSample gives every unit the same chance', async () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 40; seed++)
    for (const { path } of await draw([['text', 15]], seed))
      counts.set(String(path), (counts.get(String(path)) ?? 0) + 1);
  // 40 drawings of 15 in 30: 20 each, standard deviation 3.2.
  assert.equal(counts.size, 30);
  for (const [path, n] of counts) assert.ok(n > 6 && n < 34, `${path} ${n}`);
});

test('drawSample draws patients who are not concerned, with what is needed to look for them', async () => {
  const lines = await draw([['patients', 999]], 1);
  assert.equal(lines.length, 20);
  for (const { patient, name, birth_date, path } of lines) {
    assert.ok(Number(patient) > 84_000_010);
    assert.match(`${name} ${birth_date} ${path}`, /^ESSAI\w\w MARIE 1984-07-\d\d $/);
  }
});

test('drawSample refuses to draw while files wait, and from nothing, and records no sample then', async () => {
  const before = (await sampleFigures(open.database)).length;
  const isCode =
    (code: string) =>
    (error: unknown): boolean =>
      error instanceof CaseError && error.code === code;
  await assert.rejects(draw([['mail', 5]], 1), isCode('nothing_to_sample'));
  const { pool } = open.database;
  const { rows } = await pool.query<{ id: number }>(
    'UPDATE contents SET engine = 0 WHERE id = (SELECT min(id) FROM contents) RETURNING id',
  );
  await assert.rejects(draw([['text', 5]], 1), isCode('not_assessed'));
  await pool.query('UPDATE contents SET engine = 1 WHERE id = $1', [rows[0]!.id]);
  assert.equal((await sampleFigures(open.database)).length, before);
});

for (const format of ['csv', 'xlsx'] as const)
  test(`takeResults takes in a ${format} sheet that was filled in, and sampleFigures bounds exactly what was missed`, async () => {
    const lines = await draw([['text', 20]], 3);
    const number = Number(lines[0]!.sample);
    const path = join(dirname(open.folder), `sheet.${format}`);
    const write = async (filled: readonly SheetLine[]): Promise<void> => {
      async function* rows(): AsyncGenerator<SheetLine> {
        yield* await Promise.resolve(filled);
      }
      await writeTable(rows(), SHEET_COLUMNS, format, path, new PassThrough());
    };
    await write(lines.map((line, i) => (i < 10 ? { ...line, found: 0, reader: 'Zoé Martel' } : line)));
    assert.equal(await takeSampleResults(open, path), 10);
    const half = (await sampleFigures(open.database)).find((sample) => sample.number === number)!;
    assert.deepEqual([half.files!.read, half.files!.drawn], [10, 20]);
    await write(
      lines.map((line, i) => ({ ...line, found: i === 4 ? 3 : 0, reader: 'Zoé Martel', note: '=1+1' })),
    );
    assert.equal(await takeSampleResults(open, path), 20);
    const sample = (await sampleFigures(open.database)).find((other) => other.number === number)!;
    const [text] = sample.strata;
    assert.deepEqual([text!.units, text!.read, text!.missed, text!.estimate], [30, 20, 1, 1.5]);
    // Clopper-Pearson for 1 of 20: one-sided upper 21.6 %, two-sided 0.13 % to 24.9 %.
    assert.ok(Math.abs(text!.upper - 0.216107) < 1e-5 && Math.abs(text!.high - 0.248733) < 1e-5);
    assert.equal(sample.files!.atMost, Math.ceil(30 * text!.upper));
    assert.equal(sample.outdated, false);
    const { rows } = await open.database.pool.query<{ line: string }>(
      'SELECT u::text AS line FROM sample_units u',
    );
    assert.ok(!rows.some(({ line }) => line.includes('Martel') || line.includes('4d617274656c')));
  });

test('sampleFigures leaves nothing to bound where a whole stratum was read', async () => {
  const lines = await draw([['text', 999]], 6);
  assert.equal(lines.length, 30);
  const path = join(dirname(open.folder), 'all.csv');
  const rows = lines.map((line) => `${line.sample};${line.ordinal};${line.ordinal === 9 ? 2 : 0};A`);
  await writeFile(path, `sample;ordinal;found;reader\n${rows.join('\n')}\n`);
  await takeSampleResults(open, path);
  const sample = (await sampleFigures(open.database)).at(-1)!;
  const [{ low, high, upper, atMost } = assert.fail()] = sample.strata;
  assert.deepEqual([low, high, upper, atMost, sample.files!.atMost], [1 / 30, 1 / 30, 1 / 30, 1, 1]);
});

test('takeResults names every fault of a sheet with its row and takes in nothing', async () => {
  const lines = await draw([['text', 5]], 4);
  const number = Number(lines[0]!.sample);
  const path = join(dirname(open.folder), 'bad.csv');
  await writeFile(
    path,
    `sample;ordinal;found;reader;note\n${number};1;0;A;\n${number};2;perhaps;A;\n${number};3;0;;\n${number};99;0;A;\n${number};1;1;A;\n`,
  );
  await assert.rejects(takeSampleResults(open, path), (error) => {
    assert.ok(error instanceof InputFileError);
    assert.deepEqual(
      error.faults.map(({ code, row, column }) => [row, column, code]),
      [
        [3, 'found', 'answer_wrong'],
        [4, 'reader', 'answer_missing'],
        [5, 'ordinal', 'item_not_drawn'],
        [6, 'ordinal', 'item_twice'],
      ],
    );
    return true;
  });
  assert.equal((await sampleFigures(open.database)).at(-1)!.files!.read, 0);
  await writeFile(path, 'ordinal;found\n1;0\n');
  await assert.rejects(takeSampleResults(open, path), (error) => {
    assert.ok(error instanceof InputFileError);
    assert.deepEqual(
      error.faults.map(({ column }) => column),
      ['sample', 'reader'],
    );
    return true;
  });
});

test('sampleFigures says that a sample is outdated once decisions or evidence come after it', async () => {
  await draw([['text', 5]], 5);
  assert.equal((await sampleFigures(open.database)).at(-1)!.outdated, false);
  await open.database.pool.query('UPDATE contents SET engine = 2');
  assert.equal((await sampleFigures(open.database)).at(-1)!.outdated, true);
});

test('stratumOf puts scans and large contents apart, leaves archives out', () => {
  assert.deepEqual(
    [
      stratumOf('pdf', 10, 3),
      stratumOf('csv', 5e6, 0),
      stratumOf('csv', 10, 0),
      stratumOf('zip', 10, 0),
      stratumOf('new', 1, 0),
    ],
    ['scans', 'large', 'rows', null, 'other'],
  );
});
