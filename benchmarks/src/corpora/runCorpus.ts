import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FATES, type FileLine, fileLineSchema } from '@constat/contract/item.ts';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { atMost, type Bar } from '../measure.ts';
import { CONSTAT, type ProcessRun, runProcess, withoutSandbox } from '../runProcess.ts';

/** A part of a measurement. */
export interface Section {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly table: readonly string[];
  readonly bars: readonly Bar[];
}

/** A command that takes longer hangs. */
const HANGS_MS = 60 * 60 * 1000;
const FOLDERS = ['formats', 'hostile'];
const MISHAPS = ['crashed', 'timed_out', 'out_of_memory'];

/** All files of `formats` and `hostile` through the command line, in a case with a small invented register. */
export async function runCorpus(corpora: string, withScans: boolean): Promise<Section> {
  const files = FOLDERS.flatMap((folder) => corpusFiles(folder, corpora));
  const folder = await mkdtemp(join(tmpdir(), 'constat-corpora-'));
  const runs: { command: string; run: ProcessRun }[] = [];
  const constat = async (...args: string[]): Promise<ProcessRun> => {
    const run = await runProcess(process.execPath, [CONSTAT, ...args], { killAfterMs: HANGS_MS });
    runs.push({ command: args.slice(0, 2).join(' '), run });
    return run;
  };
  try {
    const dir = join(folder, 'case');
    const out = join(folder, 'files.jsonl');
    const { register } = await generateHospital({ dir: join(folder, 'hospital'), patients: 60, seed: 3 });
    await constat('case', 'create', dir);
    await constat(...withoutSandbox(dir));
    await constat('patients', 'import', register, '--case', dir);
    const start = performance.now();
    for (const name of FOLDERS)
      await constat('evidence', 'add', join(corpora, name), '--case', dir, '--source', 'corpora');
    await constat('assess', '--case', dir, ...(withScans ? [] : ['--no-scans']));
    const seconds = (performance.now() - start) / 1000;
    await constat('export', 'files', '--case', dir, '--format', 'jsonl', '--out', out);
    return report(files.length, readLines(await readFile(out, 'utf8').catch(() => '')), runs, seconds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readLines(text: string): FileLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => fileLineSchema.parse(JSON.parse(line)));
}

function report(
  files: number,
  lines: readonly FileLine[],
  runs: readonly { command: string; run: ProcessRun }[],
  seconds: number,
): Section {
  const fates = FATES.map((fate) => [fate, lines.filter((line) => line.fate === fate).length] as const);
  const mishaps = lines.filter(({ fate }) => fate !== null && MISHAPS.includes(fate));
  const hangs = runs.filter(({ run }) => run.code === null && run.seconds * 1000 >= HANGS_MS);
  const crashes = runs.filter(({ run }) => run.code !== 0).filter((run) => !hangs.includes(run));
  const listed = lines.filter(({ path }) => !path.includes('!/')).length;
  const filesPerSecond = files / seconds;
  const peakMb = Math.max(...runs.map(({ run }) => run.peakBytes)) / 1e6;
  return {
    figures: {
      files,
      items: lines.length,
      fates: Object.fromEntries(fates),
      seconds,
      filesPerSecond,
      peakMb,
    },
    table: [
      `${files} files, ${lines.length} items: ${seconds.toFixed(0)} s, ${filesPerSecond.toFixed(1)} files a second, peak memory ${peakMb.toFixed(0)} MB`,
      fates
        .filter(([, count]) => count > 0)
        .map(([fate, count]) => `${fate} ${count}`)
        .join(' · '),
      ...mishaps.map(({ path, fate, reason }) => `  ${fate!} ${reason}: ${path}`),
      ...crashes.map(
        ({ command, run }) => `  exit ${run.code ?? 'by signal'}: ${command} ${run.err.slice(-500)}`,
      ),
    ],
    bars: [
      atMost('commands that crashed', crashes.length, 0, 0),
      atMost('commands that hung', hangs.length, 0, 0),
      atMost('files that are not listed', files - listed, 0, 0),
      atMost('items without a fate', lines.filter(({ fate }) => fate === null).length, 0, 0),
    ],
  };
}
