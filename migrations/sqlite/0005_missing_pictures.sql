-- Pictures that are missing: found by a run, then asked for, until they come.
CREATE TABLE missing_pictures (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    account_id BIGINT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    uri TEXT NOT NULL,
    -- The most urgent is the least.
    urgency BIGINT NOT NULL,
    avatar BIGINT NOT NULL,
    header BIGINT NOT NULL,
    -- NULL until Mastodon was asked to fetch them.
    asked_at BIGINT,
    PRIMARY KEY (site_id, account_id)
);
CREATE INDEX missing_pictures_by_urgency ON missing_pictures (run_id, asked_at, urgency, account_id);
CREATE INDEX missing_pictures_by_time ON missing_pictures (site_id, asked_at);
