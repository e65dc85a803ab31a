import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { linkLibraries } from './linkLibraries.ts';

let native: string;

before(async () => {
  native = await mkdtemp(join(tmpdir(), 'constat-links-'));
  await mkdir(join(native, 'lib'));
  await writeFile(join(native, 'lib', 'libpq.so.5.18'), '');
});
after(() => rm(native, { recursive: true, force: true }));

const list = (target: string): Promise<void> =>
  writeFile(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target }]),
  );

test('linkLibraries does what the script of the package does, any number of times', async () => {
  await list('native/lib/libpq.so.5');
  for (let times = 0; times < 2; times++) linkLibraries(native);
  assert.equal(await readlink(join(native, 'lib', 'libpq.so.5')), 'libpq.so.5.18');
});

test('linkLibraries writes outside of the folder for no list', async () => {
  for (const target of ['native/lib/../../x', '/etc/x', 'native/bin/postgres']) {
    await list(target);
    assert.throws(() => linkLibraries(native), target);
  }
});
