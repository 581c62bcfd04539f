-- The servers about which nobody is asked yet, those whose purge was cancelled first, then the next to be looked at.
CREATE INDEX cases_watched ON cases (site_id, ((purge_cancelled_at IS NULL)), next_look_at, domain) WHERE kept = 0 AND state IN ('here', 'wobbly', 'not-talking');
