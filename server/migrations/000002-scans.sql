-- Pages that can only be read by recognition: how many a content holds, whether they were read, and what stands on them.

ALTER TABLE contents
  ADD COLUMN scan_pages integer NOT NULL DEFAULT 0,
  ADD COLUMN scans_read integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN contents.scan_pages IS 'Pages that hold no text of their own (scans, pictures).';
COMMENT ON COLUMN contents.scans_read IS 'Version of recognition that has read them; 0: they wait.';
CREATE INDEX contents_scans ON contents (case_id, scans_read) WHERE scan_pages > 0;

CREATE TABLE scan_texts (
  content_id bigint NOT NULL REFERENCES contents ON DELETE CASCADE,
  page integer NOT NULL,
  version integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (content_id, page)
);
COMMENT ON TABLE scan_texts IS 'What was recognised on a page, sealed under the case''s key, so that no page is recognised twice.';
