import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PREFIX, removeFormer, shareCodeCache } from './codeCache.ts';

const DAY_MS = 24 * 3600 * 1000;

test('compiled code of a former state stays while it may be in use, and goes when nobody used it for long', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'constat-cache-'));
  try {
    const [former, current] = [join(folder, `${PREFIX}a`), join(folder, `${PREFIX}b`)];
    await mkdir(former);
    await mkdir(current);
    removeFormer(current, Date.now() + DAY_MS);
    assert.deepEqual((await readdir(folder)).length, 2);
    removeFormer(current, Date.now() + 8 * DAY_MS);
    assert.deepEqual(await readdir(folder), [`${PREFIX}b`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a folder of compiled code that is gone costs a child nothing but time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'constat-cache-'));
  try {
    const gone = join(folder, `${PREFIX}a`);
    shareCodeCache(gone, 4711);
    assert.deepEqual(await readdir(gone), []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
