-- The joints between what was planned, what left, and what came of it.

-- Each e-mail to a patient belongs to a notice; test mails (null) to none. The owner sees no row otherwise, and checks those that are there.
ALTER TABLE mails NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mails ADD FOREIGN KEY (case_id, notice_id) REFERENCES notices;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;

-- A batch in which somebody found a mistake before it was handed over: it stays as a record, its letters are planned anew under new codes.
ALTER TABLE print_batches ADD COLUMN unmade_at timestamptz;
ALTER TABLE print_batches DROP CONSTRAINT print_batches_state_check, DROP CONSTRAINT print_batches_check, DROP CONSTRAINT print_batches_check1;
ALTER TABLE print_batches
  ADD CONSTRAINT print_batches_state_check CHECK (state IN ('begun', 'built', 'approved', 'handed_over', 'unmade')),
  ADD CONSTRAINT print_batches_hashes_check CHECK (state IN ('begun', 'unmade') OR (pdf_sha256 IS NOT NULL AND manifest_sha256 IS NOT NULL AND pages IS NOT NULL)),
  ADD CONSTRAINT print_batches_consent_check CHECK (state IN ('begun', 'built', 'unmade') OR consent_sealed IS NOT NULL),
  ADD CONSTRAINT print_batches_unmade_check CHECK ((state = 'unmade') = (unmade_at IS NOT NULL));

-- When letters leave: the plan of drops of a campaign, the day of each batch, how urgent each notice is.
CREATE TABLE drop_plans (
  case_id uuid NOT NULL,
  campaign integer NOT NULL,
  plan jsonb NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, campaign),
  FOREIGN KEY (case_id, campaign) REFERENCES campaigns
);
COMMENT ON COLUMN drop_plans.plan IS 'Settings and drops (planFile.ts): days and numbers of letters, nobody.';
SELECT protect_table('drop_plans', app => 'SELECT, INSERT, UPDATE, DELETE', worker => '');
ALTER TABLE print_batches ADD COLUMN departs date;
COMMENT ON COLUMN print_batches.departs IS 'The day of its drop; null where no plan was kept when it was begun.';
ALTER TABLE notices ADD COLUMN rank smallint NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 20);
COMMENT ON COLUMN notices.rank IS 'How urgent: 1 leaves first (rankOf.ts).';

-- A campaign that rests: nothing is built, handed over, queued or sent.
ALTER TABLE campaigns ADD COLUMN paused_at timestamptz;
ALTER TABLE mail_control DROP CONSTRAINT mail_control_reason_check;
ALTER TABLE mail_control ADD CONSTRAINT mail_control_reason_check CHECK (reason IN ('', 'person', 'no_progress', 'policy', 'server_refuses', 'campaign'));

-- The general letter to the parents of somebody of 15 to 17 beside the letter to the person: one notice is open for each recipient.
ALTER TABLE notices ADD COLUMN copy boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN notices.copy IS 'A second letter that names no kind of data, to the holders of parental authority of a minor of 15 to 17.';
DROP INDEX notices_open;
CREATE UNIQUE INDEX notices_open ON notices (case_id, person_id, copy) WHERE state NOT IN ('superseded', 'closed', 'returned');
