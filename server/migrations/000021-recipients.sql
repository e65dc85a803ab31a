-- Who gets the letter, and where: guardians, curators and parents with addresses of their own.

ALTER TABLE patients ADD COLUMN recipient_index bytea;
COMMENT ON COLUMN patients.recipient_index IS 'Keyed hash of who is told and where, beside what he is looked for by: country, representatives, death. Null for registers imported before there was one.';

ALTER TABLE notices ADD COLUMN recipient text NOT NULL DEFAULT 'main';
COMMENT ON COLUMN notices.recipient IS 'For whom it is: main (the person, or whoever stands for him), or whose copy beside it (select/recipients.ts). Each has a code of its own.';
COMMENT ON COLUMN notices.copy IS 'A letter beside the main notice: to parents, a second parent, a curator, or a protected adult beside his guardian.';
-- The owner sees no row otherwise, and writes down whose the copies are that there are: so far only parents of minors of 15 to 17 had any.
ALTER TABLE notices NO FORCE ROW LEVEL SECURITY;
UPDATE notices SET recipient = 'parents' WHERE copy;
ALTER TABLE notices
  ADD CONSTRAINT notices_recipient_check CHECK (recipient IN ('main', 'parents', 'parent2', 'protected', 'curator')),
  ADD CONSTRAINT notices_copy_check CHECK (copy = (recipient <> 'main')),
  DROP CONSTRAINT notices_variant_check,
  ADD CONSTRAINT notices_variant_check CHECK (variant IN ('person', 'representative', 'guardian', 'curator'));
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
DROP INDEX notices_open;
CREATE UNIQUE INDEX notices_open ON notices (case_id, person_id, recipient) WHERE state NOT IN ('superseded', 'closed', 'returned');
