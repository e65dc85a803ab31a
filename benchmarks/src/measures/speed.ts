import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORPORA, type Corpus, generateCorpus } from '../generate/corpora.ts';
import { atLeast, type Bar, type Measure } from '../measure.ts';
import { runProcess } from '../runProcess.ts';

const LANE = fileURLToPath(new URL('../laneProcess.ts', import.meta.url));
/** What ripgrep is asked: NIR, phone, e-mail, date. */
const PATTERNS = [
  String.raw`\b[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3}( ?\d{2})?\b`,
  String.raw`\b0[1-9]([ .-]?\d{2}){4}\b`,
  String.raw`[\w.+-]+@[\w-]+\.[\w.]+`,
  String.raw`\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b`,
];

interface LaneFigures {
  readonly wall: number;
  readonly cpu: number;
  /** CPU seconds of the quickest and the slowest of the three passes. */
  readonly cpuBest: number;
  readonly cpuWorst: number;
  readonly sightings: number;
  readonly indexBytesPerPatient: number;
}

export const speed: Measure = {
  name: 'speed',
  help: 'MB/s per core of read + detect + link with 750,000 patients loaded, median of three passes after a first one (patients=N, mb=N, wall=KIND)',
  async run(options) {
    const patients = Number(options.get('patients') ?? 750_000);
    const bytes = Number(options.get('mb') ?? 200) * 1e6;
    const folder = await mkdtemp(join(tmpdir(), 'constat-speed-'));
    try {
      const groups: string[][] = [];
      for (const corpus of CORPORA)
        groups.push(await generateCorpus(corpus, folder, isSmall(corpus) ? bytes / 10 : bytes, patients));
      const { out, err, code } = await runProcess(
        process.execPath,
        ['--max-old-space-size=4096', LANE, String(patients), options.get('wall') ?? ''],
        { input: JSON.stringify(groups) },
      );
      if (code !== 0) throw new Error(err);
      const figures = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LaneFigures);
      return await report(groups, figures);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Documents in many small files: a tenth of the bytes is plenty. */
function isSmall(corpus: Corpus): boolean {
  return corpus === 'eml' || corpus === 'docx' || corpus === 'pdf';
}

async function report(
  groups: readonly string[][],
  figures: readonly LaneFigures[],
): ReturnType<Measure['run']> {
  const table = [
    'corpus      MB   files   MB/s per core  (slowest to quickest)   MB/s wall   patients seen   beside',
  ];
  const bars: Bar[] = [];
  const all: Record<string, unknown> = {};
  for (const [i, corpus] of CORPORA.entries()) {
    const files = groups[i]!;
    const { wall, cpu, cpuBest, cpuWorst, sightings } = figures[i]!;
    const mb = await megabytes(files);
    const beside = corpus === 'pdf' ? pdftotextSpeed(files, mb) : ripgrepSpeed(files, mb);
    table.push(
      `${corpus.padEnd(8)} ${mb.toFixed(0).padStart(5)} ${String(files.length).padStart(7)} ${(mb / cpu).toFixed(1).padStart(15)} ${`(${(mb / cpuWorst).toFixed(1)} to ${(mb / cpuBest).toFixed(1)})`.padStart(23)} ${(mb / wall).toFixed(1).padStart(11)} ${String(sightings).padStart(15)}   ${beside.text}`,
    );
    all[corpus] = {
      mb,
      wall,
      cpu,
      mbPerSecondPerCore: mb / cpu,
      mbPerSecond: mb / wall,
      beside: beside.mbPerSecond,
    };
    if (!isSmall(corpus)) bars.push(atLeast(`${corpus}: MB/s per core`, mb / cpu, 80, 1));
  }
  all['indexBytesPerPatient'] = figures[0]!.indexBytesPerPatient;
  return { figures: all, bars, table };
}

async function megabytes(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += (await stat(file)).size;
  return bytes / 1e6;
}

function ripgrepSpeed(files: readonly string[], mb: number): { text: string; mbPerSecond: number | null } {
  const patterns = PATTERNS.flatMap((pattern) => ['-e', pattern]);
  return timed('ripgrep', mb, () =>
    spawnSync(
      'rg',
      [
        '--threads',
        '1',
        '--count',
        '--text',
        '--no-ignore',
        ...patterns,
        files.length === 1 ? files[0]! : join(files[0]!, '..'),
      ],
      { stdio: 'ignore' },
    ),
  );
}

function pdftotextSpeed(files: readonly string[], mb: number): { text: string; mbPerSecond: number | null } {
  return timed('pdftotext', mb, () => {
    let last = spawnSync('pdftotext', ['-v'], { stdio: 'ignore' });
    if (last.error === undefined)
      for (const file of files) last = spawnSync('pdftotext', [file, '/dev/null'], { stdio: 'ignore' });
    return last;
  });
}

function timed(
  name: string,
  mb: number,
  run: () => { error?: Error },
): { text: string; mbPerSecond: number | null } {
  const start = performance.now();
  if (run().error !== undefined) return { text: `${name} absent`, mbPerSecond: null };
  const mbPerSecond = mb / ((performance.now() - start) / 1000);
  return { text: `${name} ${mbPerSecond.toFixed(1)} MB/s`, mbPerSecond };
}
