-- Millions of rows go into these tables. Each was checked twice, against its case and against its content; one key says both, and that they belong together.
-- What stands there is checked by the owner, whom the policies hold off otherwise.
ALTER TABLE contents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sightings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE outsiders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parts NO FORCE ROW LEVEL SECURITY;

ALTER TABLE contents ADD CONSTRAINT contents_case_id_id_key UNIQUE (case_id, id);

ALTER TABLE sightings
  DROP CONSTRAINT sightings_case_id_fkey,
  DROP CONSTRAINT sightings_content_id_fkey,
  ADD CONSTRAINT sightings_content_fkey FOREIGN KEY (case_id, content_id) REFERENCES contents (case_id, id) ON DELETE CASCADE;

ALTER TABLE outsiders
  DROP CONSTRAINT outsiders_case_id_fkey,
  DROP CONSTRAINT outsiders_content_id_fkey,
  ADD CONSTRAINT outsiders_content_fkey FOREIGN KEY (case_id, content_id) REFERENCES contents (case_id, id) ON DELETE CASCADE;

ALTER TABLE parts
  DROP CONSTRAINT parts_case_id_fkey,
  DROP CONSTRAINT parts_content_id_fkey,
  ADD CONSTRAINT parts_content_fkey FOREIGN KEY (case_id, content_id) REFERENCES contents (case_id, id) ON DELETE CASCADE;

ALTER TABLE contents FORCE ROW LEVEL SECURITY;
ALTER TABLE sightings FORCE ROW LEVEL SECURITY;
ALTER TABLE outsiders FORCE ROW LEVEL SECURITY;
ALTER TABLE parts FORCE ROW LEVEL SECURITY;
