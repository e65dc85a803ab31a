-- Match weights estimated on the case's own data: numbers only, one row a version.

CREATE TABLE weights (
  case_id uuid NOT NULL REFERENCES cases,
  version integer NOT NULL,
  engine integer NOT NULL,
  register_sha256 bytea NOT NULL,
  contents integer NOT NULL,
  table_passages integer NOT NULL,
  text_passages integer NOT NULL,
  weights jsonb NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, version)
);
COMMENT ON TABLE weights IS 'With which weights the case was linked, by version of the engine and register.';
