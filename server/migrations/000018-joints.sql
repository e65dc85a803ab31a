-- The joints between what was planned, what left, and what came of it.

-- Each e-mail to a patient belongs to a notice; test mails (null) to none. The owner sees no row otherwise, and checks those that are there.
ALTER TABLE mails NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mails ADD FOREIGN KEY (case_id, notice_id) REFERENCES notices;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;

-- A batch in which somebody found a mistake before it was handed over: it stays as a record, its letters are planned anew under new codes.
ALTER TABLE print_batches ADD COLUMN unmade_at timestamptz;
ALTER TABLE print_batches DROP CONSTRAINT print_batches_state_check, DROP CONSTRAINT print_batches_check, DROP CONSTRAINT print_batches_check1;
ALTER TABLE print_batches
  ADD CONSTRAINT print_batches_state_check CHECK (state IN ('begun', 'built', 'approved', 'handed_over', 'unmade')),
  ADD CONSTRAINT print_batches_hashes_check CHECK (state IN ('begun', 'unmade') OR (pdf_sha256 IS NOT NULL AND manifest_sha256 IS NOT NULL AND pages IS NOT NULL)),
  ADD CONSTRAINT print_batches_consent_check CHECK (state IN ('begun', 'built', 'unmade') OR consent_sealed IS NOT NULL),
  ADD CONSTRAINT print_batches_unmade_check CHECK ((state = 'unmade') = (unmade_at IS NOT NULL));
