import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { zipFile } from '../demo/fileWriters.ts';
import { fileLines } from '../exposure/exportLines.ts';
import { collect } from '../pipeline.ts';
import { openTestCase } from '../testCase.ts';

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
