-- Who looked at what. Rows are only ever added, by whoever reads, in the transaction of the reading; the tree over them is grown in batches.
CREATE TABLE accesses (
  -- No reference to cases: all readers would lock its one row at each look, which costs a fifth of the speed. The key check at opening stands for it.
  case_id uuid NOT NULL,
  sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  -- Which transaction wrote it: sequence numbers are given out before rows are committed, so their order says nothing about what is there already.
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz(3) NOT NULL,
  actor text NOT NULL CHECK (actor IN ('person', 'command_line', 'system')),
  person text NOT NULL CHECK (person ~ '^[A-Za-z0-9_-]{0,64}$'),
  role text NOT NULL CHECK (role ~ '^[a-z_]{0,40}$'),
  action text NOT NULL CHECK (action ~ '^[a-z_]{1,40}$'),
  patients bigint[] NOT NULL,
  items bigint[] NOT NULL,
  evidence bigint[] NOT NULL,
  details_sealed bytea NOT NULL,
  PRIMARY KEY (case_id, sequence)
);
CREATE INDEX accesses_transaction ON accesses (case_id, transaction);
COMMENT ON TABLE accesses IS 'Each look at personal data. patients, items, evidence: internal ids; all of them empty: the whole case. details_sealed: account, reason and origin, sealed with all other columns as associated data.';

CREATE TABLE access_leaves (
  case_id uuid NOT NULL REFERENCES cases (id),
  leaf bigint NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  mark bytea NOT NULL,
  PRIMARY KEY (case_id, leaf),
  UNIQUE (case_id, sequence)
);
COMMENT ON TABLE access_leaves IS 'Which access is which leaf of the Merkle tree (RFC 9162), with its leaf hash. mark: keyed hash of leaf and hash, so that an altered entry can be named.';

CREATE TABLE checkpoints (
  case_id uuid NOT NULL REFERENCES cases (id),
  size bigint NOT NULL,
  root bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  public_key bytea NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (case_id, size)
);
COMMENT ON TABLE checkpoints IS 'Size and root of the tree of accesses at a moment, signed by Ed25519.';

CREATE TABLE checkpoint_stamps (
  case_id uuid NOT NULL,
  size bigint NOT NULL,
  request bytea NOT NULL,
  response bytea NOT NULL,
  stamped_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, size),
  FOREIGN KEY (case_id, size) REFERENCES checkpoints (case_id, size)
);
COMMENT ON TABLE checkpoint_stamps IS 'Time stamps of checkpoints (RFC 3161): request and response as they were sent.';

CREATE TABLE audit_trees (
  case_id uuid NOT NULL REFERENCES cases (id),
  size bigint NOT NULL,
  frontier bytea[] NOT NULL,
  taken_up_to pg_snapshot NOT NULL,
  cluster bigint NOT NULL,
  PRIMARY KEY (case_id)
);
COMMENT ON TABLE audit_trees IS 'How far the tree has grown. frontier: roots of its perfect subtrees from the left. taken_up_to: whatever this snapshot sees is in the tree. cluster: the PostgreSQL cluster whose transactions it counts.';

CREATE TABLE custody (
  case_id uuid NOT NULL REFERENCES cases (id),
  evidence_id bigint NOT NULL,
  received_on date,
  manifest_root bytea NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (case_id, evidence_id)
);
COMMENT ON TABLE custody IS 'How an evidence came here: day of receipt, root over the hashes of its files; sealed: who brought it, on what legal basis, who took it in.';
