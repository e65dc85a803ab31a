-- The worker fills tables with millions of rows in a minute and counts them in the next: it tells the planner itself what they hold now, sooner than autovacuum does.
-- Servers before PostgreSQL 17 know no such right; there autovacuum alone does it.
DO $$ BEGIN
  IF current_setting('server_version_num')::int >= 170000 THEN
    EXECUTE 'GRANT MAINTAIN ON patients, items, contents, sightings, name_sightings, outsiders TO constat_worker';
  END IF;
END $$;
