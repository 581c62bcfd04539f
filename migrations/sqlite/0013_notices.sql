-- What members are told about a purge: one template per language. A draft until it is approved; deleted with the receipt.
CREATE TABLE notices (
    run_id TEXT PRIMARY KEY REFERENCES runs (id),
    en TEXT NOT NULL,
    ja TEXT NOT NULL,
    approved_at BIGINT,
    approved_by TEXT,
    cancelled_at BIGINT
);

-- The members to whom an approved notice goes.
CREATE TABLE notice_members (
    run_id TEXT NOT NULL REFERENCES notices (run_id),
    -- The member's username.
    member TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unsure', 'cancelled')),
    -- Why it failed.
    failure TEXT,
    tries BIGINT NOT NULL,
    -- When it is to be sent; while it is being sent, when we take it that whoever sends it has died.
    due_at BIGINT NOT NULL,
    -- The first request of which we do not know whether Mastodon took it.
    asked_at BIGINT,
    settled_at BIGINT,
    PRIMARY KEY (run_id, member)
);
CREATE INDEX notice_members_open ON notice_members (due_at) WHERE state IN ('waiting', 'sending');

-- One message at a time per site, whichever process sends it.
CREATE TABLE notice_turns (
    site_id BIGINT PRIMARY KEY REFERENCES sites (id),
    -- Before this moment nobody sends anything.
    next_at BIGINT NOT NULL,
    -- Why nothing is sent until a person says so.
    halted TEXT
);
