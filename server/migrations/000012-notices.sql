-- Notices: who is told what, by which letter, and what became of it. Names, addresses, contents and what puts a person at risk are sealed.
CREATE TABLE campaigns (
  case_id uuid NOT NULL REFERENCES cases,
  number integer NOT NULL,
  settings jsonb NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  planned_at timestamptz,
  PRIMARY KEY (case_id, number)
);
COMMENT ON COLUMN campaigns.settings IS 'Rules of the selection (campaignSettings.ts): no personal data.';

-- What the officer says of patients: at risk, fictitious, language and version, a letter allowed after thought.
CREATE TABLE patient_flags (
  case_id uuid NOT NULL REFERENCES cases,
  patient_id bigint NOT NULL,
  sealed bytea NOT NULL,
  stated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, patient_id)
);

CREATE TABLE notices (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  campaign integer NOT NULL,
  person_id bigint NOT NULL,
  issue integer NOT NULL CHECK (issue >= 1),
  state text NOT NULL CHECK (state IN ('excluded', 'held', 'planned', 'built', 'approved', 'handed_over', 'printed', 'spoiled', 'returned', 'queued', 'superseded', 'closed')),
  rule text NOT NULL,
  channel text CHECK (channel IN ('letter', 'email')),
  fallback text CHECK (fallback IN ('letter', 'email')),
  variant text CHECK (variant IN ('person', 'representative', 'guardian')),
  language text CHECK (language IN ('fr', 'en')),
  version text CHECK (version IN ('plain', 'easy_read', 'large_print')),
  certain boolean,
  household bytea,
  content_sealed bytea,
  content_sha256 bytea,
  locator_attempt integer,
  secret_attempt integer,
  batch integer,
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, campaign) REFERENCES campaigns,
  UNIQUE (case_id, person_id, issue),
  CHECK (state IN ('excluded', 'held') OR (content_sealed IS NOT NULL AND content_sha256 IS NOT NULL AND channel IS NOT NULL))
);
COMMENT ON COLUMN notices.rule IS 'The rule that decided (selectionRules.ts).';
COMMENT ON COLUMN notices.household IS 'Keyed hash of the address: members of a household lie together in the print tray.';
COMMENT ON COLUMN notices.content_sha256 IS 'SHA-256 of what the notice says, code included: cannot be guessed from what somebody knows of the person.';
CREATE INDEX notices_state ON notices (case_id, campaign, state);
-- One notice of a person may be under way.
CREATE UNIQUE INDEX notices_open ON notices (case_id, person_id) WHERE state NOT IN ('superseded', 'closed', 'returned');

CREATE TABLE notice_codes (
  case_id uuid NOT NULL,
  locator text NOT NULL CHECK (locator ~ '^[2-9A-HJKMNP-Z]{5}$'),
  notice_id bigint NOT NULL,
  salt bytea,
  hash bytea,
  voided_at timestamptz,
  PRIMARY KEY (case_id, locator),
  UNIQUE (case_id, notice_id),
  FOREIGN KEY (case_id, notice_id) REFERENCES notices ON DELETE CASCADE,
  CHECK ((salt IS NULL) = (hash IS NULL))
);
COMMENT ON COLUMN notice_codes.hash IS 'Argon2id of the secret of the code (hashSecret.ts); null until the batch of the notice is approved.';
CREATE INDEX notice_codes_unhashed ON notice_codes (case_id, notice_id) WHERE hash IS NULL;

CREATE TABLE print_batches (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  campaign integer NOT NULL,
  state text NOT NULL CHECK (state IN ('begun', 'built', 'approved', 'handed_over')),
  letters integer NOT NULL,
  pages integer,
  statement_sealed bytea NOT NULL,
  template_version text NOT NULL,
  pdf_sha256 bytea,
  manifest_sha256 bytea,
  consent_sealed bytea,
  begun_at timestamptz NOT NULL DEFAULT now(),
  built_at timestamptz,
  approved_at timestamptz,
  handed_over_at timestamptz,
  hand_overs integer NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, number),
  FOREIGN KEY (case_id, campaign) REFERENCES campaigns,
  CHECK (state = 'begun' OR (pdf_sha256 IS NOT NULL AND manifest_sha256 IS NOT NULL AND pages IS NOT NULL)),
  CHECK (state IN ('begun', 'built') OR consent_sealed IS NOT NULL)
);
COMMENT ON COLUMN print_batches.manifest_sha256 IS 'What two people approve: list and contents.';

CREATE TABLE sheets (
  case_id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[2-9A-HJKMNP-Z]{13}$'),
  notice_id bigint NOT NULL,
  batch integer NOT NULL,
  ordinal integer NOT NULL,
  pages integer,
  text_sha256 bytea,
  result text CHECK (result IN ('printed', 'spoiled', 'returned')),
  motive text CHECK (motive IN ('unknown_at_address', 'access', 'refused', 'unclaimed')),
  result_at timestamptz,
  PRIMARY KEY (case_id, code),
  UNIQUE (case_id, batch, ordinal),
  FOREIGN KEY (case_id, notice_id) REFERENCES notices,
  FOREIGN KEY (case_id, batch) REFERENCES print_batches,
  CHECK ((motive IS NULL) OR (result = 'returned'))
);
COMMENT ON COLUMN sheets.code IS 'What the data matrix says: derived from the case’s key, tells nothing.';
CREATE INDEX sheets_notice ON sheets (case_id, notice_id);

CREATE TABLE notice_events (
  case_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  notice_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
  batch integer,
  motive text,
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, notice_id) REFERENCES notices
);
COMMENT ON TABLE notice_events IS 'What happened to each notice that left the plan. Only ever added to.';
CREATE INDEX notice_events_notice ON notice_events (case_id, notice_id);
CREATE TRIGGER notice_events_only_grow BEFORE UPDATE OR DELETE ON notice_events FOR EACH ROW EXECUTE FUNCTION refuse_change();

SELECT protect_table(name::regclass, app => 'SELECT, INSERT, UPDATE, DELETE', worker => '') FROM unnest(ARRAY['notices', 'notice_codes', 'print_batches', 'sheets']) AS name;
SELECT protect_table('campaigns', app => 'SELECT, INSERT, UPDATE', worker => '');
SELECT protect_table('patient_flags', app => 'SELECT, INSERT, UPDATE, DELETE', worker => '');
SELECT protect_table('notice_events', app => 'SELECT, INSERT', worker => '');
