-- What an entry has been through whose file could not be removed: it stays open and is tried again by later runs.
ALTER TABLE removal_journal ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE removal_journal ADD COLUMN tried_at BIGINT;
ALTER TABLE removal_journal ADD COLUMN reason TEXT;
