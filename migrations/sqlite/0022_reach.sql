-- Onions and eepsites had been watched as servers with a private address, although nobody had ever
-- asked them: that is evidence of nothing. Who decided to keep one, or ordered its purge, is left
-- to see it.
DELETE FROM cases WHERE reason = 'private-address' AND kept = 0 AND purge_run IS NULL
    AND (domain LIKE '%.onion' OR domain LIKE '%.i2p');
DELETE FROM evidence WHERE reason = 'private-address' AND (domain LIKE '%.onion' OR domain LIKE '%.i2p');

-- Hosts on which the accounts of another name take their deliveries: by these names Mastodon gives
-- servers up.
CREATE TABLE inbox_hosts (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    host TEXT NOT NULL,
    -- The server of the accounts.
    domain TEXT NOT NULL,
    -- The address of an inbox there, one for all where there is one.
    inbox TEXT NOT NULL,
    -- When an account was last found that says so.
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, host, domain)
);

-- The walk over Mastodon's accounts that finds them.
CREATE TABLE inbox_walks (
    site_id BIGINT PRIMARY KEY REFERENCES sites (id),
    -- The last account that was read.
    after_id BIGINT NOT NULL,
    -- When the walk began at the first account.
    began_at BIGINT NOT NULL,
    next_step_at BIGINT NOT NULL
);
