-- What readers found in the units of a sample: a list that only grows. The last answer of a unit counts; an earlier one is never lost, and whoever changes what was
-- found says why. Answers that were given before become first answers; they stay sealed under the place of their unit.

CREATE TABLE sample_answers (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  ordinal integer NOT NULL,
  answer integer NOT NULL CHECK (answer > 0),
  found integer NOT NULL CHECK (found >= 0),
  sealed bytea NOT NULL,
  reason_sealed bytea,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, number, ordinal, answer),
  CHECK (answer > 1 OR reason_sealed IS NULL)
);
COMMENT ON TABLE sample_answers IS 'What was found in a unit of a sample, by whom and when: a list that only grows. The last answer of a unit counts.';
COMMENT ON COLUMN sample_answers.answer IS 'The first answer of the unit is 1.';
COMMENT ON COLUMN sample_answers.found IS 'Patients of the hospital whom the reader found in the content; places where he found the patient.';
COMMENT ON COLUMN sample_answers.sealed IS 'Name of the reader and note.';
COMMENT ON COLUMN sample_answers.reason_sealed IS 'Why something else is found than by the answer before; null where it is the same.';

-- The owner sees no row otherwise.
ALTER TABLE sample_units NO FORCE ROW LEVEL SECURITY;
INSERT INTO sample_answers (case_id, number, ordinal, answer, found, sealed, recorded_at)
  SELECT case_id, number, ordinal, 1, found, sealed, answered_at FROM sample_units WHERE found IS NOT NULL;
ALTER TABLE sample_answers ADD FOREIGN KEY (case_id, number, ordinal) REFERENCES sample_units;
ALTER TABLE sample_units DROP CONSTRAINT sample_units_check, DROP COLUMN found, DROP COLUMN sealed, DROP COLUMN answered_at;
ALTER TABLE sample_units FORCE ROW LEVEL SECURITY;

CREATE TRIGGER sample_answers_only_grow BEFORE UPDATE OR DELETE ON sample_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
SELECT protect_table('sample_answers', app => 'SELECT, INSERT', worker => 'SELECT');
-- What was drawn stands.
SELECT protect_table('sample_units', app => 'SELECT, INSERT', worker => 'SELECT');
