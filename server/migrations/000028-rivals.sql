-- A passage that may mean several patients means one of them at most: what is decided of one is said of the others. They are known by a key that linking gives them.

ALTER TABLE sightings ADD COLUMN rivals integer;
ALTER TABLE name_sightings ADD COLUMN rivals integer;
COMMENT ON COLUMN sightings.rivals IS 'Key of all whom the surest passage may mean, one of them at most: the same in all their sightings of the content. Null: nobody else.';
COMMENT ON COLUMN name_sightings.rivals IS 'As in sightings, of the name of the item.';

-- Of millions of sightings, some thousands.
CREATE INDEX sightings_rivals ON sightings (content_id, rivals) WHERE rivals IS NOT NULL;

CREATE OR REPLACE VIEW item_sightings WITH (security_invoker = true) AS
  SELECT i.case_id, i.evidence_id, i.id AS item_id, s.patient_id, s.categories, s.reasons, s.probability, s.year_from, s.year_to,
    s.content_id, s.part, s.position, s.rivals
  FROM items i JOIN sightings s ON s.content_id = i.content_id
  UNION ALL
  SELECT n.case_id, n.evidence_id, n.item_id, n.patient_id, n.categories, n.reasons, n.probability, n.year_from, n.year_to, NULL, NULL, NULL, n.rivals
  FROM name_sightings n JOIN items i ON i.evidence_id = n.evidence_id AND i.id = n.item_id LEFT JOIN contents c ON c.id = i.content_id
  WHERE c.fate IS NULL OR c.fate NOT IN ('read', 'read_in_part') OR c.reason = 'scans_waiting';

-- As in migration 6, of applying decisions alone; and a no needs two who agree where others have said no of rivals so that the patient, as the only one left, would be told.
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
    coalesce(s.reasons, n.reasons, 0) AS reasons, s.rivals
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
), doubted AS (
  SELECT l.content_id, l.patient_id, sum(d.probability::float8) AS probability
  FROM (SELECT content_id, rivals, patient_id FROM located WHERE rivals IS NOT NULL) l
  JOIN (SELECT content_id, rivals, patient_id, probability FROM located WHERE rivals IS NOT NULL AND no > yes) d
    ON d.content_id = l.content_id AND d.rivals = l.rivals AND d.patient_id <> l.patient_id
  GROUP BY 1, 2
), anchored AS (
  SELECT l.*, (case_id, number_index) IN (SELECT case_id, number_index FROM undenied GROUP BY case_id, number_index HAVING count(*) > 1)
    OR (case_id, number_index) IN (SELECT case_id, number_index FROM undenied)
      AND (case_id, number_index, subject) NOT IN (SELECT case_id, number_index, subject FROM undenied) AS told_anyway,
    -- 0 where nobody was found.
    CASE WHEN l.probability > 0 THEN l.probability / greatest(l.probability, 1 - coalesce(d.probability, 0)) ELSE 0 END AS raised
  FROM located l LEFT JOIN doubted d ON d.content_id = l.content_id AND d.patient_id = l.patient_id
)
SELECT case_id, subject, by_name, number_index, content_id, patient_id, probability, reasons, reviewers, yes, no, unclear, categories, stated, told_anyway,
  CASE WHEN yes > no + unclear AND yes >= (CASE WHEN probability < 0.5 AND NOT told_anyway THEN 2 ELSE 1 END) THEN 'is'
    WHEN no > yes + unclear AND no >= (CASE WHEN raised >= 0.5 AND NOT told_anyway THEN 2 ELSE 1 END) THEN 'is_not'
    WHEN unclear >= 2 AND unclear > yes + no THEN 'unclear'
    WHEN (yes > 0)::int + (no > 0)::int + (unclear > 0)::int > 1 THEN 'third'
    ELSE 'second' END AS outcome
FROM anchored;

-- All whom passages may mean of whom something is decided: contents (content_id) and names of items (evidence_id, item_id) alike, with what linking says.
-- `confirmed` is how many of them are, `remaining` the sum of all, with an outsider one, without those who are denied. `contradicted`: two persons are confirmed, though each has no
-- passage but the one.
CREATE VIEW rivals_of_decided WITH (security_invoker = true) AS
WITH outcomes AS MATERIALIZED (
  SELECT case_id, content_id, by_name, subject, patient_id, outcome FROM review_outcomes WHERE outcome IN ('is', 'is_not') AND patient_id IS NOT NULL
), decided AS MATERIALIZED (
  SELECT s.case_id, s.content_id, NULL::bigint AS evidence_id, NULL::bigint AS item_id, s.rivals, s.patient_id, s.probability, s.reasons, s.passages, o.outcome
  FROM outcomes o JOIN sightings s ON s.content_id = o.content_id AND s.patient_id = o.patient_id WHERE NOT o.by_name AND s.rivals IS NOT NULL
  UNION ALL
  SELECT n.case_id, NULL, n.evidence_id, n.item_id, n.rivals, n.patient_id, n.probability, n.reasons, 1, o.outcome
  FROM outcomes o JOIN items i ON i.case_id = o.case_id AND i.path_index = o.subject
  JOIN name_sightings n ON n.evidence_id = i.evidence_id AND n.item_id = i.id AND n.patient_id = o.patient_id WHERE o.by_name AND n.rivals IS NOT NULL
), passages AS MATERIALIZED (
  SELECT DISTINCT content_id, evidence_id, item_id, rivals FROM decided
), meant AS (
  -- Brought together by groups: of a join the planner would expect one row, and go through all for each.
  SELECT case_id, content_id, evidence_id, item_id, rivals, patient_id, max(probability) AS probability, bit_or(reasons) AS reasons, max(passages) AS passages,
    max(outcome) AS outcome
  FROM (
    SELECT * FROM decided
    UNION ALL
    SELECT s.case_id, s.content_id, NULL, NULL, s.rivals, s.patient_id, s.probability, s.reasons, s.passages, NULL
    FROM passages p JOIN sightings s ON s.content_id = p.content_id AND s.rivals = p.rivals
    UNION ALL
    SELECT n.case_id, NULL, n.evidence_id, n.item_id, n.rivals, n.patient_id, n.probability, n.reasons, 1, NULL
    FROM passages p JOIN name_sightings n ON n.evidence_id = p.evidence_id AND n.item_id = p.item_id AND n.rivals = p.rivals
  ) named GROUP BY case_id, content_id, evidence_id, item_id, rivals, patient_id
)
SELECT m.*, coalesce(g.person_id, m.patient_id) AS person_id, count(*) FILTER (WHERE outcome = 'is') OVER passage AS confirmed,
  greatest(1, sum(probability::float8) OVER passage) - coalesce(sum(probability::float8) FILTER (WHERE outcome = 'is_not') OVER passage, 0) AS remaining,
  outcome = 'is' AND passages = 1 AND min(coalesce(g.person_id, m.patient_id)) FILTER (WHERE outcome = 'is' AND passages = 1) OVER passage
    < max(coalesce(g.person_id, m.patient_id)) FILTER (WHERE outcome = 'is' AND passages = 1) OVER passage AS contradicted
FROM meant m LEFT JOIN merged_patients g ON g.case_id = m.case_id AND g.patient_id = m.patient_id
WINDOW passage AS (PARTITION BY m.case_id, m.content_id, m.evidence_id, m.item_id, m.rivals);

-- What is left to somebody of one sum: Bayes, given that some are denied or one is confirmed. `remaining` is the sum with the outsider, without those who are
-- denied. A confirmed one leaves nothing to whoever has no other passage in the content; where there are others, these may mean him as well.
CREATE FUNCTION rival_probability(outcome text, probability float8, remaining float8, confirmed bigint, passages integer) RETURNS float8
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN outcome = 'is' THEN 1 WHEN outcome = 'is_not' OR confirmed > 0 AND passages = 1 THEN 0
       ELSE probability / greatest(remaining, probability) END $$;

-- How often linking was right, as before; what follows from a decision for the rivals of whoever was decided upon (nothing is left to them, or as good as all)
-- counts as decided: nobody asks about them any more, and without them whoever is asked first would count alone.
CREATE OR REPLACE VIEW calibration_bands WITH (security_invoker = true) AS
SELECT *, ln(adjusted / (1 - adjusted)) - ln(mean / (1 - mean)) AS shift, decided >= 20 AND contents >= 5 AS applied
FROM (
  SELECT *, (10 * mean + confirmed) / (10 + decided) AS adjusted
  FROM (
    SELECT case_id, probability_band(probability) AS band, evidence_kind(reasons) AS kind, count(*)::int AS decided,
      count(*) FILTER (WHERE outcome = 'is')::int AS confirmed, count(DISTINCT subject)::int AS contents,
      least(greatest(avg(probability::float8), 0.001), 0.9999) AS mean
    FROM (
      SELECT case_id, subject, probability, reasons, outcome FROM review_outcomes WHERE outcome IN ('is', 'is_not') AND probability > 0
      UNION ALL
      SELECT case_id, NULL, probability, reasons, CASE WHEN posterior = 0 THEN 'is_not' ELSE 'is' END
      FROM (SELECT *, rival_probability(outcome, probability, remaining, confirmed, passages) AS posterior FROM rivals_of_decided WHERE outcome IS NULL) r
      WHERE posterior = 0 OR posterior >= 0.95
    ) answered
    GROUP BY case_id, probability_band(probability), evidence_kind(reasons)
  ) counted
) pooled;

-- The same rivals with the probabilities that count: calibrated, then given the decisions.
CREATE VIEW decided_rivals WITH (security_invoker = true) AS
SELECT case_id, content_id, evidence_id, item_id, patient_id, rivals, outcome, contradicted,
  rival_probability(outcome, calibrated, greatest(1, sum(calibrated) OVER passage) - coalesce(sum(calibrated) FILTER (WHERE outcome = 'is_not') OVER passage, 0),
    confirmed, passages)::real AS probability
FROM (
  SELECT r.*, (CASE WHEN b.shifts IS NULL THEN r.probability
    ELSE shifted(r.probability, b.shifts[6 * evidence_kind(r.reasons) + probability_band(r.probability) + 1]) END)::float8 AS calibrated
  FROM rivals_of_decided r LEFT JOIN calibration_shifts b ON b.case_id = r.case_id
) c WINDOW passage AS (PARTITION BY case_id, content_id, evidence_id, item_id, rivals);

-- The items to which what was decided applies, and those to whose other candidates it does ('rival', with what is left to them).
CREATE OR REPLACE VIEW decided_items WITH (security_invoker = true) AS
SELECT o.case_id, i.evidence_id, i.item_id, o.patient_id, CASE WHEN NOT o.by_name THEN o.content_id END AS content_id, o.by_name, o.outcome, o.reviewers, o.categories, o.stated,
  NULL::real AS probability
FROM review_outcomes o CROSS JOIN LATERAL (
  SELECT evidence_id, id AS item_id FROM items WHERE content_id = o.content_id
  UNION ALL
  SELECT evidence_id, id FROM items WHERE o.by_name AND case_id = o.case_id AND path_index = o.subject
) i
WHERE o.outcome IN ('is', 'is_not') AND o.patient_id IS NOT NULL
UNION ALL
SELECT r.case_id, i.evidence_id, i.item_id, r.patient_id, r.content_id, r.content_id IS NULL, 'rival', 0, 0, false, r.probability
FROM decided_rivals r CROSS JOIN LATERAL (
  SELECT evidence_id, id AS item_id FROM items WHERE content_id = r.content_id
  UNION ALL
  SELECT r.evidence_id, r.item_id WHERE r.content_id IS NULL
) i
WHERE r.outcome IS NULL;

-- What counts and exports use: as before, with what a decision about one candidate of a passage says of the others.
CREATE OR REPLACE VIEW decided_sightings WITH (security_invoker = true) AS
SELECT s.case_id, s.evidence_id, s.item_id, s.patient_id, CASE WHEN d.outcome = 'is' AND d.stated THEN d.categories ELSE s.categories END AS categories, s.reasons,
  CASE WHEN d.outcome = 'is' THEN 1 WHEN d.outcome = 'rival' THEN d.probability WHEN b.shifts IS NULL THEN s.probability
    ELSE shifted(s.probability, b.shifts[6 * evidence_kind(s.reasons) + probability_band(s.probability) + 1]) END AS probability, s.year_from, s.year_to, s.content_id, s.part, s.position,
  coalesce(d.reviewers, 0) AS reviewers, s.rivals
FROM item_sightings s
LEFT JOIN decided_items d ON d.evidence_id = s.evidence_id AND d.item_id = s.item_id AND d.patient_id = s.patient_id AND d.by_name = (s.content_id IS NULL)
LEFT JOIN calibration_shifts b ON b.case_id = s.case_id
-- Written so that the planner expects most sightings to be kept.
WHERE CASE WHEN d.outcome = 'is_not' OR d.probability = 0 THEN NULL ELSE 1 END IS NOT NULL
UNION ALL
SELECT d.case_id, d.evidence_id, d.item_id, d.patient_id, d.categories, 0, 1, NULL, NULL, d.content_id, NULL, NULL, d.reviewers, NULL
FROM decided_items d
WHERE d.outcome = 'is'
  AND NOT EXISTS (SELECT FROM item_sightings s WHERE s.evidence_id = d.evidence_id AND s.item_id = d.item_id AND s.patient_id = d.patient_id);

GRANT EXECUTE ON FUNCTION rival_probability(text, float8, float8, bigint, integer) TO constat_app, constat_worker;
GRANT SELECT ON rivals_of_decided, decided_rivals TO constat_app, constat_worker;
