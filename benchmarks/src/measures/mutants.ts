import { readdir, readFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { createReader } from '@constat/server/read/childReader.ts';
import { type Original, runMutants, sampleFiles } from '@constat/server/read/testing/runMutants.ts';
import { atMost, type Measure } from '../measure.ts';
import { settleWallOf } from '../settleWallOf.ts';

/** Larger files would only make the measurement longer. */
const SIZE_LIMIT = 2e6;
/** The supervisor's memory counts from here on: until then its own code is compiled. */
const WARM_UP = 200;

export const mutants: Measure = {
  name: 'mutants',
  help: 'damaged files through the real reader: each gets its fate, the supervisor stays as it is (count=N, seed=N, corpora=DIR, wall=KIND)',
  async run(options) {
    const count = Number(options.get('count') ?? 2_000);
    const seed = Number(options.get('seed') ?? 0);
    const { kind } = await settleWallOf(options.get('wall'));
    const folder = await mkdtemp(join(tmpdir(), 'constat-mutants-'));
    const reader = createReader();
    try {
      const originals = [...(await sampleFiles()), ...(await filesBelow(await demoFolder(folder)))];
      const corpora = options.get('corpora');
      if (corpora !== undefined) originals.push(...(await filesBelow(corpora)));
      await runMutants(reader, folder, originals, seed + count, WARM_UP);
      const before = residentBytes();
      const start = performance.now();
      const outcome = await runMutants(reader, folder, originals, seed, count);
      const seconds = (performance.now() - start) / 1000;
      const growth = residentBytes() / before;
      const fates = [...outcome.fates].sort(([, a], [, b]) => b - a);
      return {
        figures: { ...outcome, fates: Object.fromEntries(fates), seconds, growth, wall: kind },
        table: [
          `${count} mutants of ${originals.length} files (${new Set(originals.map(({ name }) => name.split('.').at(-1))).size} kinds) behind ${kind}: ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second, slowest ${(outcome.slowestMs / 1000).toFixed(1)} s`,
          fates.map(([fate, items]) => `${fate} ${items}`).join(' · '),
          ...outcome.withoutFate.map((name) => `without fate: ${name}`),
          ...outcome.tooLong.map((name) => `too long: ${name}`),
        ],
        bars: [
          atMost('mutants without a fate', outcome.withoutFate.length, 0, 0),
          atMost('mutants beyond their time', outcome.tooLong.length, 0, 0),
          atMost('memory of the supervisor, end / start', growth, 1.1),
        ],
      };
    } finally {
      await reader.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function demoFolder(folder: string): Promise<string> {
  const hospital = await generateHospital({ dir: join(folder, 'hospital'), patients: 60, seed: 3 });
  return hospital.evidence;
}

async function filesBelow(folder: string): Promise<Original[]> {
  const found: Original[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || (await stat(path)).size > SIZE_LIMIT) continue;
    found.push({ name: entry.name, bytes: await readFile(path) });
  }
  return found;
}

/** Resident memory of this process after its garbage is collected. */
function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage.rss();
}
