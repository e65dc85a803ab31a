import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { test } from 'node:test';
import { walledProcesses } from '../read/testing/runMisdeed.ts';
import { testWallOf } from '../testWall.ts';
import { waitUntil } from '../testWait.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { closeNamedFile, makeNamedFile } from './namedFile.ts';
import { openScratchFile } from './scratchFile.ts';
import { startChild } from './startChild.ts';

const KINDS = ['bubblewrap', 'util-linux'] as const;
const walls = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await testWallOf(kind)) })));

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

for (const { kind, wall, skip } of walls) {
  test(
    `a child behind the wall by ${kind} can open what it wrote by its name: SQLite does`,
    { skip },
    async () => {
      const [scratch, named] = [openScratchFile(), makeNamedFile()];
      const main = new URL('../read/testing/copyingChild.ts', import.meta.url);
      const child = startChild(wall!, {
        main,
        limits: DEFAULT_LIMITS,
        namedFile: named.path,
        descriptors: [scratch],
      });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
      child.stderr.pipe(process.stderr);
      await once(child, 'close');
      closeSync(scratch);
      closeNamedFile(named);
      assert.equal(out, '7\n');
    },
  );

  test(
    `a child behind the wall by ${kind} ends with its supervisor, however that ends`,
    { skip },
    async () => {
      const before = new Set(walledProcesses());
      const supervisor = spawn(process.execPath, ['--input-type=module', '-e', SUPERVISOR, kind], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(supervisor.stdout, 'data');
      const started = walledProcesses().filter((pid) => !before.has(pid));
      assert.ok(started.length > 0);
      supervisor.kill('SIGKILL');
      await waitUntil(() => walledProcesses().every((pid) => !started.includes(pid)), 'a child has survived');
    },
  );
}
