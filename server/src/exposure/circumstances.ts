import type { Database } from '../database/database.ts';
import { type Circumstances, PUBLISHED_THEFT } from './severity.ts';

/** The words of the command line for the three degrees of each circumstance. */
export const CONFIDENTIALITY = ['risk', 'known', 'published'] as const;
export const INTEGRITY = ['intact', 'recoverable', 'lost'] as const;
export const AVAILABILITY = ['intact', 'interrupted', 'lost'] as const;

/** What happened, as the hospital states it; by default a theft whose data were published. */
export interface StatedCircumstances extends Circumstances {
  /** YYYY-MM-DD; null when not stated: then ages are those of the day on which the case was made. */
  readonly breachDate: string | null;
}

/** The circumstances of a case. */
export async function loadCircumstances({ pool, caseId }: Database): Promise<StatedCircumstances> {
  const { rows } = await pool.query<StatedCircumstances>(
    `SELECT to_char(breach_date, 'YYYY-MM-DD') AS "breachDate", confidentiality, integrity, availability, malice FROM circumstances WHERE case_id = $1`,
    [caseId],
  );
  return rows[0] ?? { breachDate: null, ...PUBLISHED_THEFT };
}

/** States the circumstances anew. */
export async function saveCircumstances(
  { pool, caseId }: Database,
  stated: StatedCircumstances,
): Promise<void> {
  const { breachDate, confidentiality, integrity, availability, malice } = stated;
  await pool.query(
    `INSERT INTO circumstances (case_id, breach_date, confidentiality, integrity, availability, malice) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (case_id) DO UPDATE SET breach_date = $2, confidentiality = $3, integrity = $4, availability = $5, malice = $6, set_at = now()`,
    [caseId, breachDate, confidentiality, integrity, availability, malice],
  );
}

/** The options of "constat case circumstances" that state the same again. */
export function circumstanceOptions(stated: StatedCircumstances): string {
  const { breachDate, confidentiality, integrity, availability, malice } = stated;
  return [
    ...(breachDate === null ? [] : [`--date ${breachDate}`]),
    `--confidentiality ${CONFIDENTIALITY[confidentiality]}`,
    `--integrity ${INTEGRITY[integrity]}`,
    `--availability ${AVAILABILITY[availability]}`,
    `--intent ${malice === 0 ? 'no' : 'yes'}`,
  ].join(' ');
}
