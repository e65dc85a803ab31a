-- Who may do what (decision 0014). The groups constat_app, constat_worker, constat_portal and constat_auditor exist before this runs (roles.ts); they hold
-- the grants and cannot log in. Each case has a log-in role in each group, whose name ends with the id of the case: the case is bound to who logged in,
-- not to a setting that anybody can set. The owner of the tables runs migrations, and under FORCE sees no row.

-- Tables of a case that did not name it.
ALTER TABLE parts ADD COLUMN case_id uuid REFERENCES cases (id);
UPDATE parts p SET case_id = c.case_id FROM contents c WHERE c.id = p.content_id;
ALTER TABLE parts ALTER COLUMN case_id SET NOT NULL;
ALTER TABLE scan_texts ADD COLUMN case_id uuid REFERENCES cases (id);
UPDATE scan_texts s SET case_id = c.case_id FROM contents c WHERE c.id = s.content_id;
ALTER TABLE scan_texts ALTER COLUMN case_id SET NOT NULL;

-- Nobody gets anything by default: neither here nor from later migrations.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM PUBLIC;
DO $$ BEGIN
  -- Where the owner of the tables does not own the database, these only warn: then its administrator decides.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO constat_app, constat_worker, constat_portal, constat_auditor', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO constat_app, constat_worker', current_database());
END $$;
GRANT USAGE ON SCHEMA public TO constat_app, constat_worker, constat_auditor;

-- The case of whoever is logged in; null for everybody else, for whom no row is visible.
CREATE FUNCTION current_case() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN substring(current_user::text FROM '^constat_(?:app|worker|portal|auditor)_([0-9a-f]{32})$')::uuid;
GRANT EXECUTE ON FUNCTION current_case() TO constat_app, constat_worker, constat_portal, constat_auditor;
-- Computations of the views; they read nothing.
GRANT EXECUTE ON FUNCTION probability_band(real), evidence_kind(integer), shifted(real, float8) TO constat_app, constat_worker;

-- Puts a table of a case behind its policy and gives each group what is named ('SELECT, INSERT'). To be called for each new table of a case.
CREATE FUNCTION protect_table(target regclass, app text, worker text, auditor text DEFAULT '', portal text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  condition text := format('%I = (SELECT current_case())', CASE WHEN target = 'cases'::regclass THEN 'id' ELSE 'case_id' END);
BEGIN
  EXECUTE format('DROP POLICY IF EXISTS own_case ON %s', target);
  EXECUTE format('CREATE POLICY own_case ON %s USING (%s) WITH CHECK (%s)', target, condition, condition);
  PERFORM grant_table(target, app, worker, auditor, portal);
END $$;

-- The same for a table that belongs to no case, said on purpose: every case of the database sees all of it.
CREATE FUNCTION share_table(target regclass, app text, worker text, auditor text DEFAULT '', portal text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP POLICY IF EXISTS every_case ON %s', target);
  EXECUTE format('CREATE POLICY every_case ON %s USING (true) WITH CHECK (true)', target);
  PERFORM grant_table(target, app, worker, auditor, portal);
END $$;

CREATE FUNCTION grant_table(target regclass, app text, worker text, auditor text, portal text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  grantee text;
  rights text;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  FOR grantee, rights IN VALUES ('constat_app', app), ('constat_worker', worker), ('constat_auditor', auditor), ('constat_portal', portal) LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', target, grantee);
    IF rights <> '' THEN EXECUTE format('GRANT %s ON %s TO %I', rights, target, grantee); END IF;
  END LOOP;
END $$;

SELECT protect_table('cases', app => 'SELECT, INSERT', worker => 'SELECT, INSERT');

-- What reading and linking write: the worker's.
SELECT protect_table(name::regclass, app => 'SELECT', worker => 'SELECT, INSERT, UPDATE, DELETE') FROM unnest(ARRAY[
  'contents', 'departed_patients', 'evidence', 'items', 'name_sightings', 'outsider_counts', 'outsider_persons', 'outsiders', 'parts', 'passwords',
  'patient_imports', 'patients', 'register_changes', 'scan_texts', 'seed_results', 'seed_runs', 'sightings', 'state_changes', 'states', 'weights']) AS name;

-- What people say: the app's. Statements are never changed.
SELECT protect_table('circumstances', app => 'SELECT, INSERT, UPDATE', worker => 'SELECT');
SELECT protect_table('decisions', app => 'SELECT, INSERT', worker => 'SELECT');
SELECT protect_table('duplicate_decisions', app => 'SELECT, INSERT', worker => 'SELECT');
SELECT protect_table('samples', app => 'SELECT, INSERT', worker => 'SELECT');
SELECT protect_table('sample_strata', app => 'SELECT, INSERT', worker => 'SELECT');
SELECT protect_table('sample_units', app => 'SELECT, INSERT, UPDATE', worker => 'SELECT');
-- What follows from decisions is computed after each of them, and after an import.
SELECT protect_table('merged_patients', app => 'SELECT, INSERT, UPDATE, DELETE', worker => 'SELECT, INSERT, UPDATE, DELETE');

GRANT SELECT ON item_sightings, review_outcomes, calibration_bands, calibration_shifts, decided_items, decided_sightings TO constat_app, constat_worker;
-- Names and hashes of migrations: no case's data.
GRANT SELECT ON migrations TO constat_app, constat_worker, constat_auditor;

-- The log of accesses only grows; the tree over it is one row that says how far it has come. The auditor reads.
SELECT protect_table(name::regclass, app => 'SELECT, INSERT', worker => 'SELECT, INSERT', auditor => 'SELECT') FROM unnest(ARRAY[
  'accesses', 'access_leaves', 'checkpoints', 'checkpoint_stamps', 'custody']) AS name;
SELECT protect_table('audit_trees', app => 'SELECT, INSERT, UPDATE', worker => 'SELECT, INSERT, UPDATE', auditor => 'SELECT');
