-- The register, the evidence and what was found. Nothing personal stands here in clear: identities, names of files and of their parts are sealed
-- under the case's key, look-ups go by keyed hashes.

CREATE TABLE cases (
  id uuid PRIMARY KEY,
  key_check bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN cases.key_check IS 'Keyed hash of the case id: tells a wrong key file before anything is opened with it.';

CREATE TABLE patient_imports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases,
  imported_at timestamptz NOT NULL DEFAULT now(),
  patients integer NOT NULL,
  source_sha256 bytea NOT NULL,
  oddities jsonb NOT NULL
);
COMMENT ON COLUMN patient_imports.oddities IS 'Codes, row numbers and column names only.';

CREATE TABLE patients (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  social_security_index bytea,
  name_birth_index bytea,
  email_index bytea,
  phone_indexes bytea[] NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (case_id, id)
);
CREATE UNIQUE INDEX patients_number ON patients (case_id, number_index);
CREATE INDEX patients_social_security ON patients (case_id, social_security_index);
CREATE INDEX patients_name_birth ON patients (case_id, name_birth_index);

CREATE TABLE evidence (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases,
  root_sealed bytea NOT NULL,
  root_index bytea NOT NULL,
  source_sealed bytea NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now(),
  files bigint NOT NULL DEFAULT 0,
  items bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0
);

CREATE TABLE contents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES cases,
  sha256 bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT '',
  engine integer NOT NULL DEFAULT 0,
  UNIQUE (case_id, sha256)
);
COMMENT ON COLUMN contents.engine IS 'Version of reading, detection and linking that produced the sightings; 0: not read yet.';

CREATE TABLE items (
  evidence_id bigint NOT NULL REFERENCES evidence ON DELETE CASCADE,
  id bigint NOT NULL,
  case_id uuid NOT NULL REFERENCES cases,
  parent_id bigint,
  file_id bigint NOT NULL,
  chain integer[] NOT NULL,
  content_id bigint REFERENCES contents,
  path_sealed bytea NOT NULL,
  path_index bytea NOT NULL,
  name_sealed bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (evidence_id, id)
);
CREATE INDEX items_content ON items (content_id);
CREATE INDEX items_path ON items (case_id, path_index);
COMMENT ON COLUMN items.file_id IS 'The top-level file that holds the item (its own id for a file).';
COMMENT ON COLUMN items.name_sealed IS 'Name bytes as stored: for a file its path below the evidence, for a member its name in the container.';
COMMENT ON COLUMN items.fate IS 'Set where listing already tells it; otherwise the fate of the content counts.';

CREATE TABLE parts (
  content_id bigint NOT NULL REFERENCES contents ON DELETE CASCADE,
  part integer NOT NULL,
  place text NOT NULL,
  number integer NOT NULL,
  name_sealed bytea,
  PRIMARY KEY (content_id, part)
);

CREATE TABLE sightings (
  content_id bigint NOT NULL REFERENCES contents ON DELETE CASCADE,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL REFERENCES cases,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  position integer NOT NULL,
  passages integer NOT NULL,
  PRIMARY KEY (content_id, patient_id)
);
CREATE INDEX sightings_patient ON sightings (case_id, patient_id);

CREATE TABLE outsiders (
  content_id bigint NOT NULL REFERENCES contents ON DELETE CASCADE,
  ordinal integer NOT NULL,
  case_id uuid NOT NULL REFERENCES cases,
  identity_sealed bytea NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (content_id, ordinal)
);
