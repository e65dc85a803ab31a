-- How a count is made and defended: the circumstances of the incident.

CREATE TABLE circumstances (
  case_id uuid PRIMARY KEY REFERENCES cases,
  breach_date date,
  confidentiality smallint NOT NULL CHECK (confidentiality BETWEEN 0 AND 2),
  integrity smallint NOT NULL CHECK (integrity BETWEEN 0 AND 2),
  availability smallint NOT NULL CHECK (availability BETWEEN 0 AND 2),
  malice smallint NOT NULL CHECK (malice IN (0, 2)),
  set_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE circumstances IS 'Elements of the ENISA score that are alike for all persons, in quarters.';
