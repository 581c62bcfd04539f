-- Servers to which Mastodon has given up delivering, with what our latest look found there.
CREATE TABLE given_up (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    domain TEXT NOT NULL,
    -- Since when, as Mastodon says.
    since BIGINT NOT NULL,
    -- When Mastodon last said so to us.
    said_at BIGINT NOT NULL,
    -- When the server last answered us well; NULL when it did not at the latest look.
    answered_at BIGINT,
    next_look_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, domain)
);
CREATE INDEX given_up_by_look ON given_up (site_id, next_look_at);
