-- Clerical review: what people decided where the probability left a question open. Decisions are never changed and never deleted; what follows from
-- them is computed whenever it is asked for, so that they hold when a content is read again or comes again.

CREATE TABLE decisions (
  case_id uuid NOT NULL REFERENCES cases,
  id uuid NOT NULL,
  subject bytea NOT NULL,
  by_name boolean NOT NULL,
  number_index bytea NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('is', 'is_not', 'unclear')),
  reviewer_index bytea NOT NULL,
  sealed bytea NOT NULL,
  categories integer NOT NULL,
  stated boolean NOT NULL,
  probability real NOT NULL,
  engine integer NOT NULL,
  decided_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, id)
);
CREATE INDEX decisions_pair ON decisions (case_id, subject, number_index);
COMMENT ON COLUMN decisions.subject IS 'SHA-256 of the content; keyed hash of the path where only the name of an item was decided upon (by_name).';
COMMENT ON COLUMN decisions.sealed IS 'Patient number, path, name of the reviewer, note.';
COMMENT ON COLUMN decisions.stated IS 'Whether the reviewer said which data are exposed; else categories are what linking had found.';
COMMENT ON COLUMN decisions.probability IS 'What linking said when it was decided; 0 where it had found nothing.';

CREATE TRIGGER decisions_are_kept BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Bands in which the probabilities of linking are compared with what reviewers found.
CREATE FUNCTION probability_band(probability real) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT width_bucket(probability::float8, ARRAY[0.2, 0.5, 0.8, 0.95, 0.99]::float8[]) $$;
-- Kinds of evidence by the bits of the reasons (1 and 2 numbers, 440 names, 512 birth date, 496640 a similar birth date, the age, phone, e-mail, postcode,
-- address, 33554432 the name of a file): 0 number, 1 name and birth date, 2 name and more, 3 name, 4 name of a file, 5 other.
CREATE FUNCTION evidence_kind(reasons integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN reasons & 33554432 <> 0 THEN 4 WHEN reasons & 3 <> 0 THEN 0 WHEN reasons & 440 = 0 THEN 5
       WHEN reasons & 512 <> 0 THEN 1 WHEN reasons & 496640 <> 0 THEN 2 ELSE 3 END $$;
-- A probability with its log-odds moved.
CREATE FUNCTION shifted(probability real, shift float8) RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN shift IS NULL OR probability <= 0 OR probability >= 1 THEN probability
       ELSE (1 / (1 + exp(-(ln(probability::float8 / (1 - probability::float8)) + shift))))::real END $$;

-- What came of the decisions on a content (or a name of an item) and a patient. The latest answer of each reviewer counts. A decision that takes somebody
-- from those who are told, or adds somebody to them, needs two who agree; disagreement needs a majority. It does so unless another content, which
-- nobody has denied, tells of the same patient all the same.
CREATE VIEW review_outcomes WITH (security_invoker = true) AS
WITH latest AS (
  SELECT DISTINCT ON (case_id, subject, number_index, reviewer_index) * FROM decisions
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

-- How often linking was right, by band and kind of evidence, as far as it was decided: the observed rate beside the mean probability, and both together
-- (Beta-binomial, the model's own mean weighs as much as 10 decisions). It moves what is undecided only from 20 decisions in 5 contents on.
CREATE VIEW calibration_bands WITH (security_invoker = true) AS
SELECT *, ln(adjusted / (1 - adjusted)) - ln(mean / (1 - mean)) AS shift, decided >= 20 AND contents >= 5 AS applied
FROM (
  SELECT *, (10 * mean + confirmed) / (10 + decided) AS adjusted
  FROM (
    SELECT case_id, probability_band(probability) AS band, evidence_kind(reasons) AS kind, count(*)::int AS decided,
      count(*) FILTER (WHERE outcome = 'is')::int AS confirmed, count(DISTINCT subject)::int AS contents,
      least(greatest(avg(probability::float8), 0.001), 0.9999) AS mean
    FROM review_outcomes WHERE outcome IN ('is', 'is_not') AND probability > 0
    GROUP BY case_id, probability_band(probability), evidence_kind(reasons)
  ) counted
) pooled;

-- What moves undecided sightings, one line a case: the shift of band b and kind k is the (6 k + b + 1)th, null where nothing is moved.
CREATE VIEW calibration_shifts WITH (security_invoker = true) AS
WITH listed AS MATERIALIZED (
  SELECT case_id, (SELECT array_agg(shift ORDER BY k) FROM generate_series(0, 35) k LEFT JOIN unnest(keys, shifts) AS a (key, shift) ON a.key = k) AS shifts
  FROM (
    SELECT case_id, array_agg(6 * kind + band) AS keys, array_agg(shift) AS shifts FROM calibration_bands WHERE applied GROUP BY case_id
  ) applied
)
SELECT case_id, shifts FROM listed;

-- The items to which what was decided applies.
CREATE VIEW decided_items WITH (security_invoker = true) AS
SELECT o.case_id, i.evidence_id, i.item_id, o.patient_id, CASE WHEN NOT o.by_name THEN o.content_id END AS content_id, o.by_name, o.outcome, o.reviewers, o.categories, o.stated
FROM review_outcomes o CROSS JOIN LATERAL (
  SELECT evidence_id, id AS item_id FROM items WHERE content_id = o.content_id
  UNION ALL
  SELECT evidence_id, id FROM items WHERE o.by_name AND case_id = o.case_id AND path_index = o.subject
) i
WHERE o.outcome IN ('is', 'is_not') AND o.patient_id IS NOT NULL;

-- What counts and exports use: sightings after review. Denied ones are gone, confirmed ones are sure and show what reviewers
-- say that they show, undecided ones are calibrated. Somebody whom reviewers
-- found where linking finds nobody is there as well, without a place.
CREATE VIEW decided_sightings WITH (security_invoker = true) AS
SELECT s.case_id, s.evidence_id, s.item_id, s.patient_id, CASE WHEN d.outcome = 'is' AND d.stated THEN d.categories ELSE s.categories END AS categories, s.reasons,
  CASE WHEN d.outcome = 'is' THEN 1 WHEN b.shifts IS NULL THEN s.probability
    ELSE shifted(s.probability, b.shifts[6 * evidence_kind(s.reasons) + probability_band(s.probability) + 1]) END AS probability, s.year_from, s.year_to, s.content_id, s.part, s.position,
  coalesce(d.reviewers, 0) AS reviewers
FROM item_sightings s
LEFT JOIN decided_items d ON d.evidence_id = s.evidence_id AND d.item_id = s.item_id AND d.patient_id = s.patient_id AND d.by_name = (s.content_id IS NULL)
LEFT JOIN calibration_shifts b ON b.case_id = s.case_id
-- Written so that the planner expects most sightings to be kept.
WHERE CASE WHEN d.outcome = 'is_not' THEN NULL ELSE 1 END IS NOT NULL
UNION ALL
SELECT d.case_id, d.evidence_id, d.item_id, d.patient_id, d.categories, 0, 1, NULL, NULL, d.content_id, NULL, NULL, d.reviewers
FROM decided_items d
WHERE d.outcome = 'is'
  AND NOT EXISTS (SELECT FROM item_sightings s WHERE s.evidence_id = d.evidence_id AND s.item_id = d.item_id AND s.patient_id = d.patient_id);

-- Samples of what is said to concern nobody, read by a person: what was drawn, from how much, and what was found.
CREATE TABLE samples (
  case_id uuid NOT NULL REFERENCES cases,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  drawn_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, number)
);

CREATE TABLE sample_strata (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  stratum text NOT NULL,
  units bigint NOT NULL,
  PRIMARY KEY (case_id, number, stratum),
  FOREIGN KEY (case_id, number) REFERENCES samples
);
COMMENT ON COLUMN sample_strata.units IS 'Contents (or patients) of the stratum said to concern nobody (not to be concerned) when the sample was drawn.';

CREATE TABLE sample_units (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  ordinal integer NOT NULL,
  stratum text NOT NULL,
  subject bytea NOT NULL,
  found integer,
  sealed bytea,
  answered_at timestamptz,
  PRIMARY KEY (case_id, number, ordinal),
  FOREIGN KEY (case_id, number, stratum) REFERENCES sample_strata,
  CHECK ((found IS NULL) = (answered_at IS NULL))
);
COMMENT ON COLUMN sample_units.subject IS 'SHA-256 of the content; keyed hash of the patient number in the stratum of patients.';
COMMENT ON COLUMN sample_units.found IS 'Patients of the hospital whom the reader found in the content; places where he found the patient.';
COMMENT ON COLUMN sample_units.sealed IS 'Name of the reader and note.';

-- Seeded recall: invented patients planted in files of the formats of the case, in a corpus apart; what linking found of them. Nothing of them is kept.
CREATE TABLE seed_runs (
  case_id uuid NOT NULL REFERENCES cases,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  mistaken integer NOT NULL,
  unplanted text[] NOT NULL,
  run_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, number)
);
COMMENT ON COLUMN seed_runs.mistaken IS 'Patients of the register who were taken for one of the invented ones.';
COMMENT ON COLUMN seed_runs.unplanted IS 'Formats of the case in which nobody was planted.';

CREATE TABLE seed_results (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  format text NOT NULL,
  identifier text NOT NULL,
  planted integer NOT NULL,
  found integer NOT NULL,
  PRIMARY KEY (case_id, number, format, identifier),
  FOREIGN KEY (case_id, number) REFERENCES seed_runs
);
