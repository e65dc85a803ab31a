import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { walkFiles } from '@constat/server/collect/walkFiles.ts';
import { copyInOrder, withoutPlaces } from './shuffledCopy.ts';

test('files are found in the order in which they were copied, volumes beside each other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'constat-shuffled-'));
  try {
    const root = join(folder, 'from');
    await mkdir(join(root, 'b'), { recursive: true });
    const names = ['b/a.7z.001', 'b/a.7z.002', 'a.txt', 'c.txt'];
    for (const name of names) await writeFile(join(root, name), name);
    const reversed = names.map((name) => join(root, name)).toReversed();
    await copyInOrder(root, reversed, join(folder, 'to'));
    const found: string[] = [];
    for await (const { relative, set } of walkFiles(join(folder, 'to')))
      found.push(withoutPlaces(`"${Buffer.from(relative).toString()}" ${set?.role ?? ''}`.trim()));
    assert.deepEqual(found, ['"c.txt"', '"a.txt"', '"b/a.7z.001" container', '"b/a.7z.002" volume']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
