-- Servers that somebody keeps for ever before they are in trouble, with the number of their accounts at that time.
CREATE TABLE kept_servers (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    domain TEXT NOT NULL,
    accounts BIGINT NOT NULL,
    PRIMARY KEY (site_id, domain)
);
