CREATE TABLE cases (
  id uuid NOT NULL,
  key_check bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT cases_pkey PRIMARY KEY (id)
);

CREATE TABLE circumstances (
  case_id uuid NOT NULL,
  breach_date date,
  confidentiality smallint NOT NULL,
  integrity smallint NOT NULL,
  availability smallint NOT NULL,
  malice smallint NOT NULL,
  set_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT circumstances_availability_check CHECK (((availability >= 0) AND (availability <= 2))),
  CONSTRAINT circumstances_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT circumstances_confidentiality_check CHECK (((confidentiality >= 0) AND (confidentiality <= 2))),
  CONSTRAINT circumstances_integrity_check CHECK (((integrity >= 0) AND (integrity <= 2))),
  CONSTRAINT circumstances_malice_check CHECK ((malice = ANY (ARRAY[0, 2]))),
  CONSTRAINT circumstances_pkey PRIMARY KEY (case_id)
);

CREATE TABLE contents (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  sha256 bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT ''::text,
  engine integer NOT NULL DEFAULT 0,
  scan_pages integer NOT NULL DEFAULT 0,
  scans_read integer NOT NULL DEFAULT 0,
  CONSTRAINT contents_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT contents_case_id_sha256_key UNIQUE (case_id, sha256),
  CONSTRAINT contents_pkey PRIMARY KEY (id)
);
CREATE INDEX contents_scans ON public.contents USING btree (case_id, scans_read) WHERE (scan_pages > 0);

CREATE TABLE evidence (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  root_sealed bytea NOT NULL,
  root_index bytea NOT NULL,
  source_sealed bytea NOT NULL,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  files bigint NOT NULL DEFAULT 0,
  items bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  names_engine integer NOT NULL DEFAULT 0,
  CONSTRAINT evidence_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT evidence_pkey PRIMARY KEY (id)
);

CREATE TABLE items (
  evidence_id bigint NOT NULL,
  id bigint NOT NULL,
  case_id uuid NOT NULL,
  parent_id bigint,
  file_id bigint NOT NULL,
  chain integer[] NOT NULL,
  content_id bigint,
  path_sealed bytea NOT NULL,
  path_index bytea NOT NULL,
  name_sealed bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT ''::text,
  name_index bytea NOT NULL DEFAULT '\x'::bytea,
  CONSTRAINT items_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT items_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id),
  CONSTRAINT items_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES evidence(id) ON DELETE CASCADE,
  CONSTRAINT items_pkey PRIMARY KEY (evidence_id, id)
);
CREATE INDEX items_content ON public.items USING btree (content_id);
CREATE INDEX items_path ON public.items USING btree (case_id, path_index);

CREATE TABLE migrations (
  name text NOT NULL,
  sha256 bytea NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT migrations_pkey PRIMARY KEY (name)
);

CREATE TABLE name_sightings (
  evidence_id bigint NOT NULL,
  item_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  CONSTRAINT name_sightings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT name_sightings_evidence_id_item_id_fkey FOREIGN KEY (evidence_id, item_id) REFERENCES items(evidence_id, id) ON DELETE CASCADE,
  CONSTRAINT name_sightings_pkey PRIMARY KEY (evidence_id, item_id, patient_id)
);
CREATE INDEX name_sightings_patient ON public.name_sightings USING btree (case_id, patient_id);

CREATE TABLE outsiders (
  content_id bigint NOT NULL,
  ordinal integer NOT NULL,
  case_id uuid NOT NULL,
  identity_sealed bytea NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT outsiders_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT outsiders_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT outsiders_pkey PRIMARY KEY (content_id, ordinal)
);

CREATE TABLE parts (
  content_id bigint NOT NULL,
  part integer NOT NULL,
  place text NOT NULL,
  number integer NOT NULL,
  name_sealed bytea,
  CONSTRAINT parts_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT parts_pkey PRIMARY KEY (content_id, part)
);

CREATE TABLE passwords (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  password_index bytea NOT NULL,
  sealed bytea NOT NULL,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT passwords_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT passwords_case_id_password_index_key UNIQUE (case_id, password_index),
  CONSTRAINT passwords_pkey PRIMARY KEY (id)
);

CREATE TABLE patient_imports (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  imported_at timestamp with time zone NOT NULL DEFAULT now(),
  patients integer NOT NULL,
  source_sha256 bytea NOT NULL,
  oddities jsonb NOT NULL,
  CONSTRAINT patient_imports_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT patient_imports_pkey PRIMARY KEY (id)
);

CREATE TABLE patients (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  social_security_index bytea,
  name_birth_index bytea,
  email_index bytea,
  phone_indexes bytea[] NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT patients_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX patients_name_birth ON public.patients USING btree (case_id, name_birth_index);
CREATE INDEX patients_social_security ON public.patients USING btree (case_id, social_security_index);
CREATE UNIQUE INDEX patients_number ON public.patients USING btree (case_id, number_index);

CREATE TABLE scan_texts (
  content_id bigint NOT NULL,
  page integer NOT NULL,
  version integer NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT scan_texts_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT scan_texts_pkey PRIMARY KEY (content_id, page)
);

CREATE TABLE sightings (
  content_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  "position" integer NOT NULL,
  passages integer NOT NULL,
  CONSTRAINT sightings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT sightings_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT sightings_pkey PRIMARY KEY (content_id, patient_id)
);
CREATE INDEX sightings_patient ON public.sightings USING btree (case_id, patient_id);

CREATE TABLE weights (
  case_id uuid NOT NULL,
  version integer NOT NULL,
  engine integer NOT NULL,
  register_sha256 bytea NOT NULL,
  contents integer NOT NULL,
  table_passages integer NOT NULL,
  text_passages integer NOT NULL,
  weights jsonb NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT weights_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT weights_pkey PRIMARY KEY (case_id, version)
);
