-- The joints between what was planned, what left, and what came of it.

-- Each e-mail to a patient belongs to a notice; test mails (null) to none. The owner sees no row otherwise, and checks those that are there.
ALTER TABLE mails NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mails ADD FOREIGN KEY (case_id, notice_id) REFERENCES notices;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
