import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { RecaptureFigures } from '@constat/contract/recall.ts';
import type { StratumName } from '@constat/contract/sample.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import { stratumOf } from './sampling/strata.ts';
import { recapture } from './statistics/captureRecapture.ts';

const NUMBER = REASON_BIT.patient_number_equal | REASON_BIT.social_security_equal;
const NAME =
  REASON_BIT.name_equal |
  REASON_BIT.name_similar |
  REASON_BIT.name_order_reversed |
  REASON_BIT.birth_name_equal |
  REASON_BIT.usage_name_equal;
const BY_NUMBER = `s.reasons & ${NUMBER} <> 0`;
const BY_NAME = `s.reasons & ${NAME} <> 0 AND s.reasons & ${REASON_BIT.birth_date_equal} <> 0`;

interface Counts {
  first: number;
  second: number;
  both: number;
}

/**
 * Capture-recapture between two ways of finding a patient: by number, and by name with birth date; as the reasons of the sightings tell. Once for patients
 * over all files, once for pairs of patient and file by stratum, there only in files that show both kinds of data: elsewhere one way could not find anybody.
 * Both ways need text, and fail together on bad scans: what they say is a lower bound, and nothing of what was not read.
 */
export async function recaptureFigures(database: Database): Promise<RecaptureFigures[]> {
  const strata = new Map<StratumName, Counts>();
  const sql = `SELECT c.format, c.bytes, c.scan_pages, s.* FROM (
      SELECT s.content_id, count(*) FILTER (WHERE ${BY_NUMBER})::int AS first, count(*) FILTER (WHERE ${BY_NAME})::int AS second,
        count(*) FILTER (WHERE ${BY_NUMBER} AND ${BY_NAME})::int AS both
      FROM sightings s WHERE s.case_id = $1 AND s.probability >= 0.5 GROUP BY s.content_id
    ) s JOIN contents c ON c.id = s.content_id WHERE s.first > 0 AND s.second > 0`;
  for await (const row of fetchRows<ContentCounts>(database, sql, [database.caseId])) {
    const stratum = stratumOf(row.format, row.bytes, row.scan_pages) ?? 'other';
    const sums = strata.get(stratum) ?? { first: 0, second: 0, both: 0 };
    sums.first += row.first;
    sums.second += row.second;
    sums.both += row.both;
    strata.set(stratum, sums);
  }
  const patients = await countPatients(database);
  return [
    ...(patients.both === 0 ? [] : [figuresOf(null, patients)]),
    ...[...strata].filter(([, { both }]) => both > 0).map(([stratum, sums]) => figuresOf(stratum, sums)),
  ];
}

interface ContentCounts extends Counts {
  format: string;
  bytes: number;
  scan_pages: number;
}

async function countPatients({ pool, caseId }: Database): Promise<Counts> {
  const { rows } = await pool.query<Counts>(
    `SELECT count(*) FILTER (WHERE first)::int AS first, count(*) FILTER (WHERE second)::int AS second, count(*) FILTER (WHERE first AND second)::int AS both
     FROM (SELECT bool_or(${BY_NUMBER}) AS first, bool_or(${BY_NAME}) AS second FROM sightings s WHERE s.case_id = $1 AND s.probability >= 0.5 GROUP BY s.patient_id) x`,
    [caseId],
  );
  return rows[0]!;
}

function figuresOf(stratum: StratumName | null, { first, second, both }: Counts): RecaptureFigures {
  const { total, low, high, recall } = recapture(first, second, both);
  return {
    stratum,
    byNumber: first,
    byNameAndBirth: second,
    both,
    total,
    low,
    high,
    recall: Math.min(1, recall),
  };
}
