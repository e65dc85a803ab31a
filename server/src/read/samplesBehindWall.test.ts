import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testWallOf } from '../testWall.ts';
import { createReader } from './childReader.ts';
import type { MemberChain } from './reader.ts';
import { sampleFiles } from './testing/runMutants.ts';

for (const kind of ['bubblewrap', 'util-linux'] as const) {
  const { wall, skip } = await testWallOf(kind);
  test(
    `the sample of every format is listed and read behind the wall by ${kind}: its library finds what it needs there`,
    { skip },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'constat-'));
      const reader = createReader({ wall: wall! });
      try {
        const fates: Record<string, string> = {};
        const samples = await sampleFiles();
        for (const { name, bytes } of samples) {
          const path = join(folder, name.split('/').at(-1)!);
          await writeFile(path, bytes);
          const chains: MemberChain[] = [];
          for await (const { chain, sha256 } of reader.list(Buffer.from(path)))
            if (sha256 !== null) chains.push(chain);
          for await (const event of reader.read(Buffer.from(path), chains.slice(0, 1)))
            if (event.kind === 'end') fates[name] = event.fate;
        }
        assert.deepEqual(fates, Object.fromEntries(samples.map(({ name }) => [name, 'read'])));
      } finally {
        await reader.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
}
