import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exposureLines, fileLines } from '../exposure/exportLines.ts';
import { summarise } from '../exposure/summarise.ts';
import { assessCase, collect, importPatients, openCase } from '../pipeline.ts';
import { type GrayImage, turnQuarters } from '../read/scans/grayImage.ts';
import { drawText, scanPdf } from '../read/scans/testPages.ts';
import { openTestCase } from '../testCase.ts';
import type { AssessEvent } from './assess.ts';

const BIN = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));
const PATIENTS = [
  ['0084512', 'VERNELLI', 'Zoé', '14/07/1984'],
  ['0084513', 'QUERNEC', 'Yann', '30/09/1962'],
  ['0084514', 'FANETTI', 'Marie', '02/02/1950'],
] as const;

let open: Awaited<ReturnType<typeof openTestCase>>;
let sheets: GrayImage[];
let evidence: string;

before(async () => {
  open = await openTestCase();
  const root = dirname(open.folder);
  const register = join(root, 'patients.csv');
  await writeFile(register, ['IPP;NOM;PRENOM;DDN', ...PATIENTS.map((row) => row.join(';'))].join('\n'));
  await importPatients(open, { file: register });
  sheets = await Promise.all(
    PATIENTS.map(([number, name, given, birth]) =>
      drawText([`Patient : ${name} ${given}`, `Date de naissance : ${birth}`, `IPP : ${number}`], {
        width: 300,
        height: 110,
      }),
    ),
  );
  evidence = join(root, 'evidence');
  await mkdir(evidence);
  await writeFile(join(evidence, 'a-scan.pdf'), scanPdf(sheets.slice(1).map((picture) => ({ picture }))));
  await writeFile(
    join(evidence, 'b-label.pdf'),
    scanPdf([{ picture: sheets[0]!, text: 'Courrier du service' }]),
  );
  await writeFile(join(evidence, 'c-letter.txt'), 'Patient : FANETTI Marie, IPP 0084514\n');
  await writeFile(
    join(evidence, 'd-photo.pgm'),
    graymap({ ...sheets[0]!, pixels: sheets[0]!.pixels.map((_, i) => 90 + (i % 60)) }),
  );
  await writeFile(join(evidence, 'e-turned.pgm'), graymap(turnQuarters(sheets[1]!, 2)));
  await collect(open, { path: evidence, source: 'test' });
});
after(() => open.dispose());

function graymap({ width, height, pixels }: GrayImage): Buffer {
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]);
}

type Opened = Pick<typeof open, 'database' | 'opened'>;

async function exposures({ database, opened }: Opened): Promise<string[]> {
  const lines = await Array.fromAsync(exposureLines(database, opened.keys));
  return lines.map(({ patient, path, locator }) => `${patient} ${path} ${locator}`).sort();
}

async function fates({ database, opened }: Opened): Promise<string[]> {
  const files = await Array.fromAsync(fileLines(database, opened.keys));
  return files.map(({ path, fate, reason }) => `${path[0]!} ${fate ?? ''} ${reason}`);
}

const FOUND = [
  '0084512 b-label.pdf page 1',
  '0084513 a-scan.pdf page 1',
  '0084513 e-turned.pgm page 1',
  '0084514 a-scan.pdf page 2',
  '0084514 c-letter.txt line 1',
];

test('assess without scans reads what reads fast and says how many pages wait', async () => {
  const result = await assessCase(open, { recognise: false });
  assert.deepEqual([result.contents, result.pages, result.pagesWaiting], [5, 0, 5]);
  assert.deepEqual(await exposures(open), ['0084514 c-letter.txt line 1']);
  assert.deepEqual(await fates(open), [
    'a read_in_part scans_waiting',
    'b read_in_part scans_waiting',
    'c read ',
    'd read_in_part scans_waiting',
    'e read_in_part scans_waiting',
  ]);
  const {
    scans,
    fates: counted,
    items,
  } = await summarise(open.database, open.opened.keys, open.opened.configuration, '');
  assert.deepEqual(scans, { pages: 0, waiting: 5, items: 4 });
  assert.equal(
    counted.reduce((sum, fate) => sum + fate.items, 0),
    items.items,
  );
});

test('assess recognises the scans that wait, and then none is left', async () => {
  const events: AssessEvent[] = [];
  const { state, ...result } = await assessCase(open, { onProgress: (event) => events.push(event) });
  assert.equal(state?.newly, 2);
  assert.deepEqual(result, { contents: 0, bytes: 0, pages: 5, pagesWaiting: 0 });
  assert.equal(events.filter(({ kind }) => kind === 'page_read').length, 5);
  assert.deepEqual(await exposures(open), FOUND);
  assert.deepEqual(await fates(open), ['a read ', 'b read ', 'c read ', 'd empty no_text', 'e read ']);
  const { scans } = await summarise(open.database, open.opened.keys, open.opened.configuration, '');
  assert.deepEqual(scans, { pages: 5, waiting: 0, items: 0 });
});

test('assess of a new engine takes the recognised pages as they are kept', async () => {
  await open.database.pool.query('UPDATE contents SET engine = 0');
  await open.database.pool.query('DELETE FROM sightings');
  const { state, ...result } = await assessCase(open, {});
  assert.deepEqual([state?.newly, state?.noLonger], [0, 0]);
  assert.deepEqual(result, {
    contents: 5,
    bytes: await bytesOf(),
    pages: 0,
    pagesWaiting: 0,
  });
  assert.deepEqual(await exposures(open), FOUND);
});

async function bytesOf(): Promise<number> {
  const { rows } = await open.database.pool.query<{ bytes: number }>(
    'SELECT sum(bytes)::bigint AS bytes FROM contents',
  );
  return rows[0]!.bytes;
}

test('what was recognised stands in the database sealed only', async () => {
  const { rows } = await open.database.pool.query<{ line: string }>(
    'SELECT t::text AS line FROM scan_texts t',
  );
  assert.equal(rows.length, 5);
  for (const word of ['VERNELLI', '0084512'])
    assert.ok(
      !rows.some(({ line }) => line.includes(word) || line.includes(Buffer.from(word).toString('hex'))),
    );
});

test('assess reads everything fast before it recognises anything', async () => {
  await open.database.pool.query('DELETE FROM scan_texts');
  await open.database.pool.query('UPDATE contents SET engine = 0, scans_read = 0');
  const events: AssessEvent[] = [];
  await assessCase(open, { workers: 1, onProgress: (event) => events.push(event) });
  const order = events.filter((event) => event.kind === 'read' || event.kind === 'page_read');
  const firstPage = order.findIndex(({ kind }) => kind === 'page_read');
  const lastFast = order.findLastIndex((event) => event.kind === 'read' && !event.scans);
  assert.ok(firstPage > lastFast, order.map(({ kind }) => kind).join());
  assert.equal(events.find((event) => event.kind === 'scans_planned')?.pages, 5);
});

test(
  'assess killed while it recognises goes on without recognising a page again',
  { timeout: 120_000 },
  async () => {
    await open.database.pool.query('DELETE FROM scan_texts');
    await open.database.pool.query('UPDATE contents SET scans_read = 0');
    await open.close();
    const child = spawn(process.execPath, [BIN, 'assess', '--case', open.folder, '--workers', '1'], {
      stdio: 'ignore',
    });
    const watched = await openCase(open.folder, 'worker');
    const count = async (): Promise<number> =>
      (await watched.database.pool.query<{ n: number }>('SELECT count(*) AS n FROM scan_texts')).rows[0]!.n;
    while ((await count()) < 2 && child.exitCode === null)
      await new Promise((resolve) => setImmediate(resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const kept = await count();
    const again = await assessCase(watched, {});
    assert.equal(again.pages, 5 - kept);
    assert.deepEqual(await exposures(watched), FOUND);
    await watched.close();
  },
);
