import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atLeast, type Bar, type Measure } from '../measure.ts';
import { constat, runCase } from '../runCase.ts';

const CORPORA = fileURLToPath(new URL('../../../../shared/corpora/linkage', import.meta.url));

/** One record of a public set: its cells without the columns that tell the truth, and whose it is. */
interface LinkageRecord {
  readonly person: string;
  readonly cells: string;
  /** Whether it is the one of its person that the set calls the original. */
  readonly original: boolean;
}

interface LinkageSet {
  readonly name: string;
  readonly header: string;
  readonly records: readonly LinkageRecord[];
}

/** Probabilities at which precision and recall are told. */
const THRESHOLDS = [0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

/**
 * Protocol: one record of each person (FEBRL's original, the most typical one of a cluster in fake_1000) is the register, all others are rows of one CSV of evidence,
 * without the columns that tell who is who. Register and evidence go through import and assess; `explain` says to which patient each row is
 * linked. A cluster is a patient with his rows; precision and recall are over pairs of records, the register's included.
 */
export const linkageSets: Measure = {
  name: 'linkage-sets',
  help: 'pairwise precision and recall on FEBRL 1-3 and fake_1000 (corpora=DIR, sets=febrl1,febrl2,febrl3,fake_1000)',
  async run(options) {
    const corpora = options.get('corpora') ?? CORPORA;
    if (!existsSync(corpora))
      throw new Error(`no linkage sets at ${corpora}: name their folder with corpora=DIR`);
    const wanted = (options.get('sets') ?? 'febrl1,febrl2,febrl3,fake_1000').split(',');
    const bars: Bar[] = [];
    const table: string[] = [];
    const figures: Record<string, unknown> = {};
    for (const name of wanted) {
      const set = await readSet(corpora, name);
      const curve = await curveOf(set);
      figures[name] = curve;
      table.push(
        `${name}: ${set.records.length} records, ${new Set(set.records.map(({ person }) => person)).size} persons`,
      );
      for (const { threshold, precision, recall, f1 } of curve)
        table.push(
          `  P >= ${String(threshold).padEnd(6)} precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`,
        );
      const half = curve.find(({ threshold }) => threshold === 0.5)!;
      bars.push(atLeast(`${name}: pairwise F1 at 0.5`, half.f1, name === 'fake_1000' ? 0.9 : 0.998, 4));
    }
    return { figures, table, bars };
  },
};

async function readSet(corpora: string, name: string): Promise<LinkageSet> {
  if (name === 'fake_1000')
    return fake1000(await readFile(join(corpora, 'splink/data/fake_1000.csv'), 'utf8'));
  return febrl(name, await readFile(join(corpora, `febrl/dataset${name.slice(-1)}.csv`), 'utf8'));
}

const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');

/** rec-123-org, rec-123-dup-0: the first column says whose record it is. No cell holds a comma. */
function febrl(name: string, text: string): LinkageSet {
  const [header, ...lines] = linesOf(text).map((line) => line.split(',').map((cell) => cell.trim()));
  return {
    name,
    header: header!.slice(1).join(','),
    records: lines.map(([id, ...cells]) => ({
      person: id!.split('-')[1]!,
      cells: cells.join(','),
      original: id!.endsWith('-org'),
    })),
  };
}

/** The last column is the cluster, the first the number of the record. No record is called the original: the register has the one that agrees with most cells of the others. */
function fake1000(text: string): LinkageSet {
  const [header, ...lines] = linesOf(text).map((line) => line.split(','));
  const clusters = Map.groupBy(lines, (cells) => cells.at(-1)!);
  const originals = new Set([...clusters.values()].map(mostTypical));
  return {
    name: 'fake_1000',
    header: header!.slice(1, -1).join(','),
    records: lines.map((cells) => ({
      person: cells.at(-1)!,
      cells: cells.slice(1, -1).join(','),
      original: originals.has(cells),
    })),
  };
}

function mostTypical(records: readonly string[][]): string[] {
  const agreeing = (record: readonly string[]): number =>
    records.reduce(
      (sum, other) => sum + record.filter((cell, c) => cell !== '' && cell === other[c]).length,
      0,
    );
  return records.reduce((best, record) => (agreeing(record) > agreeing(best) ? record : best));
}

interface Point {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

async function curveOf(set: LinkageSet): Promise<Point[]> {
  const folder = await mkdtemp(join(tmpdir(), 'constat-linkage-'));
  try {
    const register = set.records.filter(({ original }) => original);
    const rows = set.records.filter(({ original }) => !original);
    await mkdir(join(folder, 'evidence'));
    await writeFile(
      join(folder, 'register.csv'),
      [
        `patient_number,${set.header}`,
        ...register.map(({ person, cells }) => `${numberOf(person)},${cells}`),
        '',
      ].join('\n'),
    );
    await writeFile(
      join(folder, 'evidence/rows.csv'),
      [set.header, ...rows.map(({ cells }) => cells), ''].join('\n'),
    );
    const dir = await runCase(folder, join(folder, 'register.csv'), join(folder, 'evidence'));
    const told = await constat(
      'explain',
      '--case',
      dir,
      '--path',
      'rows.csv',
      '--format',
      'jsonl',
      '--limit',
      '1000000',
    );
    const linked = linksOf(told);
    return THRESHOLDS.map((threshold) => pointAt(threshold, rows, linked));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A patient number that says nothing of the data. */
const numberOf = (person: string): string => String(7_000_000 + Number(person));

/** A passage; or the item that the passages behind it are of. */
const lineSchema = z.union([
  z.object({
    locator: z.string(),
    seen: z.array(z.object({ patient: z.string(), probability: z.number() })),
  }),
  z.object({ fate: z.string(), persons: z.number().nullable() }),
]);

/** By row (from 0): the most probable patient. */
function linksOf(told: string): Map<number, { patient: string; probability: number }> {
  const links = new Map<number, { patient: string; probability: number }>();
  for (const line of linesOf(told)) {
    const said = lineSchema.parse(JSON.parse(line));
    if (!('locator' in said)) continue;
    const { locator, seen } = said;
    const row = Number(/\d+$/.exec(locator)?.[0]) - 2;
    for (const one of seen) if (one.probability > (links.get(row)?.probability ?? 0)) links.set(row, one);
  }
  return links;
}

function pointAt(
  threshold: number,
  rows: readonly LinkageRecord[],
  links: ReadonlyMap<number, { patient: string; probability: number }>,
): Point {
  const clusters = new Map<string, string[]>();
  const ofPerson = new Map<string, number>();
  rows.forEach(({ person }, row) => {
    const number = numberOf(person);
    ofPerson.set(number, (ofPerson.get(number) ?? 1) + 1);
    const link = links.get(row);
    if (link === undefined || link.probability < threshold) return;
    clusters.set(link.patient, [...(clusters.get(link.patient) ?? [link.patient]), number]);
  });
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  let found = 0;
  let right = 0;
  for (const members of clusters.values()) {
    found += pairs(members.length);
    for (const person of new Set(members))
      right += pairs(members.filter((member) => member === person).length);
  }
  const real = [...ofPerson.values()].reduce((sum, count) => sum + pairs(count), 0);
  const precision = found === 0 ? 1 : right / found;
  const recall = real === 0 ? 1 : right / real;
  return {
    threshold,
    precision,
    recall,
    f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}
