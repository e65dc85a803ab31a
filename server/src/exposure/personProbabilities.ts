import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';

/** How probably one person is concerned. */
export interface PersonProbability {
  /** The patient, or the lowest of the numbers that are one person. */
  readonly person: number;
  /** That of the surest sighting. */
  readonly probability: number;
  /**
   * The same for adding up. A passage that may mean any of several namesakes rather means the one of whom other contents tell surely: files about a person come
   * together. How much so follows from the case: mentions a patient are taken to be gamma-Poisson (Greenwood and Yule 1920), the shape by moments from the
   * contents that tell surely of each patient of the register, those that tell of nobody among them; k of them weigh 1 + k / shape.
   * Only those share so whom one mention may mean (`rivals`), never two persons who stand in one row.
   * Where every patient is mentioned alike (a list of all) the shape is infinite, and nothing is weighed. From 0.9999 on it is 1: what is as good as sure counts as sure.
   */
  readonly expected: number;
}

/** From this probability on a sighting is sure enough to say something about namesakes. */
const SURE = 0.95;

/** From here on what somebody adds to the expected number is 1. */
const AS_GOOD_AS_SURE = 0.9999;

/** All persons whom something tells of, numbers that are one person as one. */
export function personProbabilities(database: Database): AsyncGenerator<PersonProbability> {
  return fetchRows<{ person: number; probability: number; expected: number }>(
    database,
    `SELECT person, probability, expected FROM (${PERSON_PROBABILITIES}) p`,
    [database.caseId],
  );
}

/**
 * One row per person of case $1: person, probability, expected, and of how many numbers something tells. Only mentions that may mean several patients are looked at
 * with all of them: of millions, the few. What was confirmed shares with nobody.
 */
export const PERSON_PROBABILITIES = `WITH current AS MATERIALIZED (
  SELECT s.content_id, s.patient_id, coalesce(m.person_id, s.patient_id) AS person_id, s.rivals, s.probability::float8 AS probability
  FROM decided_sightings s JOIN patients p ON p.case_id = s.case_id AND p.id = s.patient_id
  LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id WHERE s.case_id = $1
), passages AS (
  SELECT content_id, patient_id, person_id, rivals, max(probability) AS probability
  FROM current WHERE content_id IS NOT NULL AND rivals IS NOT NULL AND probability < 1 GROUP BY 1, 2, 3, 4
), sure AS (
  SELECT patient_id, count(DISTINCT content_id)::float8 AS contents FROM current
  WHERE content_id IS NOT NULL AND probability >= ${SURE} GROUP BY 1
), moments AS (
  SELECT sum(contents) / n AS mean, sum(contents * contents) / n - (sum(contents) / n) ^ 2 AS variance
  FROM sure, (SELECT count(*)::float8 AS n FROM patients WHERE case_id = $1) register GROUP BY n
), weighed AS (
  SELECT p.*, p.probability * coalesce(1 + s.contents * (variance - mean) / (mean * mean), 1) AS likelihood
  FROM passages p LEFT JOIN sure s ON s.patient_id = p.patient_id LEFT JOIN moments ON variance > mean
), shared AS (
  SELECT person_id, CASE WHEN probability >= ${SURE} THEN probability
    ELSE likelihood / (sum(likelihood) OVER passage + greatest(0, 1 - sum(probability) OVER passage)) END AS expected
  FROM weighed WINDOW passage AS (PARTITION BY content_id, rivals)
), alone AS (
  SELECT patient_id, person_id, max(probability) AS probability,
    max(probability) FILTER (WHERE content_id IS NULL OR rivals IS NULL OR probability >= ${SURE}) AS expected
  FROM current GROUP BY 1, 2
), persons AS (
  SELECT person_id, max(probability) AS probability, max(expected) AS expected, count(*) AS numbers FROM alone GROUP BY 1
)
SELECT person, probability, numbers, CASE WHEN expected > ${AS_GOOD_AS_SURE} THEN 1 ELSE expected END AS expected
FROM (
  SELECT a.person_id AS person, a.probability, a.numbers, least(1, greatest(a.expected, s.expected)) AS expected
  FROM persons a LEFT JOIN (SELECT person_id, max(expected) AS expected FROM shared GROUP BY 1) s ON s.person_id = a.person_id
) e`;
