import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exposureLines, fileLines, mentionLines } from '../exposure/exportLines.ts';
import { outsiderLines } from '../exposure/outsiders/outsiderLines.ts';
import { generateHospital, type TruthLine } from '../demo/generateHospital.ts';
import { assessCase, collect, importPatients, openCase } from '../pipeline.ts';
import { behindTheCurtain, openTestCase } from '../testCase.ts';
import { STARTING_CASE_WEIGHTS } from '../link/weights.ts';
import { buildIndex } from './buildIndex.ts';
import { loadWeights, settleWeights } from './caseWeights.ts';
import { ContentQueue, type PlannedJob } from './contentQueue.ts';

const BIN = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));
let open: Awaited<ReturnType<typeof openTestCase>>;
let hospital: Awaited<ReturnType<typeof generateHospital>>;

before(async () => {
  open = await openTestCase();
  hospital = await generateHospital({ dir: join(dirname(open.folder), 'hospital'), patients: 300, seed: 5 });
  await importPatients(open, { file: hospital.register });
  await collect(open, { path: hospital.evidence, source: 'test' });
});
after(() => open.dispose());

/** Everything that a case exports, as one hash. */
async function exportsOf(from: Pick<typeof open, 'database' | 'opened'>): Promise<string> {
  const hash = createHash('sha256');
  for (const lines of [exposureLines, mentionLines, outsiderLines, fileLines]) {
    for await (const line of lines(from.database, from.opened.keys)) hash.update(`${JSON.stringify(line)}\n`);
  }
  return hash.digest('hex');
}

async function readTruth(): Promise<Map<string, TruthLine>> {
  const lines = (await readFile(hospital.truth, 'utf8')).trim().split('\n');
  return new Map(
    lines.map((line) => JSON.parse(line) as TruthLine).map((line) => [`${line.patient} ${line.path}`, line]),
  );
}

test('assess finds the patients of an invented hospital and hardly anybody else, with an account of every item', async () => {
  const told: number[] = [];
  const result = await assessCase(open, {
    onProgress: (event) => {
      if (event.kind === 'found') told.push(event.patients);
    },
  });
  assert.ok(result.contents > 300);
  const truth = await readTruth();
  const persons = new Set<string>();
  const found = new Set<string>();
  let wrong = 0;
  for await (const line of exposureLines(open.database, open.opened.keys)) {
    if (line.probability < 0.5) continue;
    persons.add(line.patient);
    found.add(`${line.patient} ${line.path}`);
    if (!truth.has(`${line.patient} ${line.path}`)) wrong++;
  }
  // Those whom only the names of files tell of are not among those that are told on the way.
  assert.ok(told.every((number, i) => i === 0 || number >= told[i - 1]!));
  assert.ok(
    told[0]! > 0 && told.at(-1)! > 0.9 * persons.size && told.at(-1)! <= persons.size,
    `${told.at(-1)} of ${persons.size}`,
  );
  const recall = [...truth.keys()].filter((key) => found.has(key)).length / truth.size;
  assert.ok(recall > 0.97, `recall ${recall}`);
  assert.ok(wrong < found.size * 0.02, `${wrong} of ${found.size} wrong`);
  for await (const file of fileLines(open.database, open.opened.keys))
    assert.notEqual(file.reason, 'not_assessed', file.path);
});

test('assess reads nothing again, and new evidence alone when some comes', async () => {
  assert.deepEqual(await assessCase(open, {}), {
    contents: 0,
    bytes: 0,
    pages: 0,
    pagesWaiting: 0,
    state: null,
  });
  assert.equal((await collect(open, { path: hospital.evidence, source: 'again' })).files, 0);
});

test('assess estimates the weights of a case once, of what its tables and texts show, and keeps them', async () => {
  interface Row {
    contents: number;
    table_passages: number;
    text_passages: number;
  }
  const rowsOf = async (): Promise<Row[]> =>
    (await open.database.pool.query<Row>('SELECT * FROM weights')).rows;
  const [row, ...others] = await rowsOf();
  assert.equal(others.length, 0);
  assert.ok(row!.contents > 100 && row!.table_passages > 100 && row!.text_passages > 100);
  const weights = await loadWeights(open.database);
  assert.notDeepEqual(weights, STARTING_CASE_WEIGHTS);
  assert.ok(weights.table.birthDateDiffers < -8, 'in an invented hospital no birth date is wrong');
  const index = await buildIndex(open.database, open.opened.keys);
  assert.deepEqual(await settleWeights(open.database, open.opened.keys, index), weights);
  assert.equal((await rowsOf()).length, 1);
});

test('nothing in the database shows a name, a path or a number of the register in clear', async () => {
  const register = (await readFile(hospital.register, 'latin1')).split('\r\n').slice(1, 40);
  const secrets = register
    .flatMap((line) => line.split(';'))
    .filter((cell) => cell.length >= 6 && !/^\d{5}$/.test(cell));
  const everything = await behindTheCurtain(open, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`,
    );
    const texts = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
      texts.set(name, rows.map((row) => row.line).join('\n'));
    }
    return texts;
  });
  assert.ok(
    everything.get('patients')! !== '' && [...everything.keys()].some((name) => name.startsWith('queue_')),
  );
  for (const [name, text] of everything) {
    // Bytes are written in hexadecimal digits, among which seven of a number stand by chance; its own are looked for in that form.
    const written = text.replaceAll(/\\+x[0-9a-f]*/g, '');
    for (const secret of [...secrets, 'Services/', 'Messagerie']) {
      assert.ok(
        !written.includes(secret) && !text.includes(Buffer.from(secret, 'latin1').toString('hex')),
        `a value of the register stands in ${name}`,
      );
    }
  }
});

test(
  'assess killed at any moment ends with the same exports as an undisturbed run',
  { timeout: 120_000 },
  async () => {
    const expected = await exportsOf(open);
    await open.close();
    const assessOnce = (killAfter: number | null): Promise<number | null> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [BIN, 'assess', '--case', open.folder], { stdio: 'ignore' });
        const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
        child.once('exit', (code) => {
          clearTimeout(timer);
          resolve(code);
        });
      });
    const reopened = await openCase(open.folder, 'worker');
    await reopened.database.pool.query('UPDATE contents SET engine = 0, fate = NULL');
    await reopened.database.pool.query('DELETE FROM sightings WHERE content_id % 2 = 0');
    await reopened.close();
    for (const killAfter of [700, 1100, 1500, 1900]) await assessOnce(killAfter);
    assert.equal(await assessOnce(null), 0);
    const again = await openCase(open.folder);
    assert.equal(await exportsOf(again), expected);
    await again.close();
  },
);

const job = (contentIds: number[], recognise = false): PlannedJob => ({ contentIds, recognise });

test('ContentQueue.complete writes nothing for an attempt that has lost its job', async () => {
  const other = await openTestCase();
  const queue = await ContentQueue.open(other.database);
  try {
    await queue.plan([job([1, 2]), job([3])]);
    const first = (await queue.fetch())!;
    await queue.plan([job([1, 2, 3])]);
    const held = await other.database.transaction((client) => queue.complete(client, first));
    assert.equal(held, false);
    const second = (await queue.fetch())!;
    assert.deepEqual(second.contentIds, [1, 2, 3]);
    assert.equal(await other.database.transaction((client) => queue.complete(client, second)), true);
    assert.equal(await other.database.transaction((client) => queue.complete(client, second)), false);
    assert.equal(await queue.fetch(), null);
  } finally {
    await queue.close();
    await other.dispose();
  }
});
