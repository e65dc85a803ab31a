import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '@constat/contract/summary.ts';
import { generateDump, generateMentions } from '../generate/dump.ts';
import { registerLines } from '../generate/patients.ts';
import { writeLines } from '../generate/writeLines.ts';
import { atMost, type Bar, type Measure, type Measurement } from '../measure.ts';
import { CONSTAT, type ProcessRun, runProcess, withoutSandbox } from '../runProcess.ts';

/** Ten times the work may take at most so many times the time. */
const TEN_TIMES = 10.5;
const MINUTE = 60;

/** What the parts are measured with; each can be given as NAME=VALUE. */
interface Scale {
  /** Where the invented files go: a disk with twice the room of the largest dump. */
  readonly dir: string;
  readonly workers: number;
  readonly patients: number;
  readonly mentions: number;
  readonly files: number;
  readonly gb: number;
  readonly sizes: readonly number[];
  readonly few: number;
  readonly many: number;
}

const PARTS = { link, dump, grow, millions } as const;

export const scale: Measure = {
  name: 'scale',
  help: '750,000 patients: 10 million mentions, an 11 GB dump, time against size, 5 million patients (part=link,dump,grow,millions, patients=N, mentions=N, files=N, gb=N, sizes=1,2,5,11, few=N, many=N, workers=N, dir=DIR)',
  section: (options) => (options.has('part') ? `scale part=${options.get('part')!}` : 'scale'),
  async run(options) {
    const number = (name: string, otherwise: number): number => Number(options.get(name) ?? otherwise);
    const given: Scale = {
      dir: options.get('dir') ?? tmpdir(),
      workers: number('workers', 2),
      patients: number('patients', 750_000),
      mentions: number('mentions', 10_000_000),
      files: number('files', 8),
      gb: number('gb', 11),
      sizes: (options.get('sizes') ?? '1,2,5,11').split(',').map(Number),
      few: number('few', 75_000),
      many: number('many', 5_000_000),
    };
    const wanted = (options.get('part') ?? Object.keys(PARTS).join(',')).split(',');
    const parts: Measurement[] = [];
    for (const name of wanted) {
      if (!Object.hasOwn(PARTS, name)) throw new Error(`unknown part: ${name}`);
      parts.push(await PARTS[name as keyof typeof PARTS](given));
      process.stderr.write(`${parts.at(-1)!.table.join('\n')}\n`);
    }
    return {
      figures: Object.assign({}, ...parts.map(({ figures }) => figures)) as Measurement['figures'],
      table: parts.flatMap(({ table }) => table),
      bars: parts.flatMap(({ bars }) => bars),
    };
  },
};

/** A register, and many mentions in few large files: what linking alone takes. */
async function link({ dir, workers, patients, mentions, files }: Scale): Promise<Measurement> {
  return await inFolder(dir, async (folder) => {
    const evidence = join(folder, 'evidence');
    await generateMentions(evidence, mentions, files, patients);
    const done = await assessAll(folder, evidence, patients, workers);
    return {
      figures: { link: { patients, mentions, ...done } },
      table: [
        `${mentions} mentions, ${patients} patients, ${workers} workers: read and linked in ${done.assess.toFixed(1)} s (import ${done.import.toFixed(1)} s, listing ${done.collect.toFixed(1)} s), ${(mentions / done.assess).toFixed(0)} mentions a second, peak memory ${megabytes(done.peakBytes)} MB`,
      ],
      bars: [atMost('link: seconds', done.assess, 2 * MINUTE, 1)],
    };
  });
}

/** A whole dump, with the time of the first counts. */
async function dump({ dir, workers, patients, gb }: Scale): Promise<Measurement> {
  return await inFolder(dir, async (folder) => {
    const evidence = join(folder, 'evidence');
    await generateDump(evidence, gb * 1e9, patients);
    const done = await assessAll(folder, evidence, patients, workers);
    return {
      figures: { dump: { patients, gb, ...done } },
      table: [
        `${gb} GB, ${patients} patients, ${workers} workers: ${(done.total / MINUTE).toFixed(1)} min in all (import ${done.import.toFixed(0)} s, listing ${done.collect.toFixed(0)} s, reading ${done.assess.toFixed(0)} s, summary ${done.summary.toFixed(0)} s), peak memory ${megabytes(done.peakBytes)} MB; first counts after ${done.firstCounts === null ? '–' : `${(done.firstCounts / MINUTE).toFixed(1)} min`}; ${done.persons} persons`,
      ],
      bars: [
        atMost('dump: minutes', done.total / MINUTE, 30, 1),
        atMost('dump: minutes to the first counts', (done.firstCounts ?? Infinity) / MINUTE, 5, 1),
      ],
    };
  });
}

/** Time against the size of the dump, and against the number of patients. */
async function grow(given: Scale): Promise<Measurement> {
  const { sizes, few, patients } = given;
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const table = ['      GB   patients   minutes   listing s   reading s   peak MB'];
  const runs: { gb: number; patients: number; total: number; peakBytes: number }[] = [];
  const measured = async (gb: number, count: number): Promise<number> => {
    const done = await inFolder(given.dir, async (folder) => {
      await generateDump(join(folder, 'evidence'), gb * 1e9, count);
      return await assessAll(folder, join(folder, 'evidence'), count, given.workers);
    });
    runs.push({ gb, patients: count, total: done.total, peakBytes: done.peakBytes });
    table.push(
      `${gb.toFixed(2).padStart(8)} ${String(count).padStart(10)} ${(done.total / MINUTE).toFixed(2).padStart(9)} ${done.collect.toFixed(1).padStart(11)} ${done.assess.toFixed(1).padStart(11)} ${megabytes(done.peakBytes).padStart(9)}`,
    );
    process.stderr.write(`${table.at(-1)!}\n`);
    return done.total;
  };
  const seconds = new Map<number, number>();
  for (const gb of [...sizes].sort((a, b) => a - b)) seconds.set(gb, await measured(gb, patients));
  const withFew = await measured(smallest, few);
  const bars: Bar[] = [
    atMost(
      `grow: times the time for ${(largest / smallest).toFixed(1)} times the bytes`,
      seconds.get(largest)! / seconds.get(smallest)!,
      (TEN_TIMES / 10) * (largest / smallest),
      2,
    ),
    atMost(
      `grow: times the time for ${(patients / few).toFixed(1)} times the patients`,
      seconds.get(smallest)! / withFew,
      (TEN_TIMES / 10) * (patients / few),
      2,
    ),
  ];
  return { figures: { grow: runs }, table, bars };
}

/** A register of millions: imported, loaded, linked with a small dump. */
async function millions({ dir, workers, many }: Scale): Promise<Measurement> {
  return await inFolder(dir, async (folder) => {
    const evidence = join(folder, 'evidence');
    await generateMentions(evidence, 100_000, 2, many);
    const done = await assessAll(folder, evidence, many, workers);
    return {
      figures: { millions: { patients: many, ...done, bytesPerPatient: done.peakBytes / many } },
      table: [
        `${many} patients: imported in ${done.import.toFixed(0)} s (peak ${megabytes(done.importPeakBytes)} MB); loaded and 100,000 mentions linked in ${done.assess.toFixed(0)} s, peak memory ${megabytes(done.peakBytes)} MB: ${(done.peakBytes / many).toFixed(0)} bytes a patient in all`,
      ],
      bars: [],
    };
  });
}

/** How long the steps of a case took, seconds. */
interface Done {
  readonly import: number;
  readonly collect: number;
  readonly assess: number;
  readonly summary: number;
  /** All steps together. */
  readonly total: number;
  /** From the beginning of the import to the first number of patients that the display of the assessment tells. */
  readonly firstCounts: number | null;
  readonly persons: number;
  /** Of assessing: memory without PostgreSQL's. */
  readonly peakBytes: number;
  readonly importPeakBytes: number;
}

/** The steps of a case as a hospital takes them. */
async function assessAll(folder: string, evidence: string, patients: number, workers: number): Promise<Done> {
  const register = join(folder, 'patients.csv');
  await writeLines(register, registerLines(patients));
  const dir = join(folder, 'case');
  await constat('case', 'create', dir);
  await constat(...withoutSandbox(dir));
  const start = performance.now();
  const imported = await constat('patients', 'import', register, '--case', dir);
  const listed = await constat('evidence', 'add', evidence, '--case', dir, '--source', 'generated');
  const first = new FirstCounts(start);
  const assessed = await runConstat(
    ['assess', '--case', dir, '--no-scans', '--workers', String(workers)],
    (text) => first.take(text),
  );
  const summary = await constat('summary', '--json', '--case', dir);
  const { persons } = JSON.parse(summary.out) as Summary;
  return {
    import: imported.seconds,
    collect: listed.seconds,
    assess: assessed.seconds,
    summary: summary.seconds,
    total: imported.seconds + listed.seconds + assessed.seconds + summary.seconds,
    firstCounts: first.seconds,
    persons: Math.round(persons.expected),
    peakBytes: assessed.peakBytes,
    importPeakBytes: imported.peakBytes,
  };
}

/** What `assess` says as soon as anybody is found. */
const FOUND = /patients? found so far/;

/** Notes when the display of an assessment tells the first number of patients. */
class FirstCounts {
  readonly #start: number;
  seconds: number | null = null;

  constructor(start: number) {
    this.#start = start;
  }

  take(text: string): void {
    if (this.seconds === null && FOUND.test(text)) this.seconds = (performance.now() - this.#start) / 1000;
  }
}

function constat(...args: string[]): Promise<ProcessRun> {
  return runConstat(args);
}

async function runConstat(args: readonly string[], onError?: (text: string) => void): Promise<ProcessRun> {
  const run = await runProcess(
    process.execPath,
    [CONSTAT, ...args],
    onError === undefined ? {} : { onError },
  );
  if (run.code !== 0) throw new Error(`${args.slice(0, 2).join(' ')}: ${run.err}`);
  return run;
}

async function inFolder<T>(dir: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(dir, 'constat-scale-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
