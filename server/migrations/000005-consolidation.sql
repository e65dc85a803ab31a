-- Mentions of outsiders become persons; two patient numbers become one person where somebody has decided so.

CREATE TABLE outsider_persons (
  case_id uuid NOT NULL REFERENCES cases,
  person integer NOT NULL,
  content_id bigint NOT NULL,
  ordinal integer NOT NULL,
  PRIMARY KEY (case_id, person, content_id, ordinal)
);
COMMENT ON TABLE outsider_persons IS 'Which mentions (outsiders) are one person. Made anew after each assessment; a mention that was replaced since is found by no join.';

CREATE TABLE outsider_counts (
  case_id uuid PRIMARY KEY REFERENCES cases,
  rules integer NOT NULL,
  mentions bigint NOT NULL,
  persons_low bigint NOT NULL,
  persons_high bigint NOT NULL,
  counted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outsider_counts IS 'How many persons the mentions are at least and at most; removed as soon as a mention is written.';

CREATE TABLE duplicate_decisions (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint GENERATED ALWAYS AS IDENTITY,
  first_id bigint NOT NULL,
  second_id bigint NOT NULL,
  decision text NOT NULL CHECK (decision IN ('accept', 'reject', 'undo')),
  decided_at timestamptz NOT NULL,
  statement_sealed bytea NOT NULL,
  PRIMARY KEY (case_id, id),
  CHECK (first_id < second_id)
);
COMMENT ON TABLE duplicate_decisions IS 'What was decided of two patient numbers, by whom and why: a list that only grows. The last decision of a pair counts.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
END $$;
CREATE TRIGGER duplicate_decisions_grow BEFORE UPDATE OR DELETE ON duplicate_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE merged_patients (
  case_id uuid NOT NULL REFERENCES cases,
  patient_id bigint NOT NULL,
  person_id bigint NOT NULL,
  PRIMARY KEY (case_id, patient_id)
);
COMMENT ON TABLE merged_patients IS 'What follows from the decisions: patients who are one person, under the lowest id of them. Computed, never edited.';
