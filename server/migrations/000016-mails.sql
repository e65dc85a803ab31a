-- E-mails to patients: an outbox in two phases (decision 0019). A mail is claimed (committed), sent, and its result written only while the attempt that
-- claimed it still holds it. What a dead or frozen worker leaves is asked of our own mail server before anything is tried again.
CREATE TABLE mails (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint GENERATED ALWAYS AS IDENTITY,
  notice_id bigint,
  serial integer NOT NULL,
  campaign uuid,
  token bytea NOT NULL,
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'sending', 'accepted', 'delivered', 'bounced', 'complained', 'uncertain', 'failed', 'cancelled')),
  attempt integer NOT NULL DEFAULT 0,
  worker uuid,
  domain bytea NOT NULL,
  queued_at timestamptz NOT NULL,
  not_before timestamptz NOT NULL,
  first_claimed_at timestamptz,
  claimed_at timestamptz,
  lease_ends timestamptz,
  ask_after timestamptz,
  asked integer NOT NULL DEFAULT 0,
  settled_at timestamptz,
  sealed bytea NOT NULL,
  PRIMARY KEY (case_id, id),
  UNIQUE (case_id, token),
  UNIQUE (case_id, notice_id, serial),
  CHECK ((state = 'sending') = (worker IS NOT NULL)),
  CHECK ((state = 'sending') = (ask_after IS NOT NULL))
);
COMMENT ON TABLE mails IS 'The outbox. sealed: recipient, subject, bodies. notice_id: null for test mails. serial: which mail of its notice.';
COMMENT ON COLUMN mails.token IS 'Keyed hash of notice and serial: the left side of the Message-ID and, with a second keyed hash, of the return path. Says nothing of anybody.';
COMMENT ON COLUMN mails.attempt IS 'The fence: counted up by each claim; a result counts only with the attempt that holds the mail.';
COMMENT ON COLUMN mails.domain IS 'Keyed hash of the domain (or of the group of domains that the settings name), for throttling.';
COMMENT ON COLUMN mails.ask_after IS 'From when on the connection of the attempt is surely closed: then our own mail server is asked whether it took the mail.';
-- One mail of a notice is on its way at a time; and nobody who complained is written to again.
CREATE UNIQUE INDEX mails_on_their_way ON mails (case_id, notice_id)
  WHERE state IN ('queued', 'sending', 'accepted', 'delivered', 'uncertain', 'complained');
CREATE INDEX mails_queued ON mails (case_id, domain, not_before, id) WHERE state = 'queued';
CREATE INDEX mails_sending ON mails (case_id, ask_after) WHERE state = 'sending';
CREATE INDEX mails_states ON mails (case_id, state, id);

CREATE TABLE mail_events (
  case_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  mail_id bigint NOT NULL,
  at timestamptz NOT NULL,
  event text NOT NULL CHECK (event IN ('queued', 'claimed', 'released', 'accepted', 'refused', 'deferred', 'cut', 'found', 'absent', 'unknown',
    'accepted_late', 'delivered', 'delayed', 'bounced', 'complained', 'decided_sent', 'decided_again', 'cancelled')),
  attempt integer NOT NULL,
  worker uuid,
  status text NOT NULL DEFAULT '',
  class text NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, id),
  FOREIGN KEY (case_id, mail_id) REFERENCES mails
);
COMMENT ON TABLE mail_events IS 'What happened to each mail: only added to. status: enhanced code (RFC 3463) or reply code; class: what it means.';
CREATE INDEX mail_events_mail ON mail_events (case_id, mail_id, id);
CREATE TRIGGER growing BEFORE UPDATE OR DELETE ON mail_events FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE mail_workers (
  case_id uuid NOT NULL REFERENCES cases,
  id uuid NOT NULL,
  machine bytea NOT NULL,
  process bytea NOT NULL,
  pid integer NOT NULL,
  started_at timestamptz NOT NULL,
  dead_at timestamptz,
  PRIMARY KEY (case_id, id)
);
COMMENT ON TABLE mail_workers IS 'Who sends. machine: keyed hash of boot and process namespace; process: keyed hash of process id and its start: whoever runs there can tell that the process is gone.';

CREATE TABLE mail_rates (
  case_id uuid NOT NULL REFERENCES cases,
  scope bytea NOT NULL,
  next_at timestamptz NOT NULL,
  first_day date NOT NULL,
  day date NOT NULL,
  day_claims integer NOT NULL,
  stopped_at timestamptz,
  PRIMARY KEY (case_id, scope)
);
COMMENT ON TABLE mail_rates IS 'How fast mails may leave: to each domain (scope: its keyed hash) and altogether (scope: empty). stopped_at: the domain refused for reasons of policy.';

CREATE TABLE mail_control (
  case_id uuid NOT NULL REFERENCES cases,
  paused_at timestamptz,
  reason text NOT NULL DEFAULT '' CHECK (reason IN ('', 'person', 'no_progress', 'policy', 'server_refuses')),
  fruitless_starts integer NOT NULL DEFAULT 0,
  site text NOT NULL DEFAULT '',
  PRIMARY KEY (case_id)
);
COMMENT ON TABLE mail_control IS 'Whether sending rests, read before each claim. fruitless_starts: starts of workers since a mail was last accepted. site: the only domain that mails may link to.';

CREATE TABLE mail_bounces (
  case_id uuid NOT NULL REFERENCES cases,
  id bigint GENERATED ALWAYS AS IDENTITY,
  digest bytea NOT NULL,
  received_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('bounced', 'delayed', 'delivered', 'complaint', 'auto_reply', 'forged', 'unclear')),
  mail_id bigint,
  status text NOT NULL DEFAULT '',
  class text NOT NULL DEFAULT '',
  sealed bytea,
  seen_at timestamptz,
  PRIMARY KEY (case_id, id),
  UNIQUE (case_id, digest)
);
COMMENT ON TABLE mail_bounces IS 'Each report that came back, once (digest: keyed hash of its bytes). sealed: the report itself where a person must look at it.';

-- Statements of people and of workers: what was done is never taken back.
SELECT protect_table('mails', app => 'SELECT, INSERT, UPDATE', worker => 'SELECT, INSERT, UPDATE');
SELECT protect_table('mail_events', app => 'SELECT, INSERT', worker => 'SELECT, INSERT');
SELECT protect_table('mail_workers', app => 'SELECT', worker => 'SELECT, INSERT, UPDATE');
SELECT protect_table('mail_rates', app => 'SELECT, UPDATE', worker => 'SELECT, INSERT, UPDATE');
SELECT protect_table('mail_control', app => 'SELECT, INSERT, UPDATE', worker => 'SELECT, INSERT, UPDATE');
SELECT protect_table('mail_bounces', app => 'SELECT, UPDATE', worker => 'SELECT, INSERT');
