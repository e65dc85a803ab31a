-- A foreign key is checked row by row: of what it cost to write a sighting, that was six tenths. Into these tables go millions of rows that belong to a few contents:
-- here the same is checked once for all rows of a statement. Nobody changes the content of a row, or the number of a content. Decision 0020.

CREATE FUNCTION require_contents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  content record;
BEGIN
  FOR content IN SELECT DISTINCT case_id, content_id FROM added LOOP
    -- Locked as a foreign key locks it: nobody removes a content beneath rows that are on their way.
    PERFORM FROM contents WHERE case_id = content.case_id AND id = content.content_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE foreign_key_violation USING MESSAGE = format('rows of %s belong to no content of their case', TG_TABLE_NAME), TABLE = TG_TABLE_NAME;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION remove_with_contents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sightings s USING removed r WHERE s.content_id = r.id;
  DELETE FROM outsiders o USING removed r WHERE o.content_id = r.id;
  RETURN NULL;
END $$;

ALTER TABLE sightings DROP CONSTRAINT sightings_content_fkey;
ALTER TABLE outsiders DROP CONSTRAINT outsiders_content_fkey;

CREATE TRIGGER of_contents AFTER INSERT ON sightings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_contents();
CREATE TRIGGER of_contents AFTER INSERT ON outsiders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_contents();
CREATE TRIGGER with_rows AFTER DELETE ON contents REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_with_contents();

-- The policies let a role write rows of its own case alone: a key to the case, checked for each of millions of rows, says nothing more.
ALTER TABLE outsider_persons DROP CONSTRAINT outsider_persons_case_id_fkey;
ALTER TABLE patients DROP CONSTRAINT patients_case_id_fkey;
