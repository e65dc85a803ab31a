import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import type { SampleFigures, StratumName } from '@constat/contract/sample.ts';
import { CaseError } from '../../case/caseError.ts';
import { sampleSentences } from '../../languages/describeSample.ts';
import { en } from '../../languages/en.ts';
import { fr } from '../../languages/fr.ts';
import { collect, takeSampleResults } from '../../pipeline.ts';
import { behindTheCurtain } from '../../testCase.ts';
import { openSightingsCase } from '../../testSightings.ts';
import { type InputFault, InputFileError } from '../inputFile.ts';
import { writeTable } from '../writeTable.ts';
import { drawSample } from './drawSample.ts';
import { sampleFigures } from './sampleFigures.ts';
import { SHEET_COLUMNS, sampleSheet, type SheetLine } from './sampleSheet.ts';
import { stratumOf } from './strata.ts';
import type { TakenResults } from './takeResults.ts';

let open: Awaited<ReturnType<typeof openSightingsCase>>;
before(async () => {
  open = await openSightingsCase(30, 40);
  // Ten files concern somebody, one possibly: 30 say nobody, among them the possible one. 20 patients are not concerned.
  await open.see(Array.from({ length: 10 }, (_, i) => ({ file: i + 1, patient: i + 1, probability: 0.99 })));
  await open.see([{ file: 11, patient: 1, probability: 0.3 }]);
});
after(() => open.dispose());

const figures = (): Promise<SampleFigures[]> => sampleFigures(open.database, open.opened.keys);

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
  const before = (await figures()).length;
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
  assert.equal((await figures()).length, before);
});

/** Writes lines of a sheet as they come back, and takes them in. */
async function take(
  lines: readonly SheetLine[],
  { reason = '', format = 'csv' }: { reason?: string; format?: 'csv' | 'xlsx' } = {},
): Promise<TakenResults> {
  const path = join(dirname(open.folder), `sheet.${format}`);
  await writeTable(asyncRows(lines), SHEET_COLUMNS, format, path, new PassThrough());
  return await takeSampleResults(open, path, reason);
}

async function* asyncRows(lines: readonly SheetLine[]): AsyncGenerator<SheetLine> {
  yield* await Promise.resolve(lines);
}

/** The lines with an answer each. */
function answered(lines: readonly SheetLine[], foundOf: (at: number) => number): SheetLine[] {
  return lines.map((line, at) => ({ ...line, found: foundOf(at), reader: 'Zoé Martel' }));
}

/** Checks that a sheet is refused for these faults, and that nothing of it was taken in. */
async function assertRefused(
  taken: Promise<unknown>,
  faults: readonly (readonly [number, string, InputFault])[],
): Promise<void> {
  await assert.rejects(taken, (error) => {
    assert.ok(error instanceof InputFileError);
    assert.deepEqual(
      error.faults.map(({ code, row, column }) => [row, column, code]),
      faults,
    );
    return true;
  });
}

for (const format of ['csv', 'xlsx'] as const)
  test(`takeResults takes in a ${format} sheet that was filled in, and sampleFigures bounds exactly what was missed`, async () => {
    const lines = await draw([['text', 20]], 3);
    const number = Number(lines[0]!.sample);
    const first = answered(lines.slice(0, 10), () => 0);
    assert.deepEqual(await take([...first, ...lines.slice(10)], { format }), {
      given: 10,
      added: 10,
      changed: 0,
    });
    const half = (await figures()).find((sample) => sample.number === number)!;
    assert.deepEqual([half.files!.read, half.files!.drawn], [10, 20]);
    const all = answered(lines, (at) => (at === 14 ? 3 : 0)).map((line) => ({ ...line, note: '=1+1' }));
    assert.deepEqual(await take(all, { format }), { given: 20, added: 20, changed: 0 });
    const sample = (await figures()).find((other) => other.number === number)!;
    const [text] = sample.strata;
    assert.deepEqual([text!.units, text!.read, text!.missed, text!.estimate], [30, 20, 1, 1.5]);
    // Clopper-Pearson for 1 of 20: one-sided upper 21.6 %, two-sided 0.13 % to 24.9 %; one of 30 is there: 3.3 %.
    assert.ok(Math.abs(text!.upper - 0.216107) < 1e-5 && Math.abs(text!.high - 0.248733) < 1e-5);
    assert.equal(text!.low, 1 / 30);
    assert.equal(sample.files!.atMost, Math.ceil(30 * text!.upper));
    assert.equal(sample.outdated, false);
    const { rows } = await open.database.pool.query<{ line: string }>(
      'SELECT a::text AS line FROM sample_answers a',
    );
    assert.ok(rows.length > 0);
    assert.ok(!rows.some(({ line }) => line.includes('Martel') || line.includes('4d617274656c')));
  });

test('takeResults keeps what was found at first, and takes nothing else without a reason', async () => {
  const lines = await draw([['text', 10]], 21);
  await take(answered(lines, (at) => (at < 3 ? 2 : 0)));
  const before = (await figures()).at(-1)!;
  assert.deepEqual([before.strata[0]!.missed, before.changes], [3, []]);
  const better = answered(lines, () => 0);
  await assertRefused(
    take(better),
    [2, 3, 4].map((row) => [row, 'found', 'change_unexplained']),
  );
  assert.deepEqual((await figures()).at(-1), before);

  const reason = 'homonymes, pas des patients';
  assert.deepEqual(await take(better, { reason }), { given: 10, added: 3, changed: 3 });
  const after = (await figures()).at(-1)!;
  assert.deepEqual([after.strata[0]!.missed, after.strata[0]!.missedAtFirst], [0, 3]);
  assert.deepEqual(
    after.changes.map(({ ordinal, before: found, now, reason: why }) => [ordinal, found, now, why]),
    [1, 2, 3].map((ordinal) => [ordinal, 2, 0, reason]),
  );
  assert.deepEqual(await take(better), { given: 10, added: 0, changed: 0 });
  assert.deepEqual((await figures()).at(-1), after);
  await take(
    answered(lines, (at) => (at === 0 ? 2 : 0)),
    { reason: 'relu' },
  );
  const last = (await figures()).at(-1)!;
  assert.deepEqual(
    last.changes.map(({ ordinal, before: found, now }) => [ordinal, found, now]),
    [
      [1, 2, 0],
      [2, 2, 0],
      [3, 2, 0],
      [1, 0, 2],
    ],
  );
  const { rows } = await open.database.pool.query<{ line: string }>(
    'SELECT a::text AS line FROM sample_answers a WHERE number = $1',
    [last.number],
  );
  assert.equal(rows.length, 14);
  for (const secret of ['Martel', reason])
    for (const text of [secret, Buffer.from(secret).toString('hex')])
      assert.ok(!rows.some(({ line }) => line.includes(text)));
});

test('takeResults keeps the word of a second reader who finds the same, as no change', async () => {
  const lines = await draw([['text', 2]], 22);
  await take(answered(lines, () => 0));
  const second = answered(lines, () => 0).map((line) => ({ ...line, reader: 'Ali Roux' }));
  assert.deepEqual(await take(second), { given: 2, added: 2, changed: 0 });
  assert.deepEqual((await figures()).at(-1)!.changes, []);
});

test('answers of samples are never changed and never deleted, units neither', async () => {
  await take(answered(await draw([['text', 2]], 23), () => 1));
  const { pool } = open.database;
  for (const change of ['UPDATE sample_answers SET found = 0', 'DELETE FROM sample_answers']) {
    await assert.rejects(pool.query(change), /permission denied/);
    await assert.rejects(
      behindTheCurtain(open, (client) => client.query(change)),
      /only ever added to/,
    );
  }
  await assert.rejects(pool.query('UPDATE sample_units SET ordinal = ordinal'), /permission denied/);
});

test('takeResults refuses rows that name another unit than was drawn, and takes in nothing', async () => {
  const lines = await draw([['text', 4]], 24);
  const [first, second, ...others] = answered(lines, () => 0);
  const swapped = [{ ...first!, path: second!.path }, { ...second!, path: first!.path }, ...others];
  await assertRefused(take(swapped), [
    [2, 'path', 'unit_differs'],
    [3, 'path', 'unit_differs'],
  ]);
  await assertRefused(take([{ ...lines[0]!, path: '' }, ...others]), [[2, 'path', 'unit_differs']]);
  assert.equal((await figures()).at(-1)!.files!.read, 0);
  assert.equal((await take([...others, second!, first!])).added, 4);

  const patients = await draw([['patients', 3]], 24);
  const [one, two, three] = answered(patients, () => 0);
  await assertRefused(
    take([{ ...one!, patient: two!.patient }, { ...two!, patient: one!.patient }, three!]),
    [
      [2, 'patient', 'unit_differs'],
      [3, 'patient', 'unit_differs'],
    ],
  );
  assert.equal((await take([three!, { ...one!, patient: `00${one!.patient}` }, two!])).added, 3);
});

test('takeResults knows paths that come back as spreadsheets write them, and other paths of the content', async () => {
  const here = join(dirname(open.folder), 'odd');
  await mkdir(here);
  for (const name of ['=1+1.txt', 'Łódź  ﬁche.txt', "'quoted'.txt"])
    await writeFile(join(here, name), `Fichier ${name}\n`);
  await collect(open, { path: here, source: 'test' });
  const { pool } = open.database;
  const read = `UPDATE contents SET fate = 'read', engine = 1`;
  await pool.query(read);
  const lines = await draw([['text', 99]], 25);
  assert.ok(lines.some(({ path }) => path === '=1+1.txt'));
  for (const format of ['csv', 'xlsx'] as const)
    assert.equal(
      (
        await take(
          answered(lines, () => 0).map((line) => ({ ...line, note: format })),
          { format },
        )
      ).added,
      33,
    );
  // The same bytes under another path.
  await writeFile(join(dirname(open.folder), 'copy.txt'), 'Fichier =1+1.txt\n');
  await collect(open, { path: join(dirname(open.folder), 'copy.txt'), source: 'test' });
  await pool.query(read);
  const asCopy = answered(lines, () => 0).map((line) => ({
    ...line,
    note: 'copy',
    path: line.path === '=1+1.txt' ? 'copy.txt' : line.path,
  }));
  assert.equal((await take(asCopy)).added, 33);
});

test('sampleFigures leaves nothing to bound where a whole stratum was read', async () => {
  const lines = await draw([['text', 999]], 6);
  await take(answered(lines, (at) => (at === 8 ? 2 : 0)));
  const sample = (await figures()).at(-1)!;
  const [{ units, low, high, upper, atMost } = assert.fail()] = sample.strata;
  assert.equal(lines.length, units);
  assert.deepEqual([low, high, upper, atMost, sample.files!.atMost], [1 / units, 1 / units, 1 / units, 1, 1]);
});

test('sampleFigures bounds what was left out of the sheet as if it had been missed', async () => {
  const lines = await draw([['text', 20]], 26);
  await take(answered(lines.slice(0, 15), () => 0));
  const { strata, files } = (await figures()).at(-1)!;
  const [{ units, atMost, unreadMissed } = assert.fail()] = strata;
  // Nobody in 15 leaves 18.1 % (95 %); five of 20 leave 45.6 %.
  assert.deepEqual([atMost, unreadMissed.atMost], [Math.ceil(0.181036 * units), Math.ceil(0.455824 * units)]);
  assert.deepEqual([files!.atMost, files!.atMostUnreadMissed], [atMost, unreadMissed.atMost]);
  await take(answered(lines, () => 0));
  const whole = (await figures()).at(-1)!;
  assert.equal(whole.files!.atMostUnreadMissed, whole.files!.atMost);
});

for (const words of [en, fr])
  test(`the sentences of a sample give each bound with its confidence, and warn of what was not read (${words.language})`, async () => {
    const lines = await draw([['text', 12]], 27);
    await take(answered(lines.slice(0, 10), (at) => (at === 0 ? 1 : 0)));
    await take(
      answered(lines.slice(0, 10), () => 0),
      { reason: 'misread [1|2] {}' },
    );
    const sample = (await figures()).at(-1)!;
    const [{ alone, unreadMissed } = assert.fail()] = sample.strata;
    const text = sampleSentences(sample, words).join('\n').replace(/\s/gu, ' ');
    const wanted =
      words.language === 'en'
        ? [
            `taken alone, at most: 25.9%, that is ${alone} (95%)`,
            'WARNING: 2 files that were drawn were not read',
            `with these files taken for missed: at most ${unreadMissed.atMost} (95%`,
            '1 answer of sample',
            'by the first answers: 1, by the last ones, which count: 0',
            'found before 1, found now 0',
            'misread [1|2] {}',
          ]
        : [
            `prise seule, au plus : 25,9 %, soit ${alone} (95 %)`,
            'ATTENTION : 2 fichiers tirés n’ont pas été lus',
            `en tenant ces fichiers pour manqués : au plus ${unreadMissed.atMost} (95 %`,
            '1 réponse de l’échantillon',
            'd’après les premières réponses : 1, d’après les dernières, qui comptent : 0',
            'trouvés avant 1, trouvés maintenant 0',
            'misread [1|2] {}',
          ];
    for (const sentence of wanted) assert.ok(text.includes(sentence), `${sentence}\n${text}`);
  });

test('takeResults names every fault of a sheet with its row and takes in nothing', async () => {
  const lines = await draw([['text', 5]], 4);
  const [one, two, three] = answered(lines, () => 0);
  const bad = [
    one!,
    { ...two!, found: 'perhaps' },
    { ...three!, reader: '' },
    { ...one!, ordinal: 99 },
    one!,
  ];
  await assertRefused(take(bad), [
    [3, 'found', 'answer_wrong'],
    [4, 'reader', 'answer_missing'],
    [5, 'ordinal', 'item_not_drawn'],
    [6, 'ordinal', 'item_twice'],
  ]);
  assert.equal((await figures()).at(-1)!.files!.read, 0);
  const path = join(dirname(open.folder), 'bad.csv');
  await writeFile(path, 'ordinal;found\n1;0\n');
  await assertRefused(
    takeSampleResults(open, path, ''),
    (['sample', 'path', 'patient', 'reader'] as const).map((column) => [1, column, 'column_missing']),
  );
});

test('sampleFigures says that a sample is outdated once decisions or evidence come after it', async () => {
  await draw([['text', 5]], 5);
  assert.equal((await figures()).at(-1)!.outdated, false);
  await open.database.pool.query('UPDATE contents SET engine = 2');
  assert.equal((await figures()).at(-1)!.outdated, true);
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
