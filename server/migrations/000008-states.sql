-- What changes from one assessment to the next: of the register, and of who is concerned.

ALTER TABLE patients ADD COLUMN linking_index bytea;
COMMENT ON COLUMN patients.linking_index IS 'Keyed hash of everything by which the patient is looked for: tells whether another register changes what can be found.';

CREATE TABLE register_changes (
  case_id uuid NOT NULL REFERENCES cases,
  import_id bigint NOT NULL REFERENCES patient_imports,
  patient_id bigint NOT NULL,
  change text NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
  PRIMARY KEY (case_id, import_id, patient_id)
);
COMMENT ON TABLE register_changes IS 'In what an import differs from the register before it; nothing for the first.';

CREATE TABLE departed_patients (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  sealed bytea NOT NULL,
  departed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, id)
);
COMMENT ON TABLE departed_patients IS 'Patients whom a later register no longer has: their ids are never given to others, and a comparison of states can name them.';

CREATE TABLE states (
  case_id uuid NOT NULL REFERENCES cases,
  version integer NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  engine integer NOT NULL,
  scans integer NOT NULL,
  last_import bigint NOT NULL,
  last_evidence bigint NOT NULL,
  last_content bigint NOT NULL,
  last_decision bigint NOT NULL,
  answers bigint NOT NULL,
  causes smallint NOT NULL,
  contents integer NOT NULL,
  register integer NOT NULL,
  certain integer NOT NULL DEFAULT 0,
  probable integer NOT NULL DEFAULT 0,
  possible integer NOT NULL DEFAULT 0,
  newly integer NOT NULL DEFAULT 0,
  more integer NOT NULL DEFAULT 0,
  less integer NOT NULL DEFAULT 0,
  no_longer integer NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, version)
);
COMMENT ON TABLE states IS 'What was known at the end of each assessment, and what it was made from.';

CREATE TABLE state_changes (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  version integer NOT NULL,
  categories integer NOT NULL,
  band smallint NOT NULL CHECK (band BETWEEN 0 AND 3),
  reasons smallint NOT NULL,
  PRIMARY KEY (case_id, patient_id, version)
);
CREATE INDEX state_changes_version ON state_changes (case_id, version);
COMMENT ON TABLE state_changes IS 'Persons of whom a state says something else than the one before it; the last row up to a version is what that version says. band: 0 not concerned, 1 possible, 2 probable, 3 certain.';
