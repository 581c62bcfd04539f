-- What Mastodon stored when it was measured. Only the newest keeps ages and servers: the line over time needs the sums alone.
CREATE TABLE storage_snapshots (
    run_id TEXT NOT NULL PRIMARY KEY REFERENCES runs (id),
    site_id BIGINT NOT NULL REFERENCES sites (id),
    measured_at BIGINT NOT NULL,
    stock TEXT NOT NULL,
    ages TEXT,
    servers TEXT
);
CREATE INDEX storage_snapshots_by_time ON storage_snapshots (site_id, measured_at);

-- What a measurement at work has found of each server so far; gone when it is done.
CREATE TABLE measured_servers (
    run_id TEXT NOT NULL REFERENCES runs (id),
    domain TEXT NOT NULL,
    files BIGINT NOT NULL,
    avatars BIGINT NOT NULL,
    headers BIGINT NOT NULL,
    attachments BIGINT NOT NULL,
    emojis BIGINT NOT NULL,
    PRIMARY KEY (run_id, domain)
);

-- What storage costs at a site, and how much of it there may be.
CREATE TABLE storage_terms (
    site_id BIGINT NOT NULL PRIMARY KEY REFERENCES sites (id),
    terms TEXT NOT NULL
);
