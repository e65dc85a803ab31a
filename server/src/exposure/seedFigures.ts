import { SEED_IDENTIFIERS, type SeedFigures, type SeedIdentifier } from '@constat/contract/recall.ts';
import type { Database } from '../database/database.ts';
import { clopperPearson } from './statistics/binomialBounds.ts';

interface RunRow {
  number: number;
  seed: number;
  engine: number;
  run_at: Date;
  mistaken: number;
  unplanted: string[];
}

interface ResultRow {
  number: number;
  format: string;
  identifier: SeedIdentifier;
  planted: number;
  found: number;
}

/** What the runs of seeded recall gave, in their order. */
export async function seedFigures({ pool, caseId }: Database): Promise<SeedFigures[]> {
  const runs = await pool.query<RunRow>(
    'SELECT number, seed, engine, run_at, mistaken, unplanted FROM seed_runs WHERE case_id = $1 ORDER BY number',
    [caseId],
  );
  const results = await pool.query<ResultRow>(
    'SELECT number, format, identifier, planted, found FROM seed_results WHERE case_id = $1 ORDER BY format, identifier',
    [caseId],
  );
  return runs.rows.map(({ number, seed, engine, run_at, mistaken, unplanted }) => {
    const rows = results.rows.filter((row) => row.number === number);
    const formats = [...new Set(rows.map(({ format }) => format))];
    return {
      number,
      seed,
      engine,
      run: run_at.toISOString(),
      all: recallOf(rows),
      formats: formats.map((format) => ({
        format,
        ...recallOf(rows.filter((row) => row.format === format)),
      })),
      identifiers: SEED_IDENTIFIERS.map((identifier) => ({
        identifier,
        ...recallOf(rows.filter((row) => row.identifier === identifier)),
      })).filter(({ planted }) => planted > 0),
      mistaken,
      unplanted,
    };
  });
}

function recallOf(rows: readonly ResultRow[]): SeedFigures['all'] {
  const planted = rows.reduce((sum, row) => sum + row.planted, 0);
  const found = rows.reduce((sum, row) => sum + row.found, 0);
  return { planted, found, ...(planted === 0 ? { low: 0, high: 1 } : clopperPearson(found, planted)) };
}
