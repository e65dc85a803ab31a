-- People of a case: who they are, how they log in, and what needs two of them. Names, one-time secrets and reasons are sealed; tokens and codes are kept as
-- SHA-256 of at least 128 random bits, so that what is stolen opens no session.
CREATE TABLE people (
  case_id uuid NOT NULL REFERENCES cases,
  id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('officer', 'reviewer', 'hotline_agent', 'mail_clerk', 'auditor', 'administrator', 'break_glass')),
  name_index bytea,
  name_sealed bytea NOT NULL,
  totp_sealed bytea,
  totp_step bigint NOT NULL DEFAULT 0,
  joined_at timestamptz NOT NULL,
  enrolled_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (case_id, id),
  UNIQUE (case_id, name_index)
);
COMMENT ON COLUMN people.name_index IS 'Keyed hash of the name, as for reviewers: no two people of a case bear the same. Null for break_glass.';
COMMENT ON COLUMN people.totp_step IS 'Last time step whose code was taken: no code is taken twice (RFC 6238, 5.2).';
COMMENT ON COLUMN people.enrolled_at IS 'When both means of log-in were in place.';

CREATE TABLE passkeys (
  case_id uuid NOT NULL,
  id text NOT NULL,
  person_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  verifies_owner boolean NOT NULL,
  can_be_copied boolean NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, person_id) REFERENCES people
);
COMMENT ON COLUMN passkeys.public_key IS 'COSE_Key (RFC 9052, 7), as the authenticator made it.';
COMMENT ON COLUMN passkeys.verifies_owner IS 'Whether the authenticator verified its owner (UV) when the passkey was made.';
COMMENT ON COLUMN passkeys.can_be_copied IS 'Whether the passkey is kept in several devices (BE): never changes.';

CREATE TABLE passkey_challenges (
  case_id uuid NOT NULL REFERENCES cases,
  challenge text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('log_in', 'enrol', 'step_up')),
  bound_sha256 bytea NOT NULL,
  person_id uuid,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, challenge)
);
COMMENT ON COLUMN passkey_challenges.bound_sha256 IS 'SHA-256 of what the challenge is good for: the cookie of a log-in, an invitation, a session. With another it does not exist.';

CREATE TABLE invitations (
  case_id uuid NOT NULL REFERENCES cases,
  code_sha256 bytea NOT NULL,
  role text NOT NULL CHECK (role IN ('officer', 'reviewer', 'hotline_agent', 'mail_clerk', 'auditor', 'administrator')),
  invited_by uuid,
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (case_id, code_sha256),
  FOREIGN KEY (case_id, invited_by) REFERENCES people
);
COMMENT ON COLUMN invitations.invited_by IS 'Null for the first administrator: such an invitation is good only while there is nobody.';

CREATE TABLE break_glass_codes (
  case_id uuid NOT NULL REFERENCES cases,
  code_sha256 bytea NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (case_id, code_sha256),
  FOREIGN KEY (case_id, made_by) REFERENCES people
);

CREATE TABLE person_sessions (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  token_sha256 bytea NOT NULL,
  person_id uuid NOT NULL,
  stage text NOT NULL CHECK (stage IN ('enrol', 'totp', 'open')),
  begun_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  stepped_up_at timestamptz,
  failures integer NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, id),
  UNIQUE (case_id, token_sha256),
  FOREIGN KEY (case_id, person_id) REFERENCES people
);

CREATE TABLE alerts (
  case_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('person_joined', 'person_ended', 'break_glass_made', 'break_glass_opened', 'passkey_copied')),
  person_id uuid NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, person_id) REFERENCES people
);

-- Two people, two sessions, bound to the hash of what is approved; the effect claims the row in its own transaction.
CREATE TABLE approvals (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('export', 'sending', 'template_change', 'closing')),
  sha256 bytea NOT NULL,
  requested_by uuid NOT NULL,
  requested_session uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  approved_by uuid,
  approved_session uuid,
  approved_at timestamptz,
  done_at timestamptz,
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, requested_by) REFERENCES people,
  FOREIGN KEY (case_id, approved_by) REFERENCES people,
  CHECK (approved_by <> requested_by),
  CHECK (approved_session <> requested_session),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (approved_by IS NULL) = (approved_session IS NULL)),
  CHECK (done_at IS NULL OR approved_at IS NOT NULL)
);

-- Look-ups by e-mail and phone while somebody waits on the line.
CREATE INDEX patients_email ON patients (case_id, email_index) WHERE email_index IS NOT NULL;
CREATE INDEX patients_phones ON patients USING gin (phone_indexes);

SELECT protect_table(name::regclass, app => 'SELECT, INSERT, UPDATE, DELETE', worker => '') FROM unnest(ARRAY[
  'passkey_challenges', 'invitations', 'break_glass_codes', 'person_sessions']) AS name;
SELECT protect_table(name::regclass, app => 'SELECT, INSERT, UPDATE', worker => '') FROM unnest(ARRAY['people', 'passkeys', 'approvals']) AS name;
SELECT protect_table('alerts', app => 'SELECT, INSERT', worker => '');
