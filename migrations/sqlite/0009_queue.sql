-- What the list of servers is filtered and ordered by, out of `impact`.
ALTER TABLE cases ADD COLUMN accounts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN media BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN members_following BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN followers_there BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET
    accounts = coalesce(json_extract(impact, '$.accounts'), 0),
    media = coalesce(json_extract(impact, '$.media'), 0),
    members_following = coalesce(json_extract(impact, '$.members_following'), 0),
    followers_there = coalesce(json_extract(impact, '$.followers_there'), 0);
-- Everything that decides whether and where a server stands in the list, so that it is found without reading the rows.
CREATE INDEX cases_in_list ON cases (site_id, kept, state, reason, wait_until, purge_run, purge_from, silent_since, members_following,
    followers_there, media, accounts, domain);
