-- What a server is held to be, by everything that was seen of it, and when we look again. What there was before is looked at at once.
ALTER TABLE cases ADD COLUMN state TEXT NOT NULL DEFAULT 'silent';
ALTER TABLE cases ADD COLUMN state_since BIGINT;
-- From when a purge is advised if nothing changes.
ALTER TABLE cases ADD COLUMN purge_from BIGINT;
ALTER TABLE cases ADD COLUMN next_look_at BIGINT DEFAULT 0;
-- When a purge that waited was cancelled, because the server showed signs of life.
ALTER TABLE cases ADD COLUMN purge_cancelled_at BIGINT;
CREATE INDEX cases_by_look ON cases (site_id, next_look_at);
CREATE INDEX cases_by_purge ON cases (purge_run);
