import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { openOneOfMany } from './outsiders/consolidateOutsiders.ts';
import type { SharedMentions } from './statistics/sharedMentions.ts';

/** From this probability on a sighting says clearly who is meant; from the second on somebody counts as seen elsewhere. */
const CLEAR = 0.95;
const SEEN = 0.5;

/**
 * Mentions that may mean any of many patients (a common surname in a list), none of whom is probable by them: how many they are, how probably each
 * means a patient at all, and how often whoever is named clearly in the same contents stands in no other. Where the mention may mean somebody probable besides and
 * he is denied, what he leaves goes to the others; where he is confirmed, it is his mention. Null where there are none.
 */
export async function sharedMentions(database: Database, keys: CaseKeys): Promise<SharedMentions | null> {
  const contents = new Map<number, number>();
  let mentions = 0;
  let meant = 0;
  const sql = `SELECT o.content_id, o.ordinal, o.identity_sealed, coalesce(d.remaining, 1) AS remaining
    FROM outsiders o LEFT JOIN (${DECIDED_PLACES}) d USING (content_id, part, position)
    WHERE d.confirmed IS NOT TRUE AND o.case_id = $1 AND o.reasons & $2 <> 0 AND EXISTS (SELECT FROM items i WHERE i.content_id = o.content_id)`;
  for await (const row of fetchRows<SharedRow>(database, sql, [database.caseId, REASON_BIT.homonyms])) {
    const probability = Math.min(1, openOneOfMany(keys, row).probability / row.remaining);
    mentions++;
    meant += probability;
    contents.set(row.content_id, (contents.get(row.content_id) ?? 0) + probability);
  }
  if (mentions === 0) return null;
  return { mentions, meant, ...(await standingAlone(database, contents)) };
}

interface SharedRow {
  content_id: number;
  ordinal: number;
  identity_sealed: Buffer;
  remaining: number;
}

/** Places of mentions with a candidate of whom something is decided; not where two such mentions stand, since it is not known which of them is meant. */
const DECIDED_PLACES = `SELECT content_id, part, position, bool_or(r.confirmed > 0) AS confirmed, greatest(min(r.remaining), 1e-6) AS remaining
  FROM rivals_of_decided r JOIN sightings s USING (content_id, patient_id) WHERE r.case_id = $1 AND r.outcome IS NOT NULL
  GROUP BY 1, 2, 3 HAVING count(DISTINCT r.rivals) = 1`;

/**
 * Of a patient who is named clearly in one of these contents, the chance to be found there only. Each content weighs as its shared mentions do. Who stands in
 * several of them (a list and its copy) counts for a part in each, so that the chance is that of a further patient, not of a further mention.
 */
async function standingAlone(
  database: Database,
  contents: ReadonlyMap<number, number>,
): Promise<Pick<SharedMentions, 'alone' | 'compared'>> {
  const { rows } = await database.pool.query<{ content_id: number; clear: number; alone: number }>(SQL, [
    database.caseId,
    [...contents.keys()],
  ]);
  let weights = 0;
  let squares = 0;
  let alone = 0;
  for (const row of rows) {
    const weight = contents.get(row.content_id)! / row.clear;
    weights += weight * row.clear;
    squares += weight * weight * row.clear;
    alone += weight * row.alone;
  }
  return weights === 0
    ? { alone: 0, compared: 0 }
    : { alone: alone / weights, compared: (weights * weights) / squares };
}

/** Persons seen clearly in the contents of $2: how many in each, and how many of them nowhere else, who stands in n of them as one n-th. */
const SQL = `WITH shared AS (SELECT unnest($2::bigint[]) AS content_id), clear AS (
  SELECT DISTINCT s.content_id, coalesce(m.person_id, s.patient_id) AS person_id
  FROM decided_sightings s JOIN shared USING (content_id)
  LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id
  WHERE s.case_id = $1 AND s.probability >= ${CLEAR}
), places AS (
  SELECT coalesce(m.person_id, s.patient_id) AS person_id, coalesce(s.content_id, i.content_id) AS content_id
  FROM decided_sightings s LEFT JOIN items i ON s.content_id IS NULL AND i.evidence_id = s.evidence_id AND i.id = s.item_id
  LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id
  WHERE s.case_id = $1 AND s.probability >= ${SEEN}
), seen AS (
  SELECT p.person_id, count(DISTINCT s.content_id) AS inside, bool_or(s.content_id IS NULL) AS elsewhere
  FROM places p LEFT JOIN shared s USING (content_id) WHERE p.person_id IN (SELECT person_id FROM clear) GROUP BY 1
)
SELECT content_id, count(*)::float8 AS clear, sum(CASE WHEN elsewhere THEN 0 ELSE 1::float8 / inside END) AS alone
FROM clear JOIN seen USING (person_id) GROUP BY content_id ORDER BY content_id`;
