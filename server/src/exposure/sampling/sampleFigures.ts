import type { SampleFigures, StratumName, StratumResult } from '@constat/contract/sample.ts';
import type { Database } from '../../database/database.ts';
import { boundMissed, type StratumBound } from '../statistics/stratifiedSample.ts';

interface SampleRow {
  number: number;
  seed: number;
  engine: number;
  drawn_at: Date;
  outdated: boolean;
}

interface StratumRow {
  number: number;
  stratum: StratumName;
  units: number;
  drawn: number;
  read: number;
  missed: number;
}

/** What the samples of the case say, in the order in which they were drawn. None replaces another: a sample that failed stays. */
export async function sampleFigures({ pool, caseId }: Database): Promise<SampleFigures[]> {
  const samples = await pool.query<SampleRow>(
    `SELECT number, seed, engine, drawn_at,
       EXISTS (SELECT FROM evidence e WHERE e.case_id = s.case_id AND e.added_at > s.drawn_at)
       OR EXISTS (SELECT FROM decisions d WHERE d.case_id = s.case_id AND d.recorded_at > s.drawn_at)
       OR EXISTS (SELECT FROM patient_imports p WHERE p.case_id = s.case_id AND p.imported_at > s.drawn_at)
       OR EXISTS (SELECT FROM contents c WHERE c.case_id = s.case_id AND c.engine > s.engine) AS outdated
     FROM samples s WHERE case_id = $1 ORDER BY number`,
    [caseId],
  );
  const strata = await pool.query<StratumRow>(
    `SELECT t.number, t.stratum, t.units, count(u.ordinal)::int AS drawn, count(u.found)::int AS read, (count(*) FILTER (WHERE u.found > 0))::int AS missed
     FROM sample_strata t LEFT JOIN sample_units u ON u.case_id = t.case_id AND u.number = t.number AND u.stratum = t.stratum
     WHERE t.case_id = $1 AND t.units > 0 GROUP BY t.case_id, t.number, t.stratum ORDER BY t.number, t.stratum`,
    [caseId],
  );
  return samples.rows.map((sample) =>
    figuresOf(
      sample,
      strata.rows.filter(({ number }) => number === sample.number),
    ),
  );
}

/** Strata of files bound together what was missed in files; patients are counted in another unit and stand alone. */
function figuresOf(sample: SampleRow, strata: readonly StratumRow[]): SampleFigures {
  const files = strata.filter(({ stratum }) => stratum !== 'patients');
  const patients = strata.filter(({ stratum }) => stratum === 'patients');
  const bounds = boundMissed(files.map(asStratum));
  const ofPatients = boundMissed(patients.map(asStratum));
  const drawn = sum(files, 'drawn');
  return {
    number: sample.number,
    seed: sample.seed,
    drawn: sample.drawn_at.toISOString(),
    engine: sample.engine,
    outdated: sample.outdated,
    strata: [
      ...files.map((row, i) => resultOf(row, bounds.strata[i]!)),
      ...patients.map((row, i) => resultOf(row, ofPatients.strata[i]!)),
    ],
    files:
      drawn === 0
        ? null
        : {
            estimate: bounds.estimate,
            low: bounds.low,
            high: bounds.high,
            atMost: bounds.atMost,
            read: sum(files, 'read'),
            drawn,
          },
  };
}

function asStratum({ stratum, units, read, missed }: StratumRow): {
  name: string;
  items: number;
  sampled: number;
  missed: number;
} {
  return { name: stratum, items: units, sampled: read, missed };
}

function resultOf({ stratum, units, drawn, read, missed }: StratumRow, bound: StratumBound): StratumResult {
  const { estimate, atMost } = bound;
  // Where the whole stratum was read nothing is left to be bounded.
  const share = missed / units;
  const { low, high, upper } =
    read >= units ? { low: share, high: share, upper: share } : { ...bound.interval, upper: bound.upper };
  return {
    stratum,
    units,
    drawn,
    read,
    missed,
    estimate,
    low,
    high,
    upper,
    atMost: Math.min(units, atMost),
  };
}

function sum(rows: readonly StratumRow[], key: 'drawn' | 'read'): number {
  return rows.reduce((total, row) => total + row[key], 0);
}
