-- A merge of the register is told apart from somebody who is no longer concerned.

ALTER TABLE state_changes ADD COLUMN person_id bigint;
COMMENT ON COLUMN state_changes.person_id IS 'Who stands for the patient too since this state: the patient number was accepted as a further one of that person. Null where nobody does.';
ALTER TABLE states ADD COLUMN merged integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN states.merged IS 'Persons of the state before whom another one stands for since. In states of before this was told apart they are counted in no_longer.';

-- Members that are broken, looked for beside their broken container: both are one loss (SAID_OF_MEMBERS).
CREATE INDEX items_broken ON items (evidence_id, parent_id) WHERE parent_id IS NOT NULL AND reason <> '';

-- Decisions that are about something in the case: a content (or a path) that it has, and a patient of its register. Others are kept, since evidence and
-- register may yet come, and count nowhere.
CREATE VIEW applying_decisions WITH (security_invoker = true) AS
SELECT d.* FROM decisions d
WHERE EXISTS (SELECT FROM patients p WHERE p.case_id = d.case_id AND p.number_index = d.number_index)
  AND CASE WHEN d.by_name THEN EXISTS (SELECT FROM items i WHERE i.case_id = d.case_id AND i.path_index = d.subject)
    ELSE EXISTS (SELECT FROM contents c JOIN items i ON i.content_id = c.id WHERE c.case_id = d.case_id AND c.sha256 = d.subject) END;
GRANT SELECT ON applying_decisions TO constat_app, constat_worker;
