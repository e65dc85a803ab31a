import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReader } from '@constat/server/read/childReader.ts';
import type { Reader } from '@constat/server/read/reader.ts';
import { searchWall, tryWalls } from '@constat/server/sandbox/settleWall.ts';
import type { Wall } from '@constat/server/sandbox/wall.ts';
import { generateCorpus } from '../generate/corpora.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { ProcessTime } from '../processTime.ts';

/** A wall under the name that the table gives it. */
interface NamedWall {
  readonly name: string;
  readonly wall: Wall;
}

/** What one round behind one wall took. */
interface Round {
  /** Milliseconds until a new child has read a small file. */
  readonly startMs: number;
  readonly startCpuMs: number;
  /** Milliseconds for each further small file. */
  readonly fileMs: number;
  readonly fileCpuMs: number;
  /** A large file, its child's start included. */
  readonly mbPerSecond: number;
  readonly mbPerSecondPerCore: number;
}

const SMALL_FILES = 300;

export const sandboxCost: Measure = {
  name: 'sandbox-cost',
  help: 'what the wall costs: start of a child, small files, a large CSV; each kind of wall beside none (mb=N, rounds=N)',
  async run(options) {
    const rounds = Number(options.get('rounds') ?? 5);
    const folder = await mkdtemp(join(tmpdir(), 'constat-cost-'));
    try {
      const [large] = await generateCorpus('csv', folder, Number(options.get('mb') ?? 200) * 1e6, 20_000);
      const small = await smallFiles(folder);
      const walls = await allWalls();
      const results = new Map<string, Round[]>(walls.map(({ name }) => [name, []]));
      // The walls take turns: a machine that others use is not always as quick.
      for (let round = -1; round < rounds; round++) {
        for (const { name, wall } of walls) {
          const result = await measureRound(wall, small, large!);
          if (round >= 0) results.get(name)!.push(result);
        }
      }
      return report(results, (await searchWall()).tests[0]?.milliseconds ?? null);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** None, every kind that this machine lets us build, and that again with the code compiled beforehand, as it is in use. */
async function allWalls(): Promise<NamedWall[]> {
  const found: NamedWall[] = [{ name: 'none', wall: { kind: 'none' } }];
  for (const kind of ['bubblewrap', 'util-linux'] as const) {
    const { wall } = await tryWalls([kind]);
    if (wall === null) continue;
    found.push({ name: kind, wall: { ...wall, codeCache: null } }, { name: `${kind}, compiled`, wall });
  }
  return found;
}

async function smallFiles(folder: string): Promise<string[]> {
  const files = Array.from({ length: SMALL_FILES }, (_, i) => join(folder, `${i}.txt`));
  for (const file of files) await writeFile(file, 'Bonjour, voici une lettre.\n'.repeat(100));
  return files;
}

async function measureRound(wall: Wall, small: readonly string[], large: string): Promise<Round> {
  const time = new ProcessTime();
  const reader = createReader({ wall });
  const timed = async (work: () => Promise<void>): Promise<{ ms: number; cpuMs: number }> => {
    const [start, cpu] = [performance.now(), time.total];
    await work();
    return { ms: performance.now() - start, cpuMs: (time.total - cpu) * 1000 };
  };
  try {
    const start = await timed(() => readFile(reader, small[0]!, time));
    const files = await timed(async () => {
      for (const file of small.slice(1)) await readFile(reader, file, null);
    });
    const whole = await timed(() => readFile(reader, large, time));
    const mb = (await stat(large)).size / 1e6;
    return {
      startMs: start.ms,
      startCpuMs: start.cpuMs,
      fileMs: files.ms / (small.length - 1),
      fileCpuMs: files.cpuMs / (small.length - 1),
      mbPerSecond: mb / (whole.ms / 1000),
      mbPerSecondPerCore: mb / (whole.cpuMs / 1000),
    };
  } finally {
    await reader.close();
  }
}

async function readFile(reader: Reader, file: string, time: ProcessTime | null): Promise<void> {
  for await (const event of reader.read(Buffer.from(file), [[]])) if (event.kind === 'end') time?.sample();
}

function report(
  results: ReadonlyMap<string, readonly Round[]>,
  selfTestMs: number | null,
): Awaited<ReturnType<Measure['run']>> {
  const medians = new Map([...results].map(([name, rounds]) => [name, medianRound(rounds)]));
  const none = medians.get('none')!;
  const table = [
    'wall                    start ms  (CPU)   small file ms  (CPU)   large CSV MB/s  (per core)',
    ...[...medians].map(
      ([name, r]) =>
        `${name.padEnd(22)} ${r.startMs.toFixed(0).padStart(9)} ${`(${r.startCpuMs.toFixed(0)})`.padStart(6)} ${r.fileMs.toFixed(2).padStart(15)} ${`(${r.fileCpuMs.toFixed(2)})`.padStart(7)} ${r.mbPerSecond.toFixed(0).padStart(16)} ${`(${r.mbPerSecondPerCore.toFixed(0)})`.padStart(10)}`,
    ),
    ...(selfTestMs === null ? [] : [`self-test: ${selfTestMs.toFixed(0)} ms`]),
  ];
  const bars = [...medians]
    .filter(([name]) => name !== 'none')
    .flatMap(([name, r]) => [
      atMost(`${name}: start of a child beside none, CPU ms`, r.startCpuMs - none.startCpuMs, 60, 0),
      atMost(`${name}: a small file beside none, CPU ms`, r.fileCpuMs - none.fileCpuMs, 0.2, 2),
      atLeast(`${name}: large CSV per core / none`, r.mbPerSecondPerCore / none.mbPerSecondPerCore, 0.95, 2),
    ]);
  return {
    figures: { ...Object.fromEntries(medians), selfTestMs },
    table,
    bars: selfTestMs === null ? bars : [...bars, atMost('self-test, ms', selfTestMs, 1000, 0)],
  };
}

function medianRound(rounds: readonly Round[]): Round {
  const median = (pick: (round: Round) => number): number =>
    rounds.map(pick).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]!;
  return {
    startMs: median((r) => r.startMs),
    startCpuMs: median((r) => r.startCpuMs),
    fileMs: median((r) => r.fileMs),
    fileCpuMs: median((r) => r.fileCpuMs),
    mbPerSecond: median((r) => r.mbPerSecond),
    mbPerSecondPerCore: median((r) => r.mbPerSecondPerCore),
  };
}
