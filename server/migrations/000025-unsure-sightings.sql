-- Reviewers are asked about sightings that are not sure: of millions, some thousands.
CREATE INDEX sightings_unsure ON sightings (case_id, content_id) WHERE probability < 0.95;
