import type { Verdict } from '@constat/contract/decision.ts';
import type { Database } from '../../database/database.ts';

/** What came of the answers about a content (or a name of an item) and a patient: decided, undecidable, a second or a third answer is needed. */
export type Outcome = 'is' | 'is_not' | 'unclear' | 'second' | 'third';

/** The latest answer of one reviewer: who it was is not told. */
export interface CountedAnswer {
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly decided: string;
}

/** What is known of a patient in an item besides its passages: what reviewers answered, and what counts. */
export interface CountedItem {
  readonly evidence: number;
  readonly item: number;
  /** Internal id. */
  readonly patient: number;
  /** By the name of the item only. */
  readonly byName: boolean;
  /** What reading found; null where it found nothing. */
  readonly found: number | null;
  /** What counts and exports use: after review; null where the patient does not count here. */
  readonly counted: number | null;
  /** Null where nobody has answered. */
  readonly outcome: Outcome | null;
  /** In the order in which they were given. */
  readonly answers: readonly CountedAnswer[];
}

/** Everything that is known of a patient (internal id), item by item. */
export async function itemsOfPatient(database: Database, patient: number): Promise<CountedItem[]> {
  return (await database.pool.query<CountedItem>(sqlOf('patient_id = $2'), [database.caseId, patient])).rows;
}

/** So many at most in an item: where answers adjust what was not asked, that is everybody in a long list. */
const LIMIT = 1_000;

/** Everything that is known of patients in items by other than reading: they were answered about, are adjusted by answers, or stand in the name. Answers come first. */
export async function decidedInItems(
  { pool, caseId }: Database,
  items: readonly { readonly evidence: number; readonly item: number }[],
): Promise<CountedItem[]> {
  const some = '(evidence_id, item_id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))';
  const sql = `SELECT * FROM (${sqlOf(some)}) known WHERE outcome IS NOT NULL OR "byName" OR found IS DISTINCT FROM counted
    ORDER BY outcome IS NULL, evidence, item, patient LIMIT ${LIMIT}`;
  const values = [caseId, items.map(({ evidence }) => evidence), items.map(({ item }) => item)];
  return (await pool.query<CountedItem>(sql, values)).rows;
}

/** Rows of {@link CountedItem} of the sightings and answers of which `condition` is true. */
function sqlOf(condition: string): string {
  return `WITH answered AS (
  SELECT o.*, i.evidence_id, i.id AS item_id FROM review_outcomes o JOIN items i ON i.content_id = o.content_id
  WHERE o.case_id = $1 AND NOT o.by_name AND o.patient_id IS NOT NULL
  UNION ALL
  SELECT o.*, i.evidence_id, i.id FROM review_outcomes o JOIN items i ON i.case_id = o.case_id AND i.path_index = o.subject
  WHERE o.case_id = $1 AND o.by_name AND o.patient_id IS NOT NULL
), outcomes AS (
  SELECT evidence_id, item_id, patient_id, by_name, outcome, subject, number_index FROM answered WHERE ${condition}
), found AS (
  SELECT evidence_id, item_id, patient_id, content_id IS NULL AS by_name, probability FROM item_sightings WHERE case_id = $1 AND ${condition}
), counted AS (
  SELECT evidence_id, item_id, patient_id, content_id IS NULL AS by_name, max(probability) AS probability FROM decided_sightings
  WHERE case_id = $1 AND ${condition} GROUP BY 1, 2, 3, 4
)
SELECT evidence_id AS evidence, item_id AS item, patient_id AS patient, by_name AS "byName", f.probability::float8 AS found, c.probability::float8 AS counted, o.outcome,
  coalesce((SELECT json_agg(json_build_object('verdict', verdict, 'decided', to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY decided_at, id)
    FROM (SELECT DISTINCT ON (reviewer_index) id, verdict, decided_at FROM decisions d
      WHERE d.case_id = $1 AND d.subject = o.subject AND d.number_index = o.number_index
      ORDER BY reviewer_index, decided_at DESC, recorded_at DESC, id) latest), '[]'::json) AS answers
FROM found f FULL JOIN counted c USING (evidence_id, item_id, patient_id, by_name) FULL JOIN outcomes o USING (evidence_id, item_id, patient_id, by_name)
ORDER BY evidence_id, item_id, patient_id, by_name`;
}

/** How probably the person is concerned who has a patient number (internal id), after review and with all numbers of theirs; null where nothing counts. */
export async function countedPerson(
  { pool, caseId }: Database,
  patient: number,
): Promise<{ probability: number; items: number } | null> {
  const { rows } = await pool.query<{ probability: number | null; items: number }>(
    `SELECT max(probability)::float8 AS probability, count(DISTINCT (evidence_id, item_id))::int AS items FROM decided_sightings
     WHERE case_id = $1 AND patient_id IN (
       SELECT $2::bigint UNION SELECT m.patient_id FROM merged_patients m JOIN merged_patients own ON own.case_id = m.case_id AND own.person_id = m.person_id
       WHERE m.case_id = $1 AND own.patient_id = $2)`,
    [caseId, patient],
  );
  const { probability, items } = rows[0]!;
  return probability === null ? null : { probability, items };
}
