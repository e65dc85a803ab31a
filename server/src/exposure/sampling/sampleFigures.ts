import type { SampleBound, SampleFigures, StratumName, StratumResult } from '@constat/contract/sample.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import {
  boundMissed,
  type StratifiedBound,
  type StratumBound,
  type UnfinishedStratum,
  unreadAsMissed,
} from '../statistics/stratifiedSample.ts';
import { type AnswerChange, loadChanges } from './sampleAnswers.ts';

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
  missed_at_first: number;
}

/**
 * What the samples of the case say, in the order in which they were drawn. None replaces another: a sample that failed stays, and so do answers that were
 * changed. The last answer of each unit counts.
 */
export async function sampleFigures(database: Database, keys: CaseKeys): Promise<SampleFigures[]> {
  const { pool, caseId } = database;
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
    `WITH answers AS (
       SELECT DISTINCT ON (number, ordinal) number, ordinal, found, first_value(found) OVER (PARTITION BY number, ordinal ORDER BY answer) AS first
       FROM sample_answers WHERE case_id = $1 ORDER BY number, ordinal, answer DESC
     )
     SELECT t.number, t.stratum, t.units, count(u.ordinal)::int AS drawn, count(a.found)::int AS read,
       (count(*) FILTER (WHERE a.found > 0))::int AS missed, (count(*) FILTER (WHERE a.first > 0))::int AS missed_at_first
     FROM sample_strata t LEFT JOIN sample_units u ON u.case_id = t.case_id AND u.number = t.number AND u.stratum = t.stratum
     LEFT JOIN answers a ON a.number = u.number AND a.ordinal = u.ordinal
     WHERE t.case_id = $1 AND t.units > 0 GROUP BY t.case_id, t.number, t.stratum ORDER BY t.number, t.stratum`,
    [caseId],
  );
  const changes = await loadChanges(database, keys);
  return samples.rows.map((sample) =>
    figuresOf(
      sample,
      strata.rows.filter(({ number }) => number === sample.number),
      changes.filter((change) => change.sample === sample.number),
    ),
  );
}

/** Strata of files bound together what was missed in files; patients are counted in another unit and stand alone. */
function figuresOf(
  sample: SampleRow,
  strata: readonly StratumRow[],
  changes: readonly AnswerChange[],
): SampleFigures {
  const files = strata.filter(({ stratum }) => stratum !== 'patients');
  const patients = strata.filter(({ stratum }) => stratum === 'patients');
  const ofFiles = boundBoth(files);
  const ofPatients = boundBoth(patients);
  const { estimate, low, high, atMost } = ofFiles.byRead;
  const drawn = sum(files, 'drawn');
  const read = sum(files, 'read');
  return {
    number: sample.number,
    seed: sample.seed,
    drawn: sample.drawn_at.toISOString(),
    engine: sample.engine,
    outdated: sample.outdated,
    strata: [...ofFiles.strata, ...ofPatients.strata],
    changes: changes.map(({ ordinal, stratum, before, now, changed, reason }) => ({
      ordinal,
      stratum,
      before,
      now,
      changed: changed.toISOString(),
      reason,
    })),
    files:
      drawn === 0
        ? null
        : { estimate, low, high, atMost, atMostUnreadMissed: ofFiles.unreadMissed.atMost, read, drawn },
  };
}

/** What was missed, by what was read, and with all that was drawn and is not read taken for missed. */
function boundBoth(rows: readonly StratumRow[]): {
  byRead: StratifiedBound;
  unreadMissed: StratifiedBound;
  strata: StratumResult[];
} {
  const byRead = boundMissed(rows.map(asStratum));
  const unreadMissed = boundMissed(rows.map((row) => unreadAsMissed(asStratum(row))));
  const strata = rows.map((row, i) => resultOf(row, byRead.strata[i]!, unreadMissed.strata[i]!));
  return { byRead, unreadMissed, strata };
}

function asStratum({ stratum, units, drawn, read, missed }: StratumRow): UnfinishedStratum {
  return { name: stratum, items: units, drawn, sampled: read, missed };
}

function resultOf(row: StratumRow, bound: StratumBound, unreadMissed: StratumBound): StratumResult {
  const { stratum, units, drawn, read, missed, missed_at_first: missedAtFirst } = row;
  const { estimate, interval } = bound;
  return {
    stratum,
    units,
    drawn,
    read,
    missed,
    missedAtFirst,
    estimate,
    low: interval.low,
    high: interval.high,
    ...boundOf(bound),
    unreadMissed: boundOf(unreadMissed),
  };
}

function boundOf({ upper, alone, atMost }: StratumBound): SampleBound {
  return { upper, alone, atMost };
}

function sum(rows: readonly StratumRow[], key: 'drawn' | 'read'): number {
  return rows.reduce((total, row) => total + row[key], 0);
}
