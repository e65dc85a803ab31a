import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { zipFile } from '../demo/fileWriters.ts';
import { fileLines } from '../exposure/exportLines.ts';
import { collect } from '../pipeline.ts';
import { openTestCase } from '../testCase.ts';
import { locateContents, unreadContents } from './unreadContents.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
let evidence: string;

before(async () => {
  open = await openTestCase();
  evidence = join(dirname(open.folder), 'vol');
  await mkdir(join(evidence, 'Services', 'Gériatrie'), { recursive: true });
});
after(() => open.dispose());

async function paths(): Promise<string[]> {
  const found: string[] = [];
  for await (const line of fileLines(open.database, open.opened.keys)) found.push(line.path);
  return found.sort();
}

const add = (): ReturnType<typeof collect> => collect(open, { path: evidence, source: 'test' });

test('every file and every member of an archive is listed under its path', async () => {
  await writeFile(join(evidence, 'a.txt'), 'un');
  await writeFile(
    join(evidence, 'Services', 'Gériatrie', 'b.zip'),
    await zipFile([
      { name: 'dedans/c.txt', bytes: Buffer.from('deux') },
      { name: 'encore.zip', bytes: await zipFile([{ name: 'd.txt', bytes: Buffer.from('trois') }]) },
    ]),
  );
  assert.deepEqual(await add().then(({ files, items }) => ({ files, items })), { files: 2, items: 5 });
  assert.deepEqual(await paths(), [
    'Services/Gériatrie/b.zip',
    'Services/Gériatrie/b.zip!/dedans/c.txt',
    'Services/Gériatrie/b.zip!/encore.zip',
    'Services/Gériatrie/b.zip!/encore.zip!/d.txt',
    'a.txt',
  ]);
});

test('the same evidence again adds nothing; a new or changed file is added alone', async () => {
  assert.equal((await add()).files, 0);
  await writeFile(join(evidence, 'a.txt'), 'un autre');
  await writeFile(join(evidence, 'neuf.txt'), 'neuf');
  assert.equal((await add()).files, 2);
  assert.equal((await add()).files, 0);
});

test('links are listed and not followed, not even in a circle', async () => {
  await symlink('/etc/passwd', join(evidence, 'lien'));
  await symlink(evidence, join(evidence, 'Services', 'boucle'));
  assert.equal((await add()).files, 2);
  const listed = new Map<string, string>();
  for await (const line of fileLines(open.database, open.opened.keys)) listed.set(line.path, line.status);
  assert.ok(listed.has('lien') && listed.has('Services/boucle'));
  assert.ok(![...listed.keys()].some((path) => path.startsWith('Services/boucle/')));
});

test('names that are no UTF-8 are kept apart and shown as well as can be', async () => {
  for (const byte of [0xe9, 0xe8])
    await writeFile(
      Buffer.concat([Buffer.from(`${evidence}/r`), Buffer.of(byte), Buffer.from('sultats.txt')]),
      'x',
    );
  assert.equal((await add()).files, 2);
  const found = await paths();
  assert.ok(found.includes('résultats.txt') && found.includes('rèsultats.txt'), found.join(' '));
});

test('an interrupted listing leaves nothing', async () => {
  await writeFile(join(evidence, 'plus.txt'), 'plus');
  const before = await paths();
  const signal = AbortSignal.abort();
  await assert.rejects(collect(open, { path: evidence, source: 'test', signal }));
  assert.deepEqual(await paths(), before);
  assert.equal((await add()).files, 1);
});

test('the volumes of a split archive are one container, each an item of its own; one that is missing is said', async () => {
  const bytes = await zipFile([
    { name: 'premier.txt', bytes: Buffer.from('premier') },
    { name: 'mimetype', bytes: Buffer.alloc(500, 'second ') },
  ]);
  const folder = join(evidence, 'volumes');
  await mkdir(folder);
  const third = Math.ceil(bytes.length / 3);
  for (const n of [0, 1, 2])
    await writeFile(join(folder, `v.zip.00${n + 1}`), bytes.subarray(n * third, (n + 1) * third));
  assert.equal((await add()).files, 3);
  const lines = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const line of fileLines(open.database, open.opened.keys))
      if (line.path.startsWith('volumes/'))
        found.push(`${line.path.slice(8)} ${line.format} ${line.fate ?? '-'} ${line.reason}`);
    return found.sort();
  };
  assert.deepEqual(await lines(), [
    'v.zip.001 zip - not_assessed',
    'v.zip.001!/mimetype txt - not_assessed',
    'v.zip.001!/premier.txt txt - not_assessed',
    'v.zip.002 volume read volume',
    'v.zip.003 volume read volume',
  ]);
  const unread = await unreadContents(open.database, { general: 1, formats: new Map() });
  assert.ok(unread.some(({ bytes: size }) => size === 500));
  const places = await locateContents(
    open.database,
    open.opened.keys,
    unread.map(({ id }) => id),
  );
  const inSet = places.find(({ bytes: size }) => size === 500)!;
  assert.equal(inSet.volumes.length, 3);
  assert.ok(places.every(({ format }) => format !== 'volume'));

  await rm(join(folder, 'v.zip.002'));
  await rename(join(folder, 'v.zip.001'), join(folder, 'w.zip.001'));
  await rename(join(folder, 'v.zip.003'), join(folder, 'w.zip.003'));
  await add();
  const broken = (await lines()).filter((line) => line.startsWith('w.'));
  assert.deepEqual(
    broken.filter((line) => !line.includes('!')),
    ['w.zip.001 zip read_in_part missing_volume', 'w.zip.003 unknown read_in_part missing_volume'],
  );
});

test('pieces of an archive that split named by itself are one container, files whose names only end alike are not', async () => {
  const bytes = await zipFile([{ name: 'seul.txt', bytes: Buffer.from('seul') }]);
  const folder = join(evidence, 'pieces');
  await mkdir(folder);
  const half = Math.ceil(bytes.length / 2);
  await writeFile(join(folder, 'copie_aa'), bytes.subarray(0, half));
  await writeFile(join(folder, 'copie_ab'), bytes.subarray(half));
  await writeFile(join(folder, 'noteaa'), 'une note');
  await writeFile(join(folder, 'noteab'), 'une autr');
  await add();
  const found: string[] = [];
  for await (const line of fileLines(open.database, open.opened.keys))
    if (line.path.startsWith('pieces/')) found.push(`${line.path.slice(7)} ${line.format}`);
  assert.deepEqual(found.sort(), [
    'copie_aa zip',
    'copie_aa!/seul.txt txt',
    'copie_ab volume',
    'noteaa txt',
    'noteab txt',
  ]);
});

test('unreadContents asks again for contents of the formats alone that a later engine concerns', async () => {
  const { pool } = open.database;
  await pool.query('UPDATE contents SET engine = 5');
  const floor = { general: 5, formats: new Map([['txt', 7]]) };
  const formatsOf = async (ids: readonly number[]): Promise<string[]> => {
    const { rows } = await pool.query<{ format: string }>(
      'SELECT DISTINCT format FROM contents WHERE id = ANY($1::bigint[])',
      [ids],
    );
    return rows.map(({ format }) => format);
  };
  const unread = await unreadContents(open.database, floor);
  assert.deepEqual(await formatsOf(unread.map(({ id }) => id)), ['txt']);
  await pool.query(`UPDATE contents SET engine = 7 WHERE format = 'txt'`);
  assert.deepEqual(await unreadContents(open.database, floor), []);
  assert.ok((await unreadContents(open.database, { general: 6, formats: new Map() })).length > 0);
});

test('locateContents tells the year of the names under which a content stands, the earliest of several', async () => {
  const folder = join(evidence, 'années');
  await mkdir(folder);
  const bytes = Buffer.from('Régimes de la semaine');
  for (const name of ['Régimes 06-08-2012.txt', 'Régimes 06-08-2012 copie 2015.txt'])
    await writeFile(join(folder, name), bytes);
  await add();
  const unread = await unreadContents(open.database, { general: 1, formats: new Map() });
  const ids = unread.filter((content) => content.bytes === bytes.length).map(({ id }) => id);
  const places = await locateContents(open.database, open.opened.keys, ids);
  assert.deepEqual(
    places.map(({ year }) => year),
    [2012],
  );
});
