-- A merge of the register is told apart from somebody who is no longer concerned.

ALTER TABLE state_changes ADD COLUMN person_id bigint;
COMMENT ON COLUMN state_changes.person_id IS 'Who stands for the patient too since this state: the patient number was accepted as a further one of that person. Null where nobody does.';
ALTER TABLE states ADD COLUMN merged integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN states.merged IS 'Persons of the state before whom another one stands for since. In states of before this was told apart they are counted in no_longer.';

-- Members that are broken, looked for beside their broken container: both are one loss (SAID_OF_MEMBERS).
CREATE INDEX items_broken ON items (evidence_id, parent_id) WHERE parent_id IS NOT NULL AND reason <> '';

-- Decisions that are about something in the case: a content (or a path) that it has, and a patient of its register. Others are kept, since evidence and
-- register may yet come, and count nowhere.
CREATE VIEW applying_decisions WITH (security_invoker = true) AS
SELECT d.* FROM decisions d
WHERE EXISTS (SELECT FROM patients p WHERE p.case_id = d.case_id AND p.number_index = d.number_index)
  AND CASE WHEN d.by_name THEN EXISTS (SELECT FROM items i WHERE i.case_id = d.case_id AND i.path_index = d.subject)
    ELSE EXISTS (SELECT FROM contents c JOIN items i ON i.content_id = c.id WHERE c.case_id = d.case_id AND c.sha256 = d.subject) END;
GRANT SELECT ON applying_decisions TO constat_app, constat_worker;

-- As in migration 6, of applying decisions alone.
CREATE OR REPLACE VIEW review_outcomes WITH (security_invoker = true) AS
WITH latest AS (
  SELECT DISTINCT ON (case_id, subject, number_index, reviewer_index) * FROM applying_decisions
  ORDER BY case_id, subject, number_index, reviewer_index, decided_at DESC, recorded_at DESC, id
), answers AS MATERIALIZED (
  SELECT case_id, subject, by_name, number_index, count(*)::int AS reviewers, count(*) FILTER (WHERE verdict = 'is')::int AS yes,
    count(*) FILTER (WHERE verdict = 'is_not')::int AS no, count(*) FILTER (WHERE verdict = 'unclear')::int AS unclear,
    coalesce(bit_or(categories) FILTER (WHERE verdict = 'is' AND stated), bit_or(categories) FILTER (WHERE verdict = 'is')) AS categories,
    coalesce(bool_or(stated) FILTER (WHERE verdict = 'is'), false) AS stated
  FROM latest GROUP BY case_id, subject, by_name, number_index
), located AS MATERIALIZED (
  SELECT a.*, c.id AS content_id, p.id AS patient_id, coalesce(s.probability, n.probability, 0)::real AS probability,
    coalesce(s.reasons, n.reasons, 0) AS reasons
  FROM answers a
  LEFT JOIN contents c ON NOT a.by_name AND c.case_id = a.case_id AND c.sha256 = a.subject
  LEFT JOIN patients p ON p.case_id = a.case_id AND p.number_index = a.number_index
  LEFT JOIN sightings s ON s.content_id = c.id AND s.patient_id = p.id
  LEFT JOIN LATERAL (
    SELECT max(x.probability) AS probability, bit_or(x.reasons) AS reasons
    FROM items i JOIN name_sightings x ON x.evidence_id = i.evidence_id AND x.item_id = i.id
    WHERE a.by_name AND i.case_id = a.case_id AND i.path_index = a.subject AND x.patient_id = p.id
  ) n ON true
), undenied AS MATERIALIZED (
  SELECT case_id, number_index, subject FROM answers WHERE yes >= 2 AND no = 0
  UNION
  SELECT p.case_id, p.number_index, c.sha256
  FROM (SELECT DISTINCT case_id, number_index, patient_id FROM located) p
  JOIN sightings x ON x.case_id = p.case_id AND x.patient_id = p.patient_id AND x.probability >= 0.95
  JOIN contents c ON c.id = x.content_id
  WHERE (p.case_id, p.number_index, c.sha256) NOT IN (SELECT case_id, number_index, subject FROM answers WHERE no > 0)
    AND EXISTS (SELECT FROM items i WHERE i.content_id = x.content_id)
), anchored AS (
  SELECT l.*, (case_id, number_index) IN (SELECT case_id, number_index FROM undenied GROUP BY case_id, number_index HAVING count(*) > 1)
    OR (case_id, number_index) IN (SELECT case_id, number_index FROM undenied)
      AND (case_id, number_index, subject) NOT IN (SELECT case_id, number_index, subject FROM undenied) AS told_anyway
  FROM located l
)
SELECT case_id, subject, by_name, number_index, content_id, patient_id, probability, reasons, reviewers, yes, no, unclear, categories, stated, told_anyway,
  CASE WHEN yes > no + unclear AND yes >= (CASE WHEN probability < 0.5 AND NOT told_anyway THEN 2 ELSE 1 END) THEN 'is'
    WHEN no > yes + unclear AND no >= (CASE WHEN probability >= 0.5 AND NOT told_anyway THEN 2 ELSE 1 END) THEN 'is_not'
    WHEN unclear >= 2 AND unclear > yes + no THEN 'unclear'
    WHEN (yes > 0)::int + (no > 0)::int + (unclear > 0)::int > 1 THEN 'third'
    ELSE 'second' END AS outcome
FROM anchored;
