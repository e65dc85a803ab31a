import type { Verdict } from '@constat/contract/decision.ts';
import { VERDICTS } from '@constat/contract/decision.ts';
import { type CalibrationBand, EVIDENCE_KINDS, type ReviewFigures } from '@constat/contract/review.ts';
import type { Database } from '../../database/database.ts';
import { clopperPearson } from '../statistics/binomialBounds.ts';
import { cohenKappa } from '../statistics/kappa.ts';

/** How far the review is: answers about contents and patients of the case, what they decide, how far reviewers agree, what the answers say of the probabilities. */
export async function reviewProgress(database: Database): Promise<ReviewFigures> {
  const { rows } = await database.pool.query<Pick<ReviewFigures, 'answers' | 'reviewers' | 'apart'>>(
    `SELECT count(*)::int AS answers, count(DISTINCT reviewer_index)::int AS reviewers,
       (SELECT count(*) FROM decisions WHERE case_id = $1)::int - count(*)::int AS apart FROM applying_decisions WHERE case_id = $1`,
    [database.caseId],
  );
  return {
    ...rows[0]!,
    ...(await countOutcomes(database)),
    agreement: await measureAgreement(database),
    calibration: await calibrationBands(database),
  };
}

type OutcomeCounts = Pick<
  ReviewFigures,
  'confirmed' | 'denied' | 'leftOpen' | 'second' | 'third' | 'overturned'
>;

async function countOutcomes({ pool, caseId }: Database): Promise<OutcomeCounts> {
  const of = (outcome: string): string => `count(*) FILTER (WHERE outcome = '${outcome}')::int`;
  const { rows } = await pool.query<OutcomeCounts>(
    `SELECT ${of('is')} AS confirmed, ${of('is_not')} AS denied, ${of('unclear')} AS "leftOpen", ${of('second')} AS second, ${of('third')} AS third,
       count(*) FILTER (WHERE outcome = 'is' AND probability < 0.5 OR outcome = 'is_not' AND probability >= 0.5)::int AS overturned
     FROM review_outcomes WHERE case_id = $1`,
    [caseId],
  );
  return rows[0]!;
}

/** Below so many pairs a kappa says nothing. */
const FEW_PAIRS = 10;

/** Cohen's kappa of the first two reviewers of each pair, by their latest answers; null where nothing was answered twice, no kappa of few pairs. */
async function measureAgreement({ pool, caseId }: Database): Promise<ReviewFigures['agreement']> {
  const { rows } = await pool.query<{ first: Verdict; second: Verdict; pairs: number }>(
    `WITH latest AS (
       SELECT DISTINCT ON (subject, number_index, reviewer_index) subject, number_index, verdict, min(decided_at) OVER (PARTITION BY subject, number_index, reviewer_index) AS since
       FROM applying_decisions WHERE case_id = $1 ORDER BY subject, number_index, reviewer_index, decided_at DESC, recorded_at DESC, id
     ), ordered AS (SELECT *, row_number() OVER (PARTITION BY subject, number_index ORDER BY since) AS n FROM latest)
     SELECT a.verdict AS first, b.verdict AS second, count(*)::int AS pairs FROM ordered a JOIN ordered b USING (subject, number_index)
     WHERE a.n = 1 AND b.n = 2 GROUP BY 1, 2`,
    [caseId],
  );
  if (rows.length === 0) return null;
  const table = VERDICTS.map((first) =>
    VERDICTS.map((second) => rows.find((row) => row.first === first && row.second === second)?.pairs ?? 0),
  );
  const pairs = rows.reduce((sum, row) => sum + row.pairs, 0);
  const { observed, kappa, low, high } = cohenKappa(table);
  return pairs < FEW_PAIRS
    ? { pairs, observed, kappa: null, low: null, high: null }
    : { pairs, observed, kappa, low, high };
}

async function calibrationBands({ pool, caseId }: Database): Promise<CalibrationBand[]> {
  const { rows } = await pool.query<Omit<CalibrationBand, 'kind' | 'low' | 'high'> & { kind: number }>(
    `SELECT band, kind, decided, confirmed, mean, adjusted, applied FROM calibration_bands WHERE case_id = $1 ORDER BY kind, band`,
    [caseId],
  );
  return rows.map((row) => ({
    ...row,
    kind: EVIDENCE_KINDS[row.kind]!,
    ...clopperPearson(row.confirmed, row.decided),
  }));
}
