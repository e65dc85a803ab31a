import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateHospital } from './generateHospital.ts';

async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(folder.length)).update(await readFile(file));
  return hash.digest('hex');
}

test('generateHospital gives the same bytes for the same seed, others for another', async () => {
  const root = await mkdtemp(join(tmpdir(), 'constat-'));
  try {
    const prints: string[] = [];
    for (const [name, seed] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const) {
      await generateHospital({ dir: join(root, name), patients: 60, seed });
      prints.push(await fingerprint(join(root, name)));
    }
    assert.equal(prints[0], prints[1]);
    assert.notEqual(prints[0], prints[2]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
