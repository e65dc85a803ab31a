import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testWallOf } from '../testWall.ts';
import { buildWall } from './buildWall.ts';
import { findTools, SYSTEM_FOLDERS } from './findTools.ts';
import { isTight, selfTest } from './selfTest.ts';
import { tryWalls } from './settleWall.ts';
import { describeView } from './view.ts';

const KINDS = ['bubblewrap', 'util-linux'] as const;
const walls = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await testWallOf(kind)) })));

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

for (const { kind, wall, skip } of walls) {
  test(`selfTest finds the wall by ${kind} tight: more than 40 attempts, all stopped`, { skip }, async () => {
    const result = await selfTest(wall!);
    assert.deepEqual(
      result.results.filter(({ held }) => !held),
      [],
    );
    assert.ok(result.results.filter(({ from }) => from === 'inside').length >= 40);
    assert.ok(isTight(result));
  });

  test(`selfTest notices a wall by ${kind} that shows a folder too many`, { skip }, async () => {
    const view = describeView(null);
    const open = { ...view, binds: [...view.binds, { host: '/etc', inside: '/etc', runs: false }] };
    const result = await selfTest(buildWall(kind, findTools(), null, open)!);
    assert.ok(!isTight(result));
    assert.deepEqual(
      result.results.filter(({ held }) => !held).map(({ name }) => name),
      process.geteuid?.() === 0 || kind === 'bubblewrap'
        ? ['read_passwd', 'read_root_folder']
        : ['read_passwd', 'read_root_folder'],
    );
  });
}

test('tryWalls says which programs are missing, and reads nothing', async () => {
  const { wall, error } = await tryWalls(['bubblewrap', 'util-linux'], [folder]);
  assert.equal(wall, null);
  assert.equal(error.problem, 'no_tools');
  assert.match(error.subject, /unshare.*setpriv.*mount/);
});

test('tryWalls says what a system answers that forbids namespaces', { skip: walls[1]!.skip }, async () => {
  const tools = join(folder, 'tools');
  await mkdir(tools);
  for (const [name, path] of Object.entries(findTools(SYSTEM_FOLDERS)))
    if (name !== 'unshare' && name !== 'bwrap') await symlink(path, join(tools, name));
  const unshare = join(tools, 'unshare');
  await writeFile(
    unshare,
    '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n',
  );
  await chmod(unshare, 0o755);
  const { wall, error } = await tryWalls(['bubblewrap', 'util-linux'], [tools]);
  assert.equal(wall, null);
  assert.equal(error.problem, 'forbidden');
  assert.match(error.subject, /util-linux: unshare: unshare failed: Operation not permitted/);
});
