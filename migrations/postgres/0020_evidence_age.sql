-- When its server said it: an answer that is too old removes nobody.
ALTER TABLE condemned_accounts ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;

-- Accounts that a cull saw to be gone: how many of one server in a month is what tells a mass.
CREATE TABLE vanishings (
    site_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    domain TEXT NOT NULL,
    -- When it was last seen to be gone, or was removed.
    at BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    PRIMARY KEY (site_id, account_id)
);
CREATE INDEX vanishings_by_domain ON vanishings (site_id, domain, at);
-- Of a preview, which writes no vanishings: accounts seen to be gone of which none were written.
ALTER TABLE run_domains ADD COLUMN sighted BIGINT NOT NULL DEFAULT 0;

-- When somebody last worked on a run, and when it was left before it was taken up again.
ALTER TABLE runs ADD COLUMN worked_at BIGINT;
ALTER TABLE runs ADD COLUMN left_at BIGINT;

-- When the removal of this server began: until then it may leave the purge.
ALTER TABLE cases ADD COLUMN purge_begun_at BIGINT;
-- How its state changed last, as JSON, where somebody may have seen the one before.
ALTER TABLE cases ADD COLUMN state_change TEXT;

-- Servers that left a purge before it came to them, and why.
CREATE TABLE spared_servers (
    run_id TEXT NOT NULL REFERENCES runs (id),
    domain TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (run_id, domain)
);
