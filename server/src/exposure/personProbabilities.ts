import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';

/** How probably one person is concerned. */
export interface PersonProbability {
  /** That of the surest sighting. */
  readonly probability: number;
  /**
   * The same for adding up. A passage that may mean any of several namesakes rather means the one of whom other contents tell surely: files about a person come
   * together. How much so follows from the case: mentions a patient are taken to be gamma-Poisson (Greenwood and Yule 1920), the shape by moments from the
   * contents that tell surely of each patient of the register, those that tell of nobody among them; k of them weigh 1 + k / shape.
   * Where every patient is mentioned alike (a list of all) the shape is infinite, and nothing is weighed.
   */
  readonly expected: number;
}

/** From this probability on a sighting is sure enough to say something about namesakes. */
const SURE = 0.95;

/** All persons whom something tells of, numbers that are one person as one. */
export function personProbabilities(database: Database): AsyncGenerator<PersonProbability> {
  return fetchRows<{ probability: number; expected: number }>(database, SQL, [database.caseId]);
}

/** Only a passage that means somebody less than surely has to be looked at with all whom it may mean: of millions, the few. */
const SQL = `WITH current AS MATERIALIZED (
  SELECT s.content_id, s.patient_id, coalesce(m.person_id, s.patient_id) AS person_id, s.part, s.position, s.probability::float8 AS probability
  FROM decided_sightings s JOIN patients p ON p.case_id = s.case_id AND p.id = s.patient_id
  LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id WHERE s.case_id = $1
), unsure AS (
  SELECT DISTINCT content_id, part, position FROM current
  WHERE content_id IS NOT NULL AND part IS NOT NULL AND probability < ${SURE}
), passages AS (
  SELECT content_id, patient_id, person_id, part, position, max(probability) AS probability
  FROM current JOIN unsure USING (content_id, part, position) GROUP BY 1, 2, 3, 4, 5
), sure AS (
  SELECT patient_id, count(DISTINCT content_id)::float8 AS contents FROM current
  WHERE content_id IS NOT NULL AND part IS NOT NULL AND probability >= ${SURE} GROUP BY 1
), moments AS (
  SELECT sum(contents) / n AS mean, sum(contents * contents) / n - (sum(contents) / n) ^ 2 AS variance
  FROM sure, (SELECT count(*)::float8 AS n FROM patients WHERE case_id = $1) register GROUP BY n
), weighed AS (
  SELECT p.*, p.probability * coalesce(1 + s.contents * (variance - mean) / (mean * mean), 1) AS likelihood
  FROM passages p LEFT JOIN sure s ON s.patient_id = p.patient_id LEFT JOIN moments ON variance > mean
), shared AS (
  SELECT person_id, CASE WHEN probability >= ${SURE} THEN probability
    ELSE likelihood / (sum(likelihood) OVER passage + greatest(0, 1 - sum(probability) OVER passage)) END AS expected
  FROM weighed WINDOW passage AS (PARTITION BY content_id, part, position)
), alone AS (
  SELECT person_id, max(probability) AS probability,
    max(probability) FILTER (WHERE content_id IS NULL OR part IS NULL OR probability >= ${SURE}) AS expected
  FROM current GROUP BY 1
)
SELECT a.probability, least(1, greatest(a.expected, s.expected)) AS expected
FROM alone a LEFT JOIN (SELECT person_id, max(expected) AS expected FROM shared GROUP BY 1) s ON s.person_id = a.person_id`;
