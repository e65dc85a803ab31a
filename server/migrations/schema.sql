CREATE TABLE access_leaves (
  case_id uuid NOT NULL,
  leaf bigint NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  mark bytea NOT NULL,
  CONSTRAINT access_leaves_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT access_leaves_case_id_sequence_key UNIQUE (case_id, sequence),
  CONSTRAINT access_leaves_pkey PRIMARY KEY (case_id, leaf)
);
ALTER TABLE access_leaves ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON access_leaves USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON access_leaves TO constat_app;
GRANT INSERT, SELECT ON access_leaves TO constat_worker;
GRANT SELECT ON access_leaves TO constat_auditor;

CREATE TABLE accesses (
  case_id uuid NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamp(3) with time zone NOT NULL,
  actor text NOT NULL,
  person text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  patients bigint[] NOT NULL,
  items bigint[] NOT NULL,
  evidence bigint[] NOT NULL,
  details_sealed bytea NOT NULL,
  CONSTRAINT accesses_action_check CHECK ((action ~ '^[a-z_]{1,40}$'::text)),
  CONSTRAINT accesses_actor_check CHECK ((actor = ANY (ARRAY['person'::text, 'command_line'::text, 'system'::text]))),
  CONSTRAINT accesses_person_check CHECK ((person ~ '^[A-Za-z0-9_-]{0,64}$'::text)),
  CONSTRAINT accesses_pkey PRIMARY KEY (case_id, sequence),
  CONSTRAINT accesses_role_check CHECK ((role ~ '^[a-z_]{0,40}$'::text))
);
CREATE INDEX accesses_transaction ON public.accesses USING btree (case_id, transaction);
ALTER TABLE accesses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON accesses USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON accesses TO constat_app;
GRANT INSERT, SELECT ON accesses TO constat_worker;
GRANT SELECT ON accesses TO constat_auditor;

CREATE TABLE alerts (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  person_id uuid NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT alerts_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT alerts_kind_check CHECK ((kind = ANY (ARRAY['person_joined'::text, 'person_ended'::text, 'break_glass_made'::text, 'break_glass_opened'::text, 'passkey_copied'::text, 'identity_linked'::text, 'identity_unlinked'::text, 'codes_paused'::text, 'passkey_added'::text, 'passkey_removed'::text, 'sessions_ended'::text, 'all_sessions_ended'::text]))),
  CONSTRAINT alerts_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON alerts USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON alerts TO constat_app;

CREATE TABLE approvals (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  action text NOT NULL,
  sha256 bytea NOT NULL,
  requested_by uuid NOT NULL,
  requested_session uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  approved_by uuid,
  approved_session uuid,
  approved_at timestamp with time zone,
  done_at timestamp with time zone,
  contents_sealed bytea,
  CONSTRAINT approvals_action_check CHECK ((action = ANY (ARRAY['export'::text, 'sending'::text, 'template_change'::text, 'closing'::text]))),
  CONSTRAINT approvals_case_id_approved_by_fkey FOREIGN KEY (case_id, approved_by) REFERENCES people(case_id, id),
  CONSTRAINT approvals_case_id_requested_by_fkey FOREIGN KEY (case_id, requested_by) REFERENCES people(case_id, id),
  CONSTRAINT approvals_check CHECK ((approved_by <> requested_by)),
  CONSTRAINT approvals_check1 CHECK ((approved_session <> requested_session)),
  CONSTRAINT approvals_check2 CHECK ((((approved_by IS NULL) = (approved_at IS NULL)) AND ((approved_by IS NULL) = (approved_session IS NULL)))),
  CONSTRAINT approvals_check3 CHECK (((done_at IS NULL) OR (approved_at IS NOT NULL))),
  CONSTRAINT approvals_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON approvals USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON approvals TO constat_app;

CREATE TABLE audit_trees (
  case_id uuid NOT NULL,
  size bigint NOT NULL,
  frontier bytea[] NOT NULL,
  taken_up_to pg_snapshot NOT NULL,
  cluster bigint NOT NULL,
  CONSTRAINT audit_trees_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT audit_trees_pkey PRIMARY KEY (case_id)
);
ALTER TABLE audit_trees ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON audit_trees USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON audit_trees TO constat_app;
GRANT INSERT, SELECT, UPDATE ON audit_trees TO constat_worker;
GRANT SELECT ON audit_trees TO constat_auditor;

CREATE TABLE break_glass_codes (
  case_id uuid NOT NULL,
  code_sha256 bytea NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT break_glass_codes_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT break_glass_codes_case_id_made_by_fkey FOREIGN KEY (case_id, made_by) REFERENCES people(case_id, id),
  CONSTRAINT break_glass_codes_pkey PRIMARY KEY (case_id, code_sha256)
);
ALTER TABLE break_glass_codes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON break_glass_codes USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON break_glass_codes TO constat_app;

CREATE TABLE campaigns (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  settings jsonb NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  planned_at timestamp with time zone,
  paused_at timestamp with time zone,
  CONSTRAINT campaigns_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT campaigns_pkey PRIMARY KEY (case_id, number)
);
ALTER TABLE campaigns ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON campaigns USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON campaigns TO constat_app;

CREATE TABLE cases (
  id uuid NOT NULL,
  key_check bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT cases_pkey PRIMARY KEY (id)
);
ALTER TABLE cases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON cases USING ((id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON cases TO constat_app;
GRANT INSERT, SELECT ON cases TO constat_worker;

CREATE TABLE checkpoint_stamps (
  case_id uuid NOT NULL,
  size bigint NOT NULL,
  request bytea NOT NULL,
  response bytea NOT NULL,
  stamped_at timestamp with time zone NOT NULL,
  CONSTRAINT checkpoint_stamps_case_id_size_fkey FOREIGN KEY (case_id, size) REFERENCES checkpoints(case_id, size),
  CONSTRAINT checkpoint_stamps_pkey PRIMARY KEY (case_id, size)
);
ALTER TABLE checkpoint_stamps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON checkpoint_stamps USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON checkpoint_stamps TO constat_app;
GRANT INSERT, SELECT ON checkpoint_stamps TO constat_worker;
GRANT SELECT ON checkpoint_stamps TO constat_auditor;

CREATE TABLE checkpoints (
  case_id uuid NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  public_key bytea NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT checkpoints_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT checkpoints_pkey PRIMARY KEY (case_id, size)
);
ALTER TABLE checkpoints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON checkpoints USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON checkpoints TO constat_app;
GRANT INSERT, SELECT ON checkpoints TO constat_worker;
GRANT SELECT ON checkpoints TO constat_auditor;

CREATE TABLE circumstances (
  case_id uuid NOT NULL,
  breach_date date,
  confidentiality smallint NOT NULL,
  integrity smallint NOT NULL,
  availability smallint NOT NULL,
  malice smallint NOT NULL,
  set_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT circumstances_availability_check CHECK (((availability >= 0) AND (availability <= 2))),
  CONSTRAINT circumstances_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT circumstances_confidentiality_check CHECK (((confidentiality >= 0) AND (confidentiality <= 2))),
  CONSTRAINT circumstances_integrity_check CHECK (((integrity >= 0) AND (integrity <= 2))),
  CONSTRAINT circumstances_malice_check CHECK ((malice = ANY (ARRAY[0, 2]))),
  CONSTRAINT circumstances_pkey PRIMARY KEY (case_id)
);
ALTER TABLE circumstances ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON circumstances USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON circumstances TO constat_app;
GRANT SELECT ON circumstances TO constat_worker;

CREATE TABLE contents (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  sha256 bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT ''::text,
  engine integer NOT NULL DEFAULT 0,
  scan_pages integer NOT NULL DEFAULT 0,
  scans_read integer NOT NULL DEFAULT 0,
  CONSTRAINT contents_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT contents_case_id_id_key UNIQUE (case_id, id),
  CONSTRAINT contents_case_id_sha256_key UNIQUE (case_id, sha256),
  CONSTRAINT contents_pkey PRIMARY KEY (id)
);
CREATE INDEX contents_scans ON public.contents USING btree (case_id, scans_read) WHERE (scan_pages > 0);
ALTER TABLE contents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON contents USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER with_rows AFTER DELETE ON public.contents REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_with_contents();
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON contents TO constat_worker;
GRANT SELECT ON contents TO constat_app;

CREATE TABLE custody (
  case_id uuid NOT NULL,
  evidence_id bigint NOT NULL,
  received_on date,
  manifest_root bytea NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT custody_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT custody_pkey PRIMARY KEY (case_id, evidence_id)
);
ALTER TABLE custody ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON custody USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON custody TO constat_app;
GRANT INSERT, SELECT ON custody TO constat_worker;
GRANT SELECT ON custody TO constat_auditor;

CREATE TABLE decisions (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  subject bytea NOT NULL,
  by_name boolean NOT NULL,
  number_index bytea NOT NULL,
  verdict text NOT NULL,
  reviewer_index bytea NOT NULL,
  sealed bytea NOT NULL,
  categories integer NOT NULL,
  stated boolean NOT NULL,
  probability real NOT NULL,
  engine integer NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT decisions_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT decisions_verdict_check CHECK ((verdict = ANY (ARRAY['is'::text, 'is_not'::text, 'unclear'::text])))
);
CREATE INDEX decisions_pair ON public.decisions USING btree (case_id, subject, number_index);
ALTER TABLE decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON decisions USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER decisions_are_kept BEFORE DELETE OR UPDATE ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON decisions TO constat_app;
GRANT SELECT ON decisions TO constat_worker;

CREATE TABLE departed_patients (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  sealed bytea NOT NULL,
  departed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT departed_patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT departed_patients_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE departed_patients ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON departed_patients USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON departed_patients TO constat_worker;
GRANT SELECT ON departed_patients TO constat_app;

CREATE TABLE drop_plans (
  case_id uuid NOT NULL,
  campaign integer NOT NULL,
  plan jsonb NOT NULL,
  kept_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT drop_plans_case_id_campaign_fkey FOREIGN KEY (case_id, campaign) REFERENCES campaigns(case_id, number),
  CONSTRAINT drop_plans_pkey PRIMARY KEY (case_id, campaign)
);
ALTER TABLE drop_plans ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON drop_plans USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON drop_plans TO constat_app;

CREATE TABLE duplicate_decisions (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  first_id bigint NOT NULL,
  second_id bigint NOT NULL,
  decision text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  statement_sealed bytea NOT NULL,
  CONSTRAINT duplicate_decisions_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT duplicate_decisions_check CHECK ((first_id < second_id)),
  CONSTRAINT duplicate_decisions_decision_check CHECK ((decision = ANY (ARRAY['accept'::text, 'reject'::text, 'undo'::text]))),
  CONSTRAINT duplicate_decisions_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE duplicate_decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON duplicate_decisions USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER duplicate_decisions_grow BEFORE DELETE OR UPDATE ON public.duplicate_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON duplicate_decisions TO constat_app;
GRANT SELECT ON duplicate_decisions TO constat_worker;

CREATE TABLE evidence (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  root_sealed bytea NOT NULL,
  root_index bytea NOT NULL,
  source_sealed bytea NOT NULL,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  files bigint NOT NULL DEFAULT 0,
  items bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  names_engine integer NOT NULL DEFAULT 0,
  CONSTRAINT evidence_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT evidence_pkey PRIMARY KEY (id)
);
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON evidence USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON evidence TO constat_worker;
GRANT SELECT ON evidence TO constat_app;

CREATE TABLE invitations (
  case_id uuid NOT NULL,
  code_sha256 bytea NOT NULL,
  role text NOT NULL,
  invited_by uuid,
  ends_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT invitations_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT invitations_case_id_invited_by_fkey FOREIGN KEY (case_id, invited_by) REFERENCES people(case_id, id),
  CONSTRAINT invitations_pkey PRIMARY KEY (case_id, code_sha256),
  CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'reviewer'::text, 'hotline_agent'::text, 'mail_clerk'::text, 'auditor'::text, 'administrator'::text])))
);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON invitations USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON invitations TO constat_app;

CREATE TABLE items (
  evidence_id bigint NOT NULL,
  id bigint NOT NULL,
  case_id uuid NOT NULL,
  parent_id bigint,
  file_id bigint NOT NULL,
  chain integer[] NOT NULL,
  content_id bigint,
  path_sealed bytea NOT NULL,
  path_index bytea NOT NULL,
  name_sealed bytea NOT NULL,
  bytes bigint NOT NULL,
  format text NOT NULL,
  fate text,
  reason text NOT NULL DEFAULT ''::text,
  name_index bytea NOT NULL DEFAULT '\x'::bytea,
  CONSTRAINT items_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT items_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id),
  CONSTRAINT items_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES evidence(id) ON DELETE CASCADE,
  CONSTRAINT items_pkey PRIMARY KEY (evidence_id, id)
);
CREATE INDEX items_broken ON public.items USING btree (evidence_id, parent_id) WHERE ((parent_id IS NOT NULL) AND (reason <> ''::text));
CREATE INDEX items_content ON public.items USING btree (content_id);
CREATE INDEX items_path ON public.items USING btree (case_id, path_index);
ALTER TABLE items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON items USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON items TO constat_worker;
GRANT SELECT ON items TO constat_app;

CREATE TABLE mail_bounces (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  digest bytea NOT NULL,
  received_at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  mail_id bigint,
  status text NOT NULL DEFAULT ''::text,
  class text NOT NULL DEFAULT ''::text,
  sealed bytea,
  seen_at timestamp with time zone,
  CONSTRAINT mail_bounces_case_id_digest_key UNIQUE (case_id, digest),
  CONSTRAINT mail_bounces_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT mail_bounces_kind_check CHECK ((kind = ANY (ARRAY['bounced'::text, 'delayed'::text, 'delivered'::text, 'complaint'::text, 'auto_reply'::text, 'forged'::text, 'unclear'::text]))),
  CONSTRAINT mail_bounces_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE mail_bounces ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mail_bounces USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON mail_bounces TO constat_worker;
GRANT SELECT, UPDATE ON mail_bounces TO constat_app;

CREATE TABLE mail_control (
  case_id uuid NOT NULL,
  paused_at timestamp with time zone,
  reason text NOT NULL DEFAULT ''::text,
  fruitless_starts integer NOT NULL DEFAULT 0,
  site text NOT NULL DEFAULT ''::text,
  CONSTRAINT mail_control_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT mail_control_pkey PRIMARY KEY (case_id),
  CONSTRAINT mail_control_reason_check CHECK ((reason = ANY (ARRAY[''::text, 'person'::text, 'no_progress'::text, 'policy'::text, 'server_refuses'::text, 'campaign'::text])))
);
ALTER TABLE mail_control ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mail_control USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON mail_control TO constat_app;
GRANT INSERT, SELECT, UPDATE ON mail_control TO constat_worker;

CREATE TABLE mail_events (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  mail_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  event text NOT NULL,
  attempt integer NOT NULL,
  worker uuid,
  status text NOT NULL DEFAULT ''::text,
  class text NOT NULL DEFAULT ''::text,
  CONSTRAINT mail_events_case_id_mail_id_fkey FOREIGN KEY (case_id, mail_id) REFERENCES mails(case_id, id),
  CONSTRAINT mail_events_event_check CHECK ((event = ANY (ARRAY['queued'::text, 'claimed'::text, 'released'::text, 'accepted'::text, 'refused'::text, 'deferred'::text, 'cut'::text, 'found'::text, 'absent'::text, 'unknown'::text, 'accepted_late'::text, 'delivered'::text, 'delayed'::text, 'bounced'::text, 'complained'::text, 'decided_sent'::text, 'decided_again'::text, 'cancelled'::text]))),
  CONSTRAINT mail_events_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX mail_events_mail ON public.mail_events USING btree (case_id, mail_id, id);
ALTER TABLE mail_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mail_events USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER growing BEFORE DELETE OR UPDATE ON public.mail_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON mail_events TO constat_app;
GRANT INSERT, SELECT ON mail_events TO constat_worker;

CREATE TABLE mail_rates (
  case_id uuid NOT NULL,
  scope bytea NOT NULL,
  next_at timestamp with time zone NOT NULL,
  first_day date NOT NULL,
  day date NOT NULL,
  day_claims integer NOT NULL,
  stopped_at timestamp with time zone,
  CONSTRAINT mail_rates_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT mail_rates_pkey PRIMARY KEY (case_id, scope)
);
ALTER TABLE mail_rates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mail_rates USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON mail_rates TO constat_worker;
GRANT SELECT, UPDATE ON mail_rates TO constat_app;

CREATE TABLE mail_workers (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  machine bytea NOT NULL,
  process bytea NOT NULL,
  pid integer NOT NULL,
  started_at timestamp with time zone NOT NULL,
  dead_at timestamp with time zone,
  CONSTRAINT mail_workers_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT mail_workers_pkey PRIMARY KEY (case_id, id)
);
ALTER TABLE mail_workers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mail_workers USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON mail_workers TO constat_worker;
GRANT SELECT ON mail_workers TO constat_app;

CREATE TABLE mails (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  notice_id bigint,
  serial integer NOT NULL,
  campaign uuid,
  token bytea NOT NULL,
  state text NOT NULL DEFAULT 'queued'::text,
  attempt integer NOT NULL DEFAULT 0,
  worker uuid,
  domain bytea NOT NULL,
  queued_at timestamp with time zone NOT NULL,
  not_before timestamp with time zone NOT NULL,
  first_claimed_at timestamp with time zone,
  claimed_at timestamp with time zone,
  lease_ends timestamp with time zone,
  ask_after timestamp with time zone,
  asked integer NOT NULL DEFAULT 0,
  settled_at timestamp with time zone,
  sealed bytea NOT NULL,
  CONSTRAINT mails_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT mails_case_id_notice_id_fkey FOREIGN KEY (case_id, notice_id) REFERENCES notices(case_id, id),
  CONSTRAINT mails_case_id_notice_id_serial_key UNIQUE (case_id, notice_id, serial),
  CONSTRAINT mails_case_id_token_key UNIQUE (case_id, token),
  CONSTRAINT mails_check CHECK (((state = 'sending'::text) = (worker IS NOT NULL))),
  CONSTRAINT mails_check1 CHECK (((state = 'sending'::text) = (ask_after IS NOT NULL))),
  CONSTRAINT mails_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'accepted'::text, 'delivered'::text, 'bounced'::text, 'complained'::text, 'uncertain'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX mails_queued ON public.mails USING btree (case_id, domain, not_before, id) WHERE (state = 'queued'::text);
CREATE INDEX mails_sending ON public.mails USING btree (case_id, ask_after) WHERE (state = 'sending'::text);
CREATE INDEX mails_states ON public.mails USING btree (case_id, state, id);
CREATE UNIQUE INDEX mails_on_their_way ON public.mails USING btree (case_id, notice_id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text, 'accepted'::text, 'delivered'::text, 'uncertain'::text, 'complained'::text]));
ALTER TABLE mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON mails USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON mails TO constat_app;
GRANT INSERT, SELECT, UPDATE ON mails TO constat_worker;

CREATE TABLE merged_patients (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  person_id bigint NOT NULL,
  CONSTRAINT merged_patients_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT merged_patients_pkey PRIMARY KEY (case_id, patient_id)
);
ALTER TABLE merged_patients ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON merged_patients USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON merged_patients TO constat_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON merged_patients TO constat_worker;

CREATE TABLE migrations (
  name text NOT NULL,
  sha256 bytea NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT migrations_pkey PRIMARY KEY (name)
);
GRANT SELECT ON migrations TO constat_app;
GRANT SELECT ON migrations TO constat_auditor;
GRANT SELECT ON migrations TO constat_worker;

CREATE TABLE name_sightings (
  evidence_id bigint NOT NULL,
  item_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  rivals integer,
  CONSTRAINT name_sightings_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT name_sightings_evidence_id_item_id_fkey FOREIGN KEY (evidence_id, item_id) REFERENCES items(evidence_id, id) ON DELETE CASCADE,
  CONSTRAINT name_sightings_pkey PRIMARY KEY (evidence_id, item_id, patient_id)
);
CREATE INDEX name_sightings_patient ON public.name_sightings USING btree (case_id, patient_id);
ALTER TABLE name_sightings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON name_sightings USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON name_sightings TO constat_worker;
GRANT SELECT ON name_sightings TO constat_app;

CREATE TABLE notice_codes (
  case_id uuid NOT NULL,
  locator text NOT NULL,
  notice_id bigint NOT NULL,
  salt bytea,
  hash bytea,
  voided_at timestamp with time zone,
  CONSTRAINT notice_codes_case_id_notice_id_fkey FOREIGN KEY (case_id, notice_id) REFERENCES notices(case_id, id) ON DELETE CASCADE,
  CONSTRAINT notice_codes_case_id_notice_id_key UNIQUE (case_id, notice_id),
  CONSTRAINT notice_codes_check CHECK (((salt IS NULL) = (hash IS NULL))),
  CONSTRAINT notice_codes_locator_check CHECK ((locator ~ '^[2-9A-HJKMNP-Z]{5}$'::text)),
  CONSTRAINT notice_codes_pkey PRIMARY KEY (case_id, locator)
);
CREATE INDEX notice_codes_unhashed ON public.notice_codes USING btree (case_id, notice_id) WHERE (hash IS NULL);
ALTER TABLE notice_codes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON notice_codes USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON notice_codes TO constat_app;

CREATE TABLE notice_events (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  notice_id bigint NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  kind text NOT NULL,
  batch integer,
  motive text,
  CONSTRAINT notice_events_case_id_notice_id_fkey FOREIGN KEY (case_id, notice_id) REFERENCES notices(case_id, id),
  CONSTRAINT notice_events_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text)),
  CONSTRAINT notice_events_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX notice_events_notice ON public.notice_events USING btree (case_id, notice_id);
ALTER TABLE notice_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON notice_events USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER notice_events_only_grow BEFORE DELETE OR UPDATE ON public.notice_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON notice_events TO constat_app;

CREATE TABLE notices (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  campaign integer NOT NULL,
  person_id bigint NOT NULL,
  issue integer NOT NULL,
  state text NOT NULL,
  rule text NOT NULL,
  channel text,
  fallback text,
  variant text,
  language text,
  version text,
  certain boolean,
  household bytea,
  content_sealed bytea,
  content_sha256 bytea,
  locator_attempt integer,
  secret_attempt integer,
  batch integer,
  rank smallint NOT NULL DEFAULT 1,
  copy boolean NOT NULL DEFAULT false,
  recipient text NOT NULL DEFAULT 'main'::text,
  CONSTRAINT notices_case_id_campaign_fkey FOREIGN KEY (case_id, campaign) REFERENCES campaigns(case_id, number),
  CONSTRAINT notices_case_id_person_id_issue_key UNIQUE (case_id, person_id, issue),
  CONSTRAINT notices_channel_check CHECK ((channel = ANY (ARRAY['letter'::text, 'email'::text]))),
  CONSTRAINT notices_check CHECK (((state = ANY (ARRAY['excluded'::text, 'held'::text])) OR ((content_sealed IS NOT NULL) AND (content_sha256 IS NOT NULL) AND (channel IS NOT NULL)))),
  CONSTRAINT notices_copy_check CHECK ((copy = (recipient <> 'main'::text))),
  CONSTRAINT notices_fallback_check CHECK ((fallback = ANY (ARRAY['letter'::text, 'email'::text]))),
  CONSTRAINT notices_issue_check CHECK ((issue >= 1)),
  CONSTRAINT notices_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text]))),
  CONSTRAINT notices_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT notices_rank_check CHECK (((rank >= 1) AND (rank <= 20))),
  CONSTRAINT notices_recipient_check CHECK ((recipient = ANY (ARRAY['main'::text, 'parents'::text, 'parent2'::text, 'protected'::text, 'curator'::text]))),
  CONSTRAINT notices_state_check CHECK ((state = ANY (ARRAY['excluded'::text, 'held'::text, 'planned'::text, 'built'::text, 'approved'::text, 'handed_over'::text, 'printed'::text, 'spoiled'::text, 'returned'::text, 'queued'::text, 'superseded'::text, 'closed'::text]))),
  CONSTRAINT notices_variant_check CHECK ((variant = ANY (ARRAY['person'::text, 'representative'::text, 'guardian'::text, 'curator'::text]))),
  CONSTRAINT notices_version_check CHECK ((version = ANY (ARRAY['plain'::text, 'easy_read'::text, 'large_print'::text])))
);
CREATE INDEX notices_state ON public.notices USING btree (case_id, campaign, state);
CREATE UNIQUE INDEX notices_open ON public.notices USING btree (case_id, person_id, recipient) WHERE (state <> ALL (ARRAY['superseded'::text, 'closed'::text, 'returned'::text]));
ALTER TABLE notices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON notices USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON notices TO constat_app;

CREATE TABLE outsider_counts (
  case_id uuid NOT NULL,
  rules integer NOT NULL,
  mentions bigint NOT NULL,
  persons_low bigint NOT NULL,
  persons_high bigint NOT NULL,
  counted_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT outsider_counts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT outsider_counts_pkey PRIMARY KEY (case_id)
);
ALTER TABLE outsider_counts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON outsider_counts USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON outsider_counts TO constat_worker;
GRANT SELECT ON outsider_counts TO constat_app;

CREATE TABLE outsider_persons (
  case_id uuid NOT NULL,
  person integer NOT NULL,
  content_id bigint NOT NULL,
  ordinal integer NOT NULL,
  CONSTRAINT outsider_persons_pkey PRIMARY KEY (case_id, person, content_id, ordinal)
);
ALTER TABLE outsider_persons ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON outsider_persons USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON outsider_persons TO constat_worker;
GRANT SELECT ON outsider_persons TO constat_app;

CREATE TABLE outsiders (
  content_id bigint NOT NULL,
  ordinal integer NOT NULL,
  case_id uuid NOT NULL,
  identity_sealed bytea NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT outsiders_pkey PRIMARY KEY (content_id, ordinal)
);
ALTER TABLE outsiders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON outsiders USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER of_contents AFTER INSERT ON public.outsiders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_contents();
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON outsiders TO constat_worker;
GRANT SELECT ON outsiders TO constat_app;

CREATE TABLE parts (
  content_id bigint NOT NULL,
  part integer NOT NULL,
  place text NOT NULL,
  number integer NOT NULL,
  name_sealed bytea,
  case_id uuid NOT NULL,
  CONSTRAINT parts_content_fkey FOREIGN KEY (case_id, content_id) REFERENCES contents(case_id, id) ON DELETE CASCADE,
  CONSTRAINT parts_pkey PRIMARY KEY (content_id, part)
);
ALTER TABLE parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON parts USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON parts TO constat_worker;
GRANT SELECT ON parts TO constat_app;

CREATE TABLE passkey_challenges (
  case_id uuid NOT NULL,
  challenge text NOT NULL,
  purpose text NOT NULL,
  bound_sha256 bytea NOT NULL,
  person_id uuid,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT passkey_challenges_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT passkey_challenges_pkey PRIMARY KEY (case_id, challenge),
  CONSTRAINT passkey_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['log_in'::text, 'enrol'::text, 'step_up'::text, 'add'::text])))
);
ALTER TABLE passkey_challenges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON passkey_challenges USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON passkey_challenges TO constat_app;

CREATE TABLE passkeys (
  case_id uuid NOT NULL,
  id text NOT NULL,
  person_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  verifies_owner boolean NOT NULL,
  can_be_copied boolean NOT NULL,
  made_at timestamp with time zone NOT NULL,
  name_sealed bytea,
  used_at timestamp with time zone,
  CONSTRAINT passkeys_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT passkeys_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX passkeys_person ON public.passkeys USING btree (case_id, person_id);
ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON passkeys USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON passkeys TO constat_app;

CREATE TABLE passwords (
  case_id uuid NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  password_index bytea NOT NULL,
  sealed bytea NOT NULL,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT passwords_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT passwords_case_id_password_index_key UNIQUE (case_id, password_index),
  CONSTRAINT passwords_pkey PRIMARY KEY (id)
);
ALTER TABLE passwords ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON passwords USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON passwords TO constat_worker;
GRANT SELECT ON passwords TO constat_app;

CREATE TABLE patient_flags (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  sealed bytea NOT NULL,
  stated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT patient_flags_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT patient_flags_pkey PRIMARY KEY (case_id, patient_id)
);
ALTER TABLE patient_flags ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON patient_flags USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON patient_flags TO constat_app;

CREATE TABLE patient_imports (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  case_id uuid NOT NULL,
  imported_at timestamp with time zone NOT NULL DEFAULT now(),
  patients integer NOT NULL,
  source_sha256 bytea NOT NULL,
  oddities jsonb NOT NULL,
  CONSTRAINT patient_imports_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT patient_imports_pkey PRIMARY KEY (id)
);
ALTER TABLE patient_imports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON patient_imports USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON patient_imports TO constat_worker;
GRANT SELECT ON patient_imports TO constat_app;

CREATE TABLE patients (
  case_id uuid NOT NULL,
  id bigint NOT NULL,
  number_index bytea NOT NULL,
  social_security_index bytea,
  name_birth_index bytea,
  email_index bytea,
  phone_indexes bytea[] NOT NULL,
  sealed bytea NOT NULL,
  linking_index bytea,
  recipient_index bytea,
  CONSTRAINT patients_pkey PRIMARY KEY (case_id, id)
);
CREATE INDEX patients_email ON public.patients USING btree (case_id, email_index) WHERE (email_index IS NOT NULL);
CREATE INDEX patients_name_birth ON public.patients USING btree (case_id, name_birth_index);
CREATE INDEX patients_phones ON public.patients USING gin (phone_indexes);
CREATE INDEX patients_social_security ON public.patients USING btree (case_id, social_security_index);
CREATE UNIQUE INDEX patients_number ON public.patients USING btree (case_id, number_index);
ALTER TABLE patients ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON patients USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON patients TO constat_worker;
GRANT SELECT ON patients TO constat_app;

CREATE TABLE people (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  role text NOT NULL,
  name_index bytea,
  name_sealed bytea NOT NULL,
  totp_sealed bytea,
  totp_step bigint NOT NULL DEFAULT 0,
  joined_at timestamp with time zone NOT NULL,
  enrolled_at timestamp with time zone,
  ended_at timestamp with time zone,
  code_failures integer NOT NULL DEFAULT 0,
  codes_paused_until timestamp with time zone,
  CONSTRAINT people_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT people_case_id_name_index_key UNIQUE (case_id, name_index),
  CONSTRAINT people_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT people_role_check CHECK ((role = ANY (ARRAY['officer'::text, 'reviewer'::text, 'hotline_agent'::text, 'mail_clerk'::text, 'auditor'::text, 'administrator'::text, 'break_glass'::text])))
);
ALTER TABLE people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON people USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT, UPDATE ON people TO constat_app;

CREATE TABLE person_sessions (
  case_id uuid NOT NULL,
  id uuid NOT NULL,
  token_sha256 bytea NOT NULL,
  person_id uuid NOT NULL,
  stage text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  stepped_up_at timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  factors text[] NOT NULL DEFAULT '{}'::text[],
  from_sealed bytea,
  CONSTRAINT person_sessions_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT person_sessions_case_id_token_sha256_key UNIQUE (case_id, token_sha256),
  CONSTRAINT person_sessions_pkey PRIMARY KEY (case_id, id),
  CONSTRAINT person_sessions_stage_check CHECK ((stage = ANY (ARRAY['enrol'::text, 'totp'::text, 'open'::text])))
);
ALTER TABLE person_sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON person_sessions USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON person_sessions TO constat_app;

CREATE TABLE print_batches (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  campaign integer NOT NULL,
  state text NOT NULL,
  letters integer NOT NULL,
  pages integer,
  statement_sealed bytea NOT NULL,
  template_version text NOT NULL,
  pdf_sha256 bytea,
  manifest_sha256 bytea,
  consent_sealed bytea,
  begun_at timestamp with time zone NOT NULL DEFAULT now(),
  built_at timestamp with time zone,
  approved_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  hand_overs integer NOT NULL DEFAULT 0,
  unmade_at timestamp with time zone,
  departs date,
  CONSTRAINT print_batches_case_id_campaign_fkey FOREIGN KEY (case_id, campaign) REFERENCES campaigns(case_id, number),
  CONSTRAINT print_batches_consent_check CHECK (((state = ANY (ARRAY['begun'::text, 'built'::text, 'unmade'::text])) OR (consent_sealed IS NOT NULL))),
  CONSTRAINT print_batches_hashes_check CHECK (((state = ANY (ARRAY['begun'::text, 'unmade'::text])) OR ((pdf_sha256 IS NOT NULL) AND (manifest_sha256 IS NOT NULL) AND (pages IS NOT NULL)))),
  CONSTRAINT print_batches_pkey PRIMARY KEY (case_id, number),
  CONSTRAINT print_batches_state_check CHECK ((state = ANY (ARRAY['begun'::text, 'built'::text, 'approved'::text, 'handed_over'::text, 'unmade'::text]))),
  CONSTRAINT print_batches_unmade_check CHECK (((state = 'unmade'::text) = (unmade_at IS NOT NULL)))
);
ALTER TABLE print_batches ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON print_batches USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON print_batches TO constat_app;

CREATE TABLE provider_links (
  case_id uuid NOT NULL,
  subject_index bytea NOT NULL,
  person_id uuid NOT NULL,
  linked_by uuid NOT NULL,
  linked_at timestamp with time zone NOT NULL,
  CONSTRAINT provider_links_case_id_linked_by_fkey FOREIGN KEY (case_id, linked_by) REFERENCES people(case_id, id),
  CONSTRAINT provider_links_case_id_person_id_fkey FOREIGN KEY (case_id, person_id) REFERENCES people(case_id, id),
  CONSTRAINT provider_links_case_id_person_id_key UNIQUE (case_id, person_id),
  CONSTRAINT provider_links_pkey PRIMARY KEY (case_id, subject_index)
);
ALTER TABLE provider_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON provider_links USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON provider_links TO constat_app;

CREATE TABLE provider_log_ins (
  case_id uuid NOT NULL,
  state_sha256 bytea NOT NULL,
  bound_sha256 bytea NOT NULL,
  sealed bytea NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT provider_log_ins_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT provider_log_ins_pkey PRIMARY KEY (case_id, state_sha256)
);
ALTER TABLE provider_log_ins ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON provider_log_ins USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON provider_log_ins TO constat_app;

CREATE TABLE register_changes (
  case_id uuid NOT NULL,
  import_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  change text NOT NULL,
  CONSTRAINT register_changes_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT register_changes_change_check CHECK ((change = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text]))),
  CONSTRAINT register_changes_import_id_fkey FOREIGN KEY (import_id) REFERENCES patient_imports(id),
  CONSTRAINT register_changes_pkey PRIMARY KEY (case_id, import_id, patient_id)
);
ALTER TABLE register_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON register_changes USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON register_changes TO constat_worker;
GRANT SELECT ON register_changes TO constat_app;

CREATE TABLE sample_answers (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  ordinal integer NOT NULL,
  answer integer NOT NULL,
  found integer NOT NULL,
  sealed bytea NOT NULL,
  reason_sealed bytea,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sample_answers_answer_check CHECK ((answer > 0)),
  CONSTRAINT sample_answers_case_id_number_ordinal_fkey FOREIGN KEY (case_id, number, ordinal) REFERENCES sample_units(case_id, number, ordinal),
  CONSTRAINT sample_answers_check CHECK (((answer > 1) OR (reason_sealed IS NULL))),
  CONSTRAINT sample_answers_found_check CHECK ((found >= 0)),
  CONSTRAINT sample_answers_pkey PRIMARY KEY (case_id, number, ordinal, answer)
);
ALTER TABLE sample_answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON sample_answers USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER sample_answers_only_grow BEFORE DELETE OR UPDATE ON public.sample_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON sample_answers TO constat_app;
GRANT SELECT ON sample_answers TO constat_worker;

CREATE TABLE sample_strata (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  stratum text NOT NULL,
  units bigint NOT NULL,
  CONSTRAINT sample_strata_case_id_number_fkey FOREIGN KEY (case_id, number) REFERENCES samples(case_id, number),
  CONSTRAINT sample_strata_pkey PRIMARY KEY (case_id, number, stratum)
);
ALTER TABLE sample_strata ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON sample_strata USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON sample_strata TO constat_app;
GRANT SELECT ON sample_strata TO constat_worker;

CREATE TABLE sample_units (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  ordinal integer NOT NULL,
  stratum text NOT NULL,
  subject bytea NOT NULL,
  CONSTRAINT sample_units_case_id_number_stratum_fkey FOREIGN KEY (case_id, number, stratum) REFERENCES sample_strata(case_id, number, stratum),
  CONSTRAINT sample_units_pkey PRIMARY KEY (case_id, number, ordinal)
);
ALTER TABLE sample_units ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON sample_units USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON sample_units TO constat_app;
GRANT SELECT ON sample_units TO constat_worker;

CREATE TABLE samples (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  drawn_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT samples_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT samples_pkey PRIMARY KEY (case_id, number)
);
ALTER TABLE samples ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON samples USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT INSERT, SELECT ON samples TO constat_app;
GRANT SELECT ON samples TO constat_worker;

CREATE TABLE scan_texts (
  content_id bigint NOT NULL,
  page integer NOT NULL,
  version integer NOT NULL,
  sealed bytea NOT NULL,
  case_id uuid NOT NULL,
  CONSTRAINT scan_texts_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT scan_texts_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE,
  CONSTRAINT scan_texts_pkey PRIMARY KEY (content_id, page)
);
ALTER TABLE scan_texts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON scan_texts USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON scan_texts TO constat_worker;
GRANT SELECT ON scan_texts TO constat_app;

CREATE TABLE seed_results (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  format text NOT NULL,
  identifier text NOT NULL,
  planted integer NOT NULL,
  found integer NOT NULL,
  CONSTRAINT seed_results_case_id_number_fkey FOREIGN KEY (case_id, number) REFERENCES seed_runs(case_id, number),
  CONSTRAINT seed_results_pkey PRIMARY KEY (case_id, number, format, identifier)
);
ALTER TABLE seed_results ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON seed_results USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON seed_results TO constat_worker;
GRANT SELECT ON seed_results TO constat_app;

CREATE TABLE seed_runs (
  case_id uuid NOT NULL,
  number integer NOT NULL,
  seed bigint NOT NULL,
  engine integer NOT NULL,
  mistaken integer NOT NULL,
  unplanted text[] NOT NULL,
  run_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT seed_runs_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT seed_runs_pkey PRIMARY KEY (case_id, number)
);
ALTER TABLE seed_runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON seed_runs USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON seed_runs TO constat_worker;
GRANT SELECT ON seed_runs TO constat_app;

CREATE TABLE sheets (
  case_id uuid NOT NULL,
  code text NOT NULL,
  notice_id bigint NOT NULL,
  batch integer NOT NULL,
  ordinal integer NOT NULL,
  pages integer,
  text_sha256 bytea,
  result text,
  motive text,
  result_at timestamp with time zone,
  CONSTRAINT sheets_case_id_batch_fkey FOREIGN KEY (case_id, batch) REFERENCES print_batches(case_id, number),
  CONSTRAINT sheets_case_id_batch_ordinal_key UNIQUE (case_id, batch, ordinal),
  CONSTRAINT sheets_case_id_notice_id_fkey FOREIGN KEY (case_id, notice_id) REFERENCES notices(case_id, id),
  CONSTRAINT sheets_check CHECK (((motive IS NULL) OR (result = 'returned'::text))),
  CONSTRAINT sheets_code_check CHECK ((code ~ '^[2-9A-HJKMNP-Z]{13}$'::text)),
  CONSTRAINT sheets_motive_check CHECK ((motive = ANY (ARRAY['unknown_at_address'::text, 'access'::text, 'refused'::text, 'unclaimed'::text]))),
  CONSTRAINT sheets_pkey PRIMARY KEY (case_id, code),
  CONSTRAINT sheets_result_check CHECK ((result = ANY (ARRAY['printed'::text, 'spoiled'::text, 'returned'::text])))
);
CREATE INDEX sheets_notice ON public.sheets USING btree (case_id, notice_id);
ALTER TABLE sheets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON sheets USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON sheets TO constat_app;

CREATE TABLE sightings (
  content_id bigint NOT NULL,
  patient_id bigint NOT NULL,
  case_id uuid NOT NULL,
  categories integer NOT NULL,
  reasons integer NOT NULL,
  probability real NOT NULL,
  year_from smallint,
  year_to smallint,
  part integer NOT NULL,
  "position" integer NOT NULL,
  passages integer NOT NULL,
  rivals integer,
  CONSTRAINT sightings_pkey PRIMARY KEY (content_id, patient_id)
);
CREATE INDEX sightings_patient ON public.sightings USING btree (case_id, patient_id);
CREATE INDEX sightings_rivals ON public.sightings USING btree (content_id, rivals) WHERE (rivals IS NOT NULL);
CREATE INDEX sightings_unsure ON public.sightings USING btree (case_id, content_id) WHERE (probability < (0.95)::double precision);
ALTER TABLE sightings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON sightings USING ((case_id = ( SELECT current_case() AS current_case)));
CREATE TRIGGER of_contents AFTER INSERT ON public.sightings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_contents();
GRANT DELETE, INSERT, MAINTAIN, SELECT, UPDATE ON sightings TO constat_worker;
GRANT SELECT ON sightings TO constat_app;

CREATE TABLE state_changes (
  case_id uuid NOT NULL,
  patient_id bigint NOT NULL,
  version integer NOT NULL,
  categories integer NOT NULL,
  band smallint NOT NULL,
  reasons smallint NOT NULL,
  person_id bigint,
  CONSTRAINT state_changes_band_check CHECK (((band >= 0) AND (band <= 3))),
  CONSTRAINT state_changes_pkey PRIMARY KEY (case_id, patient_id, version)
);
CREATE INDEX state_changes_version ON public.state_changes USING btree (case_id, version);
ALTER TABLE state_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON state_changes USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON state_changes TO constat_worker;
GRANT SELECT ON state_changes TO constat_app;

CREATE TABLE states (
  case_id uuid NOT NULL,
  version integer NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  engine integer NOT NULL,
  scans integer NOT NULL,
  last_import bigint NOT NULL,
  last_evidence bigint NOT NULL,
  last_content bigint NOT NULL,
  last_decision bigint NOT NULL,
  answers bigint NOT NULL,
  causes smallint NOT NULL,
  contents integer NOT NULL,
  register integer NOT NULL,
  certain integer NOT NULL DEFAULT 0,
  probable integer NOT NULL DEFAULT 0,
  possible integer NOT NULL DEFAULT 0,
  newly integer NOT NULL DEFAULT 0,
  more integer NOT NULL DEFAULT 0,
  less integer NOT NULL DEFAULT 0,
  no_longer integer NOT NULL DEFAULT 0,
  merged integer NOT NULL DEFAULT 0,
  CONSTRAINT states_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT states_pkey PRIMARY KEY (case_id, version)
);
ALTER TABLE states ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON states USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON states TO constat_worker;
GRANT SELECT ON states TO constat_app;

CREATE TABLE weights (
  case_id uuid NOT NULL,
  version integer NOT NULL,
  engine integer NOT NULL,
  register_sha256 bytea NOT NULL,
  contents integer NOT NULL,
  table_passages integer NOT NULL,
  text_passages integer NOT NULL,
  weights jsonb NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT weights_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  CONSTRAINT weights_pkey PRIMARY KEY (case_id, version)
);
ALTER TABLE weights ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_case ON weights USING ((case_id = ( SELECT current_case() AS current_case)));
GRANT DELETE, INSERT, SELECT, UPDATE ON weights TO constat_worker;
GRANT SELECT ON weights TO constat_app;

GRANT SELECT ON applying_decisions TO constat_app;
GRANT SELECT ON applying_decisions TO constat_worker;
GRANT SELECT ON calibration_bands TO constat_app;
GRANT SELECT ON calibration_bands TO constat_worker;
GRANT SELECT ON calibration_shifts TO constat_app;
GRANT SELECT ON calibration_shifts TO constat_worker;
GRANT SELECT ON decided_items TO constat_app;
GRANT SELECT ON decided_items TO constat_worker;
GRANT SELECT ON decided_rivals TO constat_app;
GRANT SELECT ON decided_rivals TO constat_worker;
GRANT SELECT ON decided_sightings TO constat_app;
GRANT SELECT ON decided_sightings TO constat_worker;
GRANT SELECT ON item_sightings TO constat_app;
GRANT SELECT ON item_sightings TO constat_worker;
GRANT SELECT ON review_outcomes TO constat_app;
GRANT SELECT ON review_outcomes TO constat_worker;
GRANT SELECT ON rivals_of_decided TO constat_app;
GRANT SELECT ON rivals_of_decided TO constat_worker;
