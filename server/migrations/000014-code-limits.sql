-- Wrong one-time codes are counted by account: whoever begins to log in again and again gets no more guesses by it.
ALTER TABLE people ADD COLUMN code_failures integer NOT NULL DEFAULT 0, ADD COLUMN codes_paused_until timestamptz;
COMMENT ON COLUMN people.code_failures IS 'Codes tried since the last right one.';
COMMENT ON COLUMN people.codes_paused_until IS 'Until then no code is taken, right or wrong; passkeys that verify their owner are not concerned.';

ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('person_joined', 'person_ended', 'break_glass_made', 'break_glass_opened',
  'passkey_copied', 'identity_linked', 'identity_unlinked', 'codes_paused'));
