-- Names of files name patients, whether or not their contents can be read; passwords that open what is locked.

ALTER TABLE evidence ADD COLUMN names_engine integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN evidence.names_engine IS 'Version of linking that looked at the names of the items; 0: none yet.';

ALTER TABLE items ADD COLUMN name_index bytea NOT NULL DEFAULT '';
COMMENT ON COLUMN items.name_index IS 'Keyed hash of the name without its folders: tells whether a content comes under a new name.';

CREATE TABLE name_sightings (
  evidence_id bigint NOT NULL,
  item_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL REFERENCES cases,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  PRIMARY KEY (evidence_id, item_id, patient_id),
  FOREIGN KEY (evidence_id, item_id) REFERENCES items ON DELETE CASCADE
);
CREATE INDEX name_sightings_patient ON name_sightings (case_id, patient_id);

CREATE TABLE passwords (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  password_index bytea NOT NULL,
  sealed bytea NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (case_id, password_index)
);

-- Everything that is known of a patient in an item: by its content, or by its name (content_id null) where the content could not be read:
-- a content that was read knows better whom it is about, a namesake for instance.
CREATE VIEW item_sightings WITH (security_invoker = true) AS
  SELECT i.case_id, i.evidence_id, i.id AS item_id, s.patient_id, s.categories, s.reasons, s.probability, s.year_from, s.year_to,
    s.content_id, s.part, s.position
  FROM items i JOIN sightings s ON s.content_id = i.content_id
  UNION ALL
  SELECT n.case_id, n.evidence_id, n.item_id, n.patient_id, n.categories, n.reasons, n.probability, n.year_from, n.year_to, NULL, NULL, NULL
  FROM name_sightings n JOIN items i ON i.evidence_id = n.evidence_id AND i.id = n.item_id LEFT JOIN contents c ON c.id = i.content_id
  WHERE c.fate IS NULL OR c.fate NOT IN ('read', 'read_in_part') OR c.reason = 'scans_waiting';
