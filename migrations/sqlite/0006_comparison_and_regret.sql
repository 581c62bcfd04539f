-- What the storage itself held when it was listed, and how often removed pictures were fetched again.
ALTER TABLE storage_snapshots ADD COLUMN comparison TEXT;
ALTER TABLE storage_snapshots ADD COLUMN regret TEXT;

-- Objects to which no row leads, written down by the run that is to remove them; gone when they are.
CREATE TABLE orphans (
    run_id TEXT NOT NULL REFERENCES runs (id),
    object_key TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (run_id, object_key)
);

-- Removed pictures, to see whether they were fetched again: of many a part, in which each stands for `weight` of them.
CREATE TABLE removed_pictures (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    account_id BIGINT NOT NULL,
    picture TEXT NOT NULL,
    file_name TEXT NOT NULL,
    removed_at BIGINT NOT NULL,
    quiet_days BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    -- NULL until the account was seen with another picture.
    back_at BIGINT,
    PRIMARY KEY (site_id, account_id, picture, file_name)
);
CREATE INDEX removed_pictures_by_time ON removed_pictures (site_id, removed_at);
