-- People look after their own passkeys and sessions; what a session was opened with is kept with it.
ALTER TABLE passkeys ADD COLUMN name_sealed bytea;
ALTER TABLE passkeys ADD COLUMN used_at timestamptz;
COMMENT ON COLUMN passkeys.name_sealed IS 'What its owner calls it; null: the one that the invitation made.';
CREATE INDEX passkeys_person ON passkeys (case_id, person_id);

ALTER TABLE passkey_challenges DROP CONSTRAINT passkey_challenges_purpose_check;
ALTER TABLE passkey_challenges ADD CONSTRAINT passkey_challenges_purpose_check CHECK (purpose IN ('log_in', 'enrol', 'step_up', 'add'));

ALTER TABLE person_sessions ADD COLUMN factors text[] NOT NULL DEFAULT '{}';
ALTER TABLE person_sessions ADD COLUMN from_sealed bytea;
COMMENT ON COLUMN person_sessions.factors IS 'What was shown to open it: passkey, passkey_verified, one_time_code, provider, provider_verified, envelope.';
COMMENT ON COLUMN person_sessions.from_sealed IS 'Address of the network from which it was opened.';

ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_kind_check CHECK (kind IN (
  'person_joined', 'person_ended', 'break_glass_made', 'break_glass_opened', 'passkey_copied', 'identity_linked', 'identity_unlinked', 'codes_paused',
  'passkey_added', 'passkey_removed', 'sessions_ended', 'all_sessions_ended'));

GRANT DELETE ON passkeys TO constat_app;
