-- Accounts whose server said that they are gone: waiting until all of their server is asked, or held for a person.
CREATE TABLE condemned_accounts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    account_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    domain TEXT NOT NULL,
    status BIGINT NOT NULL,
    proof TEXT NOT NULL,
    -- Why it is held; NULL while nothing is decided, 'released' once a person let it go.
    held TEXT,
    PRIMARY KEY (run_id, account_id)
);
CREATE INDEX condemned_accounts_by_domain ON condemned_accounts (run_id, domain, account_id);

-- What its server said, with all that proves it.
ALTER TABLE removed_accounts ADD COLUMN proof TEXT NOT NULL DEFAULT '{}';

-- Accounts of this server that were asked about: a mass is a part of them.
ALTER TABLE run_domains ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
-- What the server said when it was checked.
ALTER TABLE run_domains ADD COLUMN proof TEXT NOT NULL DEFAULT '{}';

-- Who answered for a server when its answers made sense, to notice when somebody else does.
CREATE TABLE remembered_servers (
    site_id BIGINT NOT NULL,
    domain TEXT NOT NULL,
    software TEXT,
    actor_key TEXT,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, domain)
);
