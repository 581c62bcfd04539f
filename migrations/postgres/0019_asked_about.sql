-- What the page of unreachable servers asks of all servers, each out of an index that holds nothing of the others: PostgreSQL takes the
-- conditions of the index as met, and reads no row. SQLite would read the rows, and keeps `cases_in_list`.
CREATE INDEX cases_asked_about ON cases (site_id, state, reason, members_following, followers_there, silent_since, domain, wait_until,
    purge_run, purge_from, media, accounts)
    WHERE kept = 0 AND state IN ('silent', 'says-closed', 'probably-closed', 'long-silent', 'changed-hands');
DROP INDEX cases_in_list;
-- How many these are, told beside every page; and how many are watched.
CREATE INDEX cases_count ON cases (site_id, wait_until, purge_run)
    WHERE kept = 0 AND state IN ('silent', 'says-closed', 'probably-closed', 'long-silent', 'changed-hands');
CREATE INDEX cases_watched_count ON cases (site_id, purge_run) WHERE kept = 0 AND state IN ('here', 'wobbly', 'not-talking');
-- Such an index spares the rows only on pages that a vacuum has seen since they changed, and each look changes a row: PostgreSQL would wait
-- for a fifth of them.
ALTER TABLE cases SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);
