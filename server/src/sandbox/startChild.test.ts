import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { walledProcesses } from '../read/testing/runMisdeed.ts';
import { testWallOf } from '../testWall.ts';
import { waitUntil } from '../testWait.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { closeNamedFile, makeNamedFile, type NamedFile } from './namedFile.ts';
import { openScratchFile } from './scratchFile.ts';
import { startChild } from './startChild.ts';
import type { Wall } from './wall.ts';

const KINDS = ['bubblewrap', 'util-linux'] as const;
const walls = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await testWallOf(kind)) })));

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** What the child prints that copies a database to its named file and opens it there. */
async function runCopyingChild(wall: Wall, named: NamedFile): Promise<string> {
  const scratch = openScratchFile();
  const child = startChild(wall, {
    main: new URL('../read/testing/copyingChild.ts', import.meta.url),
    limits: DEFAULT_LIMITS,
    namedFile: named.path,
    descriptors: [scratch],
  });
  closeSync(scratch);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.pipe(process.stderr);
  await once(child, 'close');
  return out;
}

/** Starts a child that waits for requests, says so, and waits for ever. */
const SUPERVISOR = `
  const from = (path) => import(new URL(path, ${JSON.stringify(import.meta.url)}));
  const { tryWalls } = await from('settleWall.ts');
  const { startChild } = await from('startChild.ts');
  const { DEFAULT_LIMITS } = await from('limits.ts');
  const { makeNamedFile } = await from('namedFile.ts');
  const { wall } = await tryWalls([process.argv[1]]);
  const main = new URL('../read/child/main.ts', ${JSON.stringify(import.meta.url)});
  const child = startChild(wall, { main, limits: DEFAULT_LIMITS, namedFile: makeNamedFile().path });
  child.stdout.once('data', () => process.stdout.write('ready'));
  setInterval(() => undefined, 1000);
`;

test('a child without a wall can open what it wrote by its name, and the name is gone afterwards', async () => {
  const named = makeNamedFile();
  assert.equal(await runCopyingChild({ kind: 'none' }, named), '7\n');
  assert.ok(!existsSync(named.path));
  closeNamedFile(named);
});

for (const { kind, wall, skip } of walls) {
  test(
    `a child behind the wall by ${kind} can open what it wrote by its name: SQLite does`,
    { skip },
    async () => {
      const named = makeNamedFile();
      assert.equal(await runCopyingChild(wall!, named), '7\n');
      closeNamedFile(named);
    },
  );

  test(
    `a child behind the wall by ${kind} ends with its supervisor, however that ends`,
    { skip },
    async () => {
      const before = new Set(walledProcesses());
      const supervisor = spawn(process.execPath, ['--input-type=module', '-e', SUPERVISOR, kind], {
        stdio: ['ignore', 'pipe', 'inherit'],
        // What it cannot take away any more goes with this folder.
        env: { ...process.env, TMPDIR: folder },
      });
      await once(supervisor.stdout, 'data');
      const started = walledProcesses().filter((pid) => !before.has(pid));
      assert.ok(started.length > 0);
      supervisor.kill('SIGKILL');
      await waitUntil(() => walledProcesses().every((pid) => !started.includes(pid)), 'a child has survived');
    },
  );
}
