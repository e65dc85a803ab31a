CREATE TABLE approvals (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  action text NOT NULL,
  sha256 bytea NOT NULL,
  requested_by uuid NOT NULL,
  requested_session uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  approved_by uuid,
  approved_session uuid,
  approved_at timestamp with time zone,
  done_at timestamp with time zone,
  CONSTRAINT approvals_action_check CHECK ((action = ANY (ARRAY['export'::text, 'sending'::text, 'template_change'::text, 'closing'::text]))),
  CONSTRAINT approvals_case_id_approved_by_fkey FOREIGN KEY (case_id, approved_by) REFERENCES people(case_id, id),
  CONSTRAINT approvals_case_id_requested_by_fkey FOREIGN KEY (case_id, requested_by) REFERENCES people(case_id, id),
  CONSTRAINT approvals_check CHECK ((approved_by <> requested_by)),
  CONSTRAINT approvals_check1 CHECK ((approved_session <> requested_session)),
  CONSTRAINT approvals_check2 CHECK ((((approved_by IS NULL) = (approved_at IS NULL)) AND ((approved_by IS NULL) = (approved_session IS NULL)))),
  CONSTRAINT approvals_check3 CHECK (((done_at IS NULL) OR (approved_at IS NOT NULL))),
  CONSTRAINT approvals_pkey PRIMARY KEY (case_id, id)
);

CREATE TABLE break_glass_codes (
  case_id uuid NOT NULL,
  code_sha256 bytea NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT break_glass_codes_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT break_glass_codes_case_id_made_by_fkey FOREIGN KEY (case_id, made_by) REFERENCES people(case_id, id),
  CONSTRAINT break_glass_codes_pkey PRIMARY KEY (case_id, code_sha256)
);

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

CREATE TABLE decisions (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  subject bytea NOT NULL,
  by_name boolean NOT NULL,
  number_index bytea NOT NULL,
  verdict text NOT NULL,
  reviewer_index bytea NOT NULL,
  sealed bytea NOT NULL,
  categories integer NOT NULL,
  stated boolean NOT NULL,
  probability real NOT NULL,
  engine integer NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT decisions_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT decisions_verdict_check CHECK ((verdict = ANY (ARRAY['is'::text, 'is_not'::text, 'unclear'::text])))
);
CREATE INDEX decisions_pair ON public.decisions USING btree (case_id, subject, number_index);

CREATE TABLE departed_patients (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  sealed bytea NOT NULL,
  departed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT departed_patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT departed_patients_pkey PRIMARY KEY (case_id, id)
);

CREATE TABLE duplicate_decisions (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  first_id bigint NOT NULL,
  second_id bigint NOT NULL,
  decision text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  statement_sealed bytea NOT NULL,
  CONSTRAINT duplicate_decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT duplicate_decisions_check CHECK ((first_id < second_id)),
  CONSTRAINT duplicate_decisions_decision_check CHECK ((decision = ANY (ARRAY['accept'::text, 'reject'::text, 'undo'::text]))),
  CONSTRAINT duplicate_decisions_pkey PRIMARY KEY (case_id, id)
);

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

CREATE TABLE invitations (
  case_id uuid NOT NULL,
  code_sha256 bytea NOT NULL,
  role text NOT NULL,
  invited_by uuid,
  ends_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT invitations_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT invitations_case_id_invited_by_fkey FOREIGN KEY (case_id, invited_by) REFERENCES people(case_id, id),
  CONSTRAINT invitations_pkey PRIMARY KEY (case_id, code_sha256),
  CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'reviewer'::text, 'hotline_agent'::text, 'mail_clerk'::text, 'auditor'::text, 'administrator'::text])))
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

CREATE TABLE merged_patients (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  person_id bigint NOT NULL,
  CONSTRAINT merged_patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT merged_patients_pkey PRIMARY KEY (case_id, patient_id)
);

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

CREATE TABLE notices (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  person_id uuid NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT notices_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT notices_kind_check CHECK ((kind = ANY (ARRAY['person_joined'::text, 'person_ended'::text, 'break_glass_made'::text, 'break_glass_opened'::text]))),
  CONSTRAINT notices_pkey PRIMARY KEY (case_id, id)
);

CREATE TABLE outsider_counts (
  case_id uuid NOT NULL,
  rules integer NOT NULL,
  mentions bigint NOT NULL,
  persons_low bigint NOT NULL,
  persons_high bigint NOT NULL,
  counted_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT outsider_counts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT outsider_counts_pkey PRIMARY KEY (case_id)
);

CREATE TABLE outsider_persons (
  case_id uuid NOT NULL,
  person integer NOT NULL,
  content_id bigint NOT NULL,
  ordinal integer NOT NULL,
  CONSTRAINT outsider_persons_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT outsider_persons_pkey PRIMARY KEY (case_id, person, content_id, ordinal)
);

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

CREATE TABLE passkey_challenges (
  case_id uuid NOT NULL,
  challenge text NOT NULL,
  purpose text NOT NULL,
  person_id uuid,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT passkey_challenges_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT passkey_challenges_pkey PRIMARY KEY (case_id, challenge),
  CONSTRAINT passkey_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['log_in'::text, 'enrol'::text, 'step_up'::text])))
);

CREATE TABLE passkeys (
  case_id uuid NOT NULL,
  id text NOT NULL,
  person_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT passkeys_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT passkeys_pkey PRIMARY KEY (case_id, id)
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
  linking_index bytea,
  CONSTRAINT patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT patients_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX patients_email ON public.patients USING btree (case_id, email_index) WHERE (email_index IS NOT NULL);
CREATE INDEX patients_name_birth ON public.patients USING btree (case_id, name_birth_index);
CREATE INDEX patients_phones ON public.patients USING gin (phone_indexes);
CREATE INDEX patients_social_security ON public.patients USING btree (case_id, social_security_index);
CREATE UNIQUE INDEX patients_number ON public.patients USING btree (case_id, number_index);

CREATE TABLE people (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  role text NOT NULL,
  name_index bytea,
  name_sealed bytea NOT NULL,
  totp_sealed bytea,
  totp_step bigint NOT NULL DEFAULT 0,
  joined_at timestamp with time zone NOT NULL,
  enrolled_at timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT people_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT people_case_id_name_index_key UNIQUE (case_id, name_index),
  CONSTRAINT people_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT people_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'reviewer'::text, 'hotline_agent'::text, 'mail_clerk'::text, 'auditor'::text, 'administrator'::text, 'break_glass'::text])))
);

CREATE TABLE person_sessions (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  token_sha256 bytea NOT NULL,
  person_id uuid NOT NULL,
  stage text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  stepped_up_at timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  CONSTRAINT person_sessions_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT person_sessions_case_id_token_sha256_key UNIQUE (case_id, token_sha256),
  CONSTRAINT person_sessions_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT person_sessions_stage_check CHECK ((stage = ANY (ARRAY['enrol'::text, 'totp'::text, 'open'::text])))
);

CREATE TABLE register_changes (
  case_id uuid NOT NULL,
  import_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  change text NOT NULL,
  CONSTRAINT register_changes_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT register_changes_change_check CHECK ((change = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text]))),
  CONSTRAINT register_changes_import_id_fkey FOREIGN KEY (import_id) REFERENCES patient_imports(id),
  CONSTRAINT register_changes_pkey PRIMARY KEY (case_id, import_id, patient_id)
);

CREATE TABLE sample_strata (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  stratum text NOT NULL,
  units bigint NOT NULL,
  CONSTRAINT sample_strata_case_id_number_fkey FOREIGN KEY (case_id, number) REFERENCES samples(case_id, number),
  CONSTRAINT sample_strata_pkey PRIMARY KEY (case_id, number, stratum)
);

CREATE TABLE sample_units (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  ordinal integer NOT NULL,
  stratum text NOT NULL,
  subject bytea NOT NULL,
  found integer,
  sealed bytea,
  answered_at timestamp with time zone,
  CONSTRAINT sample_units_case_id_number_stratum_fkey FOREIGN KEY (case_id, number, stratum) REFERENCES sample_strata(case_id, number, stratum),
  CONSTRAINT sample_units_check CHECK (((found IS NULL) = (answered_at IS NULL))),
  CONSTRAINT sample_units_pkey PRIMARY KEY (case_id, number, ordinal)
);

CREATE TABLE samples (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  drawn_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT samples_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT samples_pkey PRIMARY KEY (case_id, number)
);

CREATE TABLE scan_texts (
  content_id bigint NOT NULL,
  page integer NOT NULL,
  version integer NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT scan_texts_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT scan_texts_pkey PRIMARY KEY (content_id, page)
);

CREATE TABLE seed_results (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  format text NOT NULL,
  identifier text NOT NULL,
  planted integer NOT NULL,
  found integer NOT NULL,
  CONSTRAINT seed_results_case_id_number_fkey FOREIGN KEY (case_id, number) REFERENCES seed_runs(case_id, number),
  CONSTRAINT seed_results_pkey PRIMARY KEY (case_id, number, format, identifier)
);

CREATE TABLE seed_runs (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  mistaken integer NOT NULL,
  unplanted text[] NOT NULL,
  run_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT seed_runs_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT seed_runs_pkey PRIMARY KEY (case_id, number)
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

CREATE TABLE state_changes (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  version integer NOT NULL,
  categories integer NOT NULL,
  band smallint NOT NULL,
  reasons smallint NOT NULL,
  CONSTRAINT state_changes_band_check CHECK (((band >= 0) AND (band <= 3))),
  CONSTRAINT state_changes_pkey PRIMARY KEY (case_id, patient_id, version)
);
CREATE INDEX state_changes_version ON public.state_changes USING btree (case_id, version);

CREATE TABLE states (
  case_id uuid NOT NULL,
  version integer NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
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
  CONSTRAINT states_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT states_pkey PRIMARY KEY (case_id, version)
);

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
