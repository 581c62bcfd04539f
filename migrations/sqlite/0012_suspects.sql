-- Servers that somebody named, to be looked at once; what the look finds goes to the cases.
CREATE TABLE suspects (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    domain TEXT NOT NULL,
    next_look_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, domain)
);
