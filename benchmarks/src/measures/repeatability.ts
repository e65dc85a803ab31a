import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OutsiderLine } from '@constat/contract/person.ts';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { atMost, type Measure } from '../measure.ts';
import { CONSTAT, runProcess, withoutSandbox } from '../runProcess.ts';
import { copyInOrder, withoutPlaces } from '../shuffledCopy.ts';

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url));
const EXPORTS = ['exposures', 'files', 'mentions', 'outsiders', 'persons', 'unread'];
/** So many lines of each export that differ are printed. */
const SHOWN = 10;

/** How the same evidence is assessed. */
interface Way {
  readonly name: string;
  readonly isReversed: boolean;
  readonly workers: number;
}

const WAYS: readonly [Way, ...Way[]] = [
  { name: 'in order, 2 workers', isReversed: false, workers: 2 },
  { name: 'again, 1 worker', isReversed: false, workers: 1 },
  { name: 'in reverse, 2 workers', isReversed: true, workers: 2 },
];

/** The lines of each export. */
type Exports = Readonly<Record<string, readonly string[]>>;

export const repeatability: Measure = {
  name: 'repeatability',
  help: 'the same evidence in another order, with 1 and 2 workers: the exports are the same (shared=DIR, scans=true, only=WORD)',
  async run(options) {
    const shared = options.get('shared') ?? SHARED;
    const folder = await mkdtemp(join(tmpdir(), 'constat-repeat-'));
    try {
      const evidence = await gather(shared, folder, options.get('only') ?? '');
      const results = new Map<Way, Exports>();
      const table: string[] = [];
      for (const way of WAYS) {
        const start = performance.now();
        results.set(way, await assessed(way, evidence, folder, options.get('scans') === 'true'));
        const lines = EXPORTS.map((name) => `${name} ${results.get(way)![name]!.length}`).join(' · ');
        table.push(`${way.name}: ${((performance.now() - start) / 1000).toFixed(0)} s, lines: ${lines}`);
        process.stderr.write(`${table.at(-1)!}\n`);
      }
      const [first, ...others] = WAYS;
      const compared = others.map((way) => compare(way, results.get(first)!, results.get(way)!));
      return {
        figures: { ways: compared.map(({ figures }) => figures) },
        table: [...table, ...compared.flatMap((one) => one.table)],
        bars: compared.map(({ name, differing }) =>
          atMost(`${name}: lines that differ from ${first.name}`, differing, 0, 0),
        ),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A register with files of all formats and of a hospital. */
interface Evidence {
  readonly register: string;
  readonly sets: readonly { readonly root: string; readonly files: readonly string[] }[];
}

async function gather(shared: string, folder: string, only: string): Promise<Evidence> {
  const ofEval = join(shared, 'eval/dev');
  const hospital = existsSync(ofEval)
    ? { register: join(ofEval, 'register.csv'), evidence: join(ofEval, 'dump') }
    : await generateHospital({ dir: join(folder, 'hospital'), patients: 1500, seed: 11 });
  const roots = [join(shared, 'corpora/formats'), hospital.evidence].filter((root) => root.includes(only));
  const sets = roots.map((root) => ({ root, files: corpusFiles('', root) }));
  return { register: hospital.register, sets: sets.filter(({ files }) => files.length > 0) };
}

async function assessed(
  { isReversed, workers }: Way,
  { register, sets }: Evidence,
  folder: string,
  withScans: boolean,
): Promise<Exports> {
  const dir = join(folder, 'case');
  const copies = join(folder, 'copies');
  const ordered = <T>(list: readonly T[]): T[] => (isReversed ? list.toReversed() : [...list]);
  try {
    await constat('case', 'create', dir);
    await constat(...withoutSandbox(dir));
    await constat('patients', 'import', register, '--case', dir);
    for (const [i, { root, files }] of ordered(sets).entries()) {
      const copy = join(copies, String(i));
      await copyInOrder(root, ordered(files), copy, i);
      await constat('evidence', 'add', copy, '--case', dir, '--source', 'corpora');
    }
    const scans = withScans ? [] : ['--no-scans'];
    await constat('assess', '--case', dir, '--workers', String(workers), ...scans);
    const exports: Record<string, string[]> = {};
    for (const name of EXPORTS) exports[name] = await exportedLines(name, dir);
    return exports;
  } finally {
    for (const one of [dir, copies]) await rm(one, { recursive: true, force: true });
  }
}

/** The lines of an export in their order of letters. */
async function exportedLines(name: string, dir: string): Promise<string[]> {
  const out = join(dir, `${name}.jsonl`);
  await constat('export', name, '--case', dir, '--format', 'jsonl', '--out', out);
  return withoutPlaces(await readFile(out, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (name === 'outsiders' ? withoutOrder(line) : line))
    .sort();
}

/** A person who is not in the register, without what follows from the order of the evidence: the number, the places (all of which stand in the mentions). */
function withoutOrder(line: string): string {
  return JSON.stringify({ ...(JSON.parse(line) as OutsiderLine), person: 0, places: [] });
}

async function constat(...args: string[]): Promise<void> {
  const run = await runProcess(process.execPath, [CONSTAT, ...args]);
  if (run.code !== 0) throw new Error(`${args.slice(0, 2).join(' ')}: ${run.err}`);
}

function compare(
  { name }: Way,
  first: Exports,
  second: Exports,
): { name: string; differing: number; figures: Record<string, unknown>; table: string[] } {
  const table: string[] = [];
  const figures: Record<string, number> = {};
  let differing = 0;
  for (const what of EXPORTS) {
    const gone = without(first[what]!, second[what]!);
    const come = without(second[what]!, first[what]!);
    const count = Math.max(gone.length, come.length);
    figures[what] = count;
    differing += count;
    if (count === 0) continue;
    table.push(`${name}, ${what}: ${gone.length} lines gone, ${come.length} come`);
    table.push(...gone.slice(0, SHOWN).map((line) => `  - ${line}`));
    table.push(...come.slice(0, SHOWN).map((line) => `  + ${line}`));
  }
  return { name, differing, figures: { name, ...figures }, table };
}

/** The lines of a list that another does not have, as often as they stand there. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
