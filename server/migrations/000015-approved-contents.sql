-- Whoever approves is shown what is approved beside what stands.
ALTER TABLE approvals ADD COLUMN contents_sealed bytea;
COMMENT ON COLUMN approvals.contents_sealed IS 'Figures, and a hash per person: what the second person is shown, and what the next request is compared with.';
