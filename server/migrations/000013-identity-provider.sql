-- Log-in at an identity provider (OpenID Connect): accounts are linked by an administrator to whom the provider knows; none is made by it.
CREATE TABLE provider_log_ins (
  case_id uuid NOT NULL REFERENCES cases,
  state_sha256 bytea NOT NULL,
  bound_sha256 bytea NOT NULL,
  sealed bytea NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, state_sha256)
);
COMMENT ON COLUMN provider_log_ins.bound_sha256 IS 'SHA-256 of the cookie of the browser that began: no other ends the log-in.';
COMMENT ON COLUMN provider_log_ins.sealed IS 'State, nonce and PKCE verifier.';

CREATE TABLE provider_links (
  case_id uuid NOT NULL,
  subject_index bytea NOT NULL,
  person_id uuid NOT NULL,
  linked_by uuid NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, subject_index),
  UNIQUE (case_id, person_id),
  FOREIGN KEY (case_id, person_id) REFERENCES people,
  FOREIGN KEY (case_id, linked_by) REFERENCES people
);
COMMENT ON COLUMN provider_links.subject_index IS 'Keyed hash of issuer and subject: a subject may be a professional number.';

ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_kind_check CHECK (kind IN (
  'person_joined', 'person_ended', 'break_glass_made', 'break_glass_opened', 'passkey_copied', 'identity_linked', 'identity_unlinked'));

SELECT protect_table(name::regclass, app => 'SELECT, INSERT, UPDATE, DELETE', worker => '') FROM unnest(ARRAY['provider_log_ins', 'provider_links']) AS name;
