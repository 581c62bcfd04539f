-- When it was last counted what a purge would touch: what is a day old is counted again.
ALTER TABLE cases ADD COLUMN impact_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_by_impact ON cases (site_id, impact_at);
