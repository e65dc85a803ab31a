import { categoriesOf, type Category, CATEGORY_BIT } from '@constat/contract/category.ts';
import { type Reason, reasonsOf } from '@constat/contract/exposure.ts';
import { itemPlace } from '../../collect/item.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from '../../patients/patient.ts';
import { locatorOf, type PlaceRow } from '../locator.ts';
import { reviewerIndex } from './decisionRows.ts';

/** A question for a reviewer: is this patient of the register meant there? Says nothing of what others have answered. */
export interface Question {
  readonly path: string;
  readonly locator: string;
  readonly patient: Patient;
  readonly categories: readonly Category[];
  readonly reasons: readonly Reason[];
  readonly probability: number;
  /** The highest probability with which something else tells of the patient. */
  readonly elsewhere: number;
}

/** Nobody asks about what is surer than this. */
const SURE = 0.95;
const GRAVE = CATEGORY_BIT.bank | CATEGORY_BIT.social_security | CATEGORY_BIT.identity_document;

/**
 * The questions that are open, those first whose answer changes most: begun ones (a second or third answer is needed), then by how near the probability lies
 * to one half, how little tells of the patient besides, and how sensitive the data are. Persons between whom one passage cannot decide come together;
 * once one of them is confirmed nobody asks about the others, and where some are denied the others are as probable as that makes them. Two who are both confirmed
 * of one passage are asked about anew.
 * With a reviewer: only what he or she has not answered yet.
 */
export async function reviewQueue(
  database: Database,
  keys: CaseKeys,
  { reviewer, limit }: { reviewer: string | null; limit: number },
): Promise<{ waiting: number; questions: Question[] }> {
  const { rows } = await database.pool.query<QueueRow>(QUEUE, [
    database.caseId,
    reviewer === null ? Buffer.alloc(0) : reviewerIndex(keys, reviewer),
    limit,
  ]);
  return { waiting: rows[0]?.waiting ?? 0, questions: rows.map((row) => questionOf(row, keys)) };
}

const QUEUE = `
WITH outcomes AS MATERIALIZED (
  SELECT o.*, EXISTS (SELECT FROM decisions d WHERE d.case_id = o.case_id AND d.subject = o.subject AND d.number_index = o.number_index AND d.reviewer_index = $2) AS mine
  FROM review_outcomes o WHERE o.case_id = $1 AND o.patient_id IS NOT NULL
), rivals AS MATERIALIZED (
  SELECT * FROM decided_rivals WHERE case_id = $1
), denied AS (
  SELECT content_id, patient_id FROM outcomes WHERE outcome = 'is_not' AND content_id IS NOT NULL
  UNION SELECT content_id, patient_id FROM rivals WHERE outcome IS NULL AND probability = 0 AND content_id IS NOT NULL
), begun AS (
  SELECT DISTINCT content_id, patient_id FROM outcomes WHERE outcome IN ('second', 'third') AND content_id IS NOT NULL
  UNION SELECT content_id, patient_id FROM rivals WHERE contradicted AND content_id IS NOT NULL
), pairs AS (
  SELECT s.content_id, NULL::bigint AS evidence_id, NULL::bigint AS item_id, s.patient_id, s.categories, s.reasons,
    CASE WHEN r.outcome IS NULL AND r.probability IS NOT NULL THEN r.probability ELSE s.probability END AS probability, s.part, s.position, s.rivals,
    CASE WHEN r.contradicted THEN 'third' ELSE o.outcome END AS outcome, o.mine
  FROM (
    SELECT * FROM sightings WHERE case_id = $1 AND probability < ${SURE}
    UNION ALL
    SELECT s.* FROM begun b JOIN sightings s ON s.content_id = b.content_id AND s.patient_id = b.patient_id WHERE s.case_id = $1 AND s.probability >= ${SURE}
  ) s LEFT JOIN outcomes o ON o.content_id = s.content_id AND o.patient_id = s.patient_id
  LEFT JOIN rivals r ON r.content_id = s.content_id AND r.patient_id = s.patient_id
  UNION ALL
  SELECT NULL, s.evidence_id, s.item_id, s.patient_id, s.categories, s.reasons,
    CASE WHEN r.outcome IS NULL AND r.probability IS NOT NULL THEN r.probability ELSE s.probability END, NULL, NULL, s.rivals,
    CASE WHEN r.contradicted THEN 'third' ELSE o.outcome END, o.mine
  FROM item_sightings s JOIN items i ON i.evidence_id = s.evidence_id AND i.id = s.item_id
  LEFT JOIN outcomes o ON o.by_name AND o.subject = i.path_index AND o.patient_id = s.patient_id
  LEFT JOIN rivals r ON r.evidence_id = s.evidence_id AND r.item_id = s.item_id AND r.patient_id = s.patient_id
  WHERE s.case_id = $1 AND s.content_id IS NULL AND (s.probability < ${SURE} OR o.outcome IS NOT NULL)
), open AS (
  SELECT * FROM pairs WHERE mine IS NOT TRUE AND probability > 0
    AND CASE WHEN outcome IS NULL THEN probability < ${SURE} ELSE outcome IN ('second', 'third') END
), raised AS (
  SELECT o.content_id, o.patient_id, max(r.probability) AS elsewhere FROM open o
  JOIN rivals r ON r.patient_id = o.patient_id AND r.content_id <> coalesce(o.content_id, 0) AND r.outcome IS NULL GROUP BY 1, 2
), scored AS (
  SELECT o.*, e.elsewhere,
    (1.02 - e.elsewhere) * (0.1 + 1 - abs(2 * o.probability - 1))
      * (CASE WHEN o.categories & ${CATEGORY_BIT.medical} <> 0 THEN 2 WHEN o.categories & ${GRAVE} <> 0 THEN 1.6 ELSE 1 END) AS weight
  FROM open o LEFT JOIN raised r ON r.patient_id = o.patient_id AND r.content_id IS NOT DISTINCT FROM o.content_id
  CROSS JOIN LATERAL (
    SELECT greatest(max(x.probability), r.elsewhere, 0) AS elsewhere FROM sightings x
    WHERE x.case_id = $1 AND x.patient_id = o.patient_id AND x.content_id IS DISTINCT FROM o.content_id
      AND (x.content_id, x.patient_id) NOT IN (SELECT content_id, patient_id FROM denied)
  ) e
), grouped AS (
  SELECT *, CASE WHEN rivals IS NOT NULL THEN max(weight) OVER (PARTITION BY content_id, evidence_id, item_id, rivals) ELSE weight END AS group_weight,
    count(*) OVER () AS waiting
  FROM scored
)
SELECT g.*, i.evidence_id, i.id AS item_id, i.path_sealed, p.sealed, t.place, t.number, t.name_sealed
FROM (
  SELECT *, row_number() OVER (ORDER BY CASE outcome WHEN 'third' THEN 0 WHEN 'second' THEN 1 ELSE 2 END, group_weight DESC,
    content_id, evidence_id, item_id, rivals, part, position, weight DESC, patient_id) AS rank
  FROM grouped ORDER BY rank LIMIT $3
) g
JOIN patients p ON p.case_id = $1 AND p.id = g.patient_id
LEFT JOIN parts t ON t.content_id = g.content_id AND t.part = g.part
CROSS JOIN LATERAL (
  SELECT evidence_id, id, path_sealed FROM items
  WHERE CASE WHEN g.content_id IS NULL THEN evidence_id = g.evidence_id AND id = g.item_id ELSE content_id = g.content_id END
  ORDER BY evidence_id, id LIMIT 1
) i
ORDER BY g.rank`;

interface QueueRow extends PlaceRow {
  waiting: number;
  evidence_id: number;
  item_id: number;
  patient_id: number;
  path_sealed: Buffer;
  sealed: Buffer;
  categories: number;
  reasons: number;
  probability: number;
  elsewhere: number;
}

function questionOf(row: QueueRow, keys: CaseKeys): Question {
  return {
    path: keys.openText(row.path_sealed, itemPlace.path(row.evidence_id, row.item_id)),
    locator: locatorOf(row, keys),
    patient: decodePatient(row.patient_id, keys.open(row.sealed, patientPlace(row.patient_id))),
    categories: categoriesOf(row.categories),
    reasons: reasonsOf(row.reasons),
    probability: row.probability,
    elsewhere: row.elsewhere,
  };
}
