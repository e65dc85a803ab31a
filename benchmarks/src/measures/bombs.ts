import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHIVE_BOMBS } from '../bombs/archiveBombs.ts';
import type { Bomb } from '../bombs/bomb.ts';
import { DOCUMENT_BOMBS } from '../bombs/documentBombs.ts';
import { atMost, type Measure } from '../measure.ts';
import { runProcess } from '../runProcess.ts';

const PROCESS = fileURLToPath(new URL('../bombProcess.ts', import.meta.url));
const SECONDS = 60;
/** Growth of the reading child over reading a file of a few bytes. */
const MEGABYTES = 512;
/** What one member may take in a temporary file. */
const DISK_GIGABYTES = 8;

export const bombs: Measure = {
  name: 'bombs',
  help: 'files made to exhaust the reader: disk, memory, time, what was read before the limit (only=WORD)',
  async run(options) {
    const only = options.get('only') ?? '';
    const chosen = [...ARCHIVE_BOMBS, ...DOCUMENT_BOMBS].filter(({ name, file }) =>
      `${name} ${file}`.includes(only),
    );
    const folder = mkdtempSync(join(tmpdir(), 'constat-bombs-'));
    try {
      const baseline = await baselineBytes(folder);
      const runs: BombRun[] = [];
      for (const bomb of chosen) {
        const run = await runBomb(bomb, folder, baseline);
        runs.push(run);
        process.stderr.write(`${line(run)}\n`);
      }
      return {
        figures: { runs },
        table: [HEAD, ...runs.map(line)],
        bars: [
          atMost('bombs that broke something', runs.filter(({ faults }) => faults.length > 0).length, 0, 0),
          atMost(
            'seconds of processor time, the slowest',
            Math.max(...runs.map(({ processorSeconds }) => processorSeconds)),
            SECONDS,
            1,
          ),
          atMost(
            'seconds on the clock, the slowest',
            Math.max(...runs.map(({ seconds }) => seconds)),
            SECONDS,
            1,
          ),
          atMost(
            'MB of memory of the reading child above the baseline, the largest',
            Math.max(...runs.map(({ megabytes }) => megabytes)),
            MEGABYTES,
            0,
          ),
          atMost(
            'GB of temporary files, the largest',
            Math.max(...runs.map(({ diskGigabytes }) => diskGigabytes)),
            DISK_GIGABYTES,
            2,
          ),
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface BombRun {
  readonly name: string;
  readonly fileBytes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly diskGigabytes: number;
  readonly items: number;
  readonly textBytes: number;
  readonly root: string;
  readonly outcomes: Readonly<Record<string, number>>;
  /** What was not as it must be. */
  readonly faults: readonly string[];
}

type Answer = Pick<BombRun, 'items' | 'root' | 'outcomes' | 'textBytes' | 'seconds'>;

async function baselineBytes(folder: string): Promise<number> {
  const file = join(folder, 'small.txt');
  writeFileSync(file, 'Bonjour\n');
  const run = await runProcess(process.execPath, [PROCESS, file]);
  return run.peakChildBytes;
}

async function runBomb(bomb: Bomb, folder: string, baseline: number): Promise<BombRun> {
  const file = join(folder, bomb.file);
  await bomb.build(file);
  const fileBytes = statSync(file).size;
  const run = await runProcess(process.execPath, [PROCESS, file], { killAfterMs: 5 * SECONDS * 1000 });
  rmSync(file);
  const nothing = { items: 0, root: 'none', outcomes: {}, textBytes: 0, seconds: run.seconds };
  const answer = run.code === 0 ? (JSON.parse(run.out) as Answer) : nothing;
  return {
    name: bomb.name,
    fileBytes,
    ...answer,
    processorSeconds: run.processorSeconds,
    megabytes: Math.max(0, run.peakChildBytes - baseline) / 1e6,
    diskGigabytes: run.peakTemporaryBytes / 2 ** 30,
    faults: faultsOf(bomb, answer),
  };
}

function faultsOf(bomb: Bomb, { outcomes, textBytes, items }: Answer): string[] {
  const names = Object.keys(outcomes);
  return [
    ...(names.some((name) => bomb.expected.includes(name)) ? [] : ['fate']),
    ...(textBytes >= (bomb.keeps ?? 0) ? [] : ['text lost']),
    ...(items >= (bomb.lists ?? 1) ? [] : ['members lost']),
    ...(names.some((name) => /^(?:crashed|timed_out|none)/.test(name)) ? ['mishap'] : []),
  ];
}

const HEAD = `${'bomb'.padEnd(56)}   file MB       s   cpu s      MB  disk GB      items  text bytes  root; others`;

function line(run: BombRun): string {
  const others = Object.entries(run.outcomes)
    .map(([outcome, count]) => `${outcome} × ${count}`)
    .join(', ');
  return [
    run.name.padEnd(56),
    (run.fileBytes / 1e6).toFixed(2).padStart(9),
    run.seconds.toFixed(1).padStart(7),
    run.processorSeconds.toFixed(1).padStart(7),
    run.megabytes.toFixed(0).padStart(7),
    run.diskGigabytes.toFixed(2).padStart(8),
    String(run.items).padStart(10),
    String(run.textBytes).padStart(11),
    ` ${run.root}; ${others}${run.faults.length > 0 ? `  MISS: ${run.faults.join(', ')}` : ''}`,
  ].join(' ');
}
