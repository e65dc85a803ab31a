import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atLeast, atMost, type Bar, type Measure } from '../measure.ts';
import { describeOutsiders, type OutsiderScore, scoreOutsiders } from '../scoreOutsiders.ts';
import { CONSTAT, runProcess } from '../runProcess.ts';

const EVAL = fileURLToPath(new URL('../../../../shared/eval', import.meta.url));
/** Formats of pictures, as the truth names them: their text is recognised, not read. */
const PICTURES: ReadonlySet<string> = new Set(['pdf-scan', 'jpg', 'png', 'tiff']);

const prf = z.object({
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  tp: z.number(),
  fp: z.number(),
  fn: z.number(),
});
const scoreSchema = z.object({
  patient: prf,
  patient_file: prf,
  patient_category: prf,
  categories: z.record(z.string(), prf),
  formats: z.record(z.string(), z.object({ recall: z.number(), pairs: z.number() })),
  false_alarms: z.object({ files_without_patients: z.number(), files_with_an_alarm: z.number() }),
  files: z.object({ unaccounted: z.number() }),
  count: z.object({ truth_certain: z.number(), predicted_at_threshold: z.number() }),
});

export const devScore: Measure = {
  name: 'dev-score',
  help: 'recall and precision on synthetic hospitals with their truth (eval=DIR, sets=dev,dev-2,dev-3)',
  async run(options) {
    const evaluation = options.get('eval') ?? EVAL;
    if (!existsSync(join(evaluation, 'score.py')))
      throw new Error(`no evaluation data at ${evaluation}: name its folder with eval=DIR`);
    const bars: Bar[] = [];
    const table: string[] = [];
    const figures: Record<string, unknown> = {};
    for (const set of (options.get('sets') ?? 'dev').split(',')) {
      const score = await scoreOf(evaluation, set);
      figures[set] = score;
      table.push(...describe(set, score));
      bars.push(...barsOf(set, score));
    }
    return { figures, table, bars };
  },
};

type Score = z.infer<typeof scoreSchema> & { readonly outsiders: OutsiderScore };

async function scoreOf(evaluation: string, set: string): Promise<Score> {
  const folder = await mkdtemp(join(tmpdir(), 'constat-score-'));
  try {
    const dir = join(folder, 'case');
    const truth = join(evaluation, set);
    await ok(process.execPath, [
      CONSTAT,
      'run',
      '--patients',
      join(truth, 'register.csv'),
      '--evidence',
      join(truth, 'dump'),
      '--out',
      dir,
      '--without-sandbox',
      'a measurement on invented files',
    ]);
    for (const what of ['exposures', 'files', 'mentions'])
      await ok(process.execPath, [
        CONSTAT,
        'export',
        what,
        '--case',
        dir,
        '--format',
        'jsonl',
        '--out',
        join(folder, `${what}.jsonl`),
      ]);
    const out = await ok('python3', [
      join(evaluation, 'score.py'),
      truth,
      join(folder, 'exposures.jsonl'),
      join(folder, 'files.jsonl'),
      '--json',
    ]);
    const outsiders = await scoreOutsiders(join(truth, 'outsiders.jsonl'), join(folder, 'mentions.jsonl'));
    return { ...scoreSchema.parse(JSON.parse(out)), outsiders };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ok(program: string, args: readonly string[]): Promise<string> {
  const run = await runProcess(program, args);
  if (run.code !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')}: ${run.err}`);
  return run.out;
}

function describe(set: string, score: Score): string[] {
  const line = (name: string, { precision, recall, f1 }: z.infer<typeof prf>): string =>
    `${name.padEnd(24)} precision ${show(precision)}  recall ${show(recall)}  F1 ${show(f1)}`;
  return [
    `${set}:`,
    line('patients', score.patient),
    line('(patient, file)', score.patient_file),
    line('(patient, category)', score.patient_category),
    ...Object.entries(score.categories).map(([name, value]) => line(`  ${name}`, value)),
    `recall by format: ${Object.entries(score.formats)
      .map(([name, { recall, pairs }]) => `${name} ${recall.toFixed(2)} (${pairs})`)
      .join(', ')}`,
    ...describeOutsiders(score.outsiders),
    `persons: truth ${score.count.truth_certain}, found ${score.count.predicted_at_threshold}`,
  ];
}

const show = (value: number | null): string => (value === null ? '  –  ' : value.toFixed(3));

function barsOf(set: string, score: Score): Bar[] {
  const { false_alarms: alarms } = score;
  const formats = Object.entries(score.formats).filter(([, { pairs }]) => pairs >= 20);
  return [
    atLeast(`${set}: patients, precision`, score.patient.precision ?? 0, 0.99),
    atLeast(`${set}: patients, recall`, score.patient.recall ?? 0, 0.97),
    atLeast(`${set}: (patient, file) F1`, score.patient_file.f1 ?? 0, 0.95),
    atLeast(`${set}: (patient, category) F1`, score.patient_category.f1 ?? 0, 0.86),
    ...formats.map(([name, { recall }]) =>
      atLeast(`${set}: recall of pairs in ${name}`, recall, PICTURES.has(name) ? 0.85 : 0.93),
    ),
    atLeast(`${set}: names of outsiders, recall`, score.outsiders.names.recall, 0.75),
    atLeast(`${set}: names of outsiders, precision`, score.outsiders.names.precision, 0.75),
    atMost(`${set}: files unaccounted for`, score.files.unaccounted, 0, 0),
    atMost(
      `${set}: alarms on files of nobody`,
      alarms.files_with_an_alarm / Math.max(1, alarms.files_without_patients),
      0.02,
    ),
  ];
}
