import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { z } from 'zod';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { constat, runCase } from '../runCase.ts';

const EVAL = fileURLToPath(new URL('../../../../shared/eval', import.meta.url));
const SETS = 'dev,dev-2,dev-3';
/** Seeds and sizes of the invented hospitals. */
const HOSPITALS = 20;
const SIZES = [300, 600, 1_200, 2_500, 5_000];
/** Upper ends of the bins of the reliability table. */
const BINS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1];

/** Whom the files really concern: patients with a line that is no decoy, whether a reader could tell or not. */
const truthSchema = z.object({ patient: z.string(), decoy: z.boolean().optional() });
const summarySchema = z.object({
  persons: z.object({ expected: z.number(), low: z.number(), high: z.number() }),
});
const personSchema = z.object({ patient: z.string(), probability: z.number() });

interface Outcome {
  readonly name: string;
  readonly truth: number;
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  readonly covers: boolean;
  /** Probability of each person of the result, and whether the files concern him. */
  readonly persons: readonly { readonly probability: number; readonly concerned: boolean }[];
}

export const calibration: Measure = {
  name: 'calibration',
  help: 'probabilities of persons against the truth; how often the 95 % interval covers it (eval=DIR, sets=dev,dev-2,dev-3, hospitals=20)',
  async run(options) {
    const evaluation = options.get('eval') ?? EVAL;
    const sets = (options.get('sets') ?? SETS).split(',').filter((set) => set !== '');
    const hospitals = Number(options.get('hospitals') ?? HOSPITALS);
    const outcomes: Outcome[] = [];
    for (const set of sets) {
      const dir = join(evaluation, set);
      if (!existsSync(dir))
        throw new Error(
          `no evaluation data at ${dir}: name its folder with eval=DIR, or leave it out with sets=`,
        );
      outcomes.push(
        await outcomeOf(set, {
          register: join(dir, 'register.csv'),
          evidence: join(dir, 'dump'),
          truth: join(dir, 'truth.jsonl'),
        }),
      );
    }
    for (let seed = 1; seed <= hospitals; seed++) outcomes.push(await inventedHospital(seed));
    return report(outcomes);
  },
};

async function inventedHospital(seed: number): Promise<Outcome> {
  const dir = await mkdtemp(join(tmpdir(), 'constat-hospital-'));
  try {
    const patients = SIZES[seed % SIZES.length]!;
    return await outcomeOf(
      `seed ${seed}, ${patients} patients`,
      await generateHospital({ dir, patients, seed: 1_000 + seed }),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function outcomeOf(
  name: string,
  files: { register: string; evidence: string; truth: string },
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'constat-calibration-'));
  try {
    const dir = await runCase(folder, files.register, files.evidence);
    const found = (await constat('export', 'persons', '--case', dir, '--format', 'jsonl', '--out', '-'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => personSchema.parse(JSON.parse(line)));
    const concerned = new Set(
      (await readFile(files.truth, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => truthSchema.parse(JSON.parse(line)))
        .filter(({ decoy }) => decoy !== true)
        .map(({ patient }) => patient),
    );
    // The count that an officer reads on the page, and not a sum of our own.
    const { persons } = summarySchema.parse(JSON.parse(await constat('summary', '--case', dir, '--json')));
    const { expected, low: lower, high: upper } = persons;
    return {
      name,
      truth: concerned.size,
      expected,
      lower,
      upper,
      covers: lower <= concerned.size && concerned.size <= upper,
      persons: found.map(({ patient, probability }) => ({ probability, concerned: concerned.has(patient) })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bin {
  readonly to: number;
  readonly persons: number;
  readonly mean: number;
  readonly share: number;
}

function binsOf(persons: Outcome['persons']): Bin[] {
  return BINS.flatMap((to, b) => {
    const from = BINS[b - 1] ?? 0;
    const inside = persons.filter(({ probability }) => probability > from && probability <= to);
    if (inside.length === 0) return [];
    const mean = inside.reduce((sum, { probability }) => sum + probability, 0) / inside.length;
    const share = inside.filter(({ concerned }) => concerned).length / inside.length;
    return [{ to, persons: inside.length, mean, share }];
  });
}

/** Expected calibration error: the mean distance of probability and share, bins weighed by their persons. */
function errorOf(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { persons }) => sum + persons, 0);
  return bins.reduce((sum, { persons, mean, share }) => sum + (persons / all) * Math.abs(mean - share), 0);
}

function report(outcomes: readonly Outcome[]): Awaited<ReturnType<Measure['run']>> {
  const bins = binsOf(outcomes.flatMap(({ persons }) => persons));
  const covered = outcomes.filter(({ covers }) => covers).length;
  const error = errorOf(bins);
  const needed = Math.ceil((outcomes.length * 21) / 23);
  return {
    figures: {
      error,
      covered,
      bins,
      outcomes: outcomes.map(({ persons, ...rest }) => ({ ...rest, persons: persons.length })),
    },
    table: [
      'persons by probability: how many, mean probability, share that the files concern',
      ...bins.map(
        ({ to, persons, mean, share }) =>
          `  <= ${String(to).padEnd(5)} ${String(persons).padStart(7)}  ${mean.toFixed(3)}  ${share.toFixed(3)}`,
      ),
      'truth and 95 % interval',
      ...outcomes.map(
        ({ name, truth, expected, lower, upper, covers }) =>
          `  ${name.padEnd(26)} ${String(truth).padStart(6)}  expected ${expected.toFixed(1)}, ${lower} to ${upper}${covers ? '' : '  NOT COVERED'}`,
      ),
    ],
    bars: [
      atMost('expected calibration error, persons', error, 0.02, 4),
      atLeast(`intervals that cover the truth, of ${outcomes.length}`, covered, needed, 0),
    ],
  };
}
