import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { searchWall } from '../sandbox/settleWall.ts';
import { waitUntil } from '../testWait.ts';
import type { Misdeed } from './testing/misdeeds.ts';
import { runMisdeed, walledProcesses } from './testing/runMisdeed.ts';

/** A part of what `npm run measure -- misbehaving-parser` tries: each misdeed at one moment, those left out that take long. */
const QUICK: readonly Misdeed[] = [
  'loop',
  'buffers',
  'fork_bomb',
  'disk',
  'exit',
  'orphan',
  'write',
  'connect',
  'secret',
  'lie',
  'records',
];

const { wall, error } = await searchWall();
const skip = wall === null ? `no wall here: ${error.message}` : false;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  await chmod(folder, 0o755);
});
after(() => rm(folder, { recursive: true, force: true }));

for (const misdeed of QUICK) {
  test(`a parser that does '${misdeed}' costs its own item and nothing else`, { skip }, async () => {
    const before = new Set(walledProcesses());
    const outcome = await runMisdeed(wall!, folder, misdeed, 'between');
    assert.ok(outcome.isContained, JSON.stringify(outcome));
    await waitUntil(() => walledProcesses().every((pid) => before.has(pid)), 'processes are left');
  });
}
