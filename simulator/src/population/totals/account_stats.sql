-- Everybody's statuses (direct ones do not count), follows of both directions, and the time of the latest status.
INSERT INTO account_stats
  (account_id, statuses_count, following_count, followers_count, last_status_at, created_at, updated_at)
SELECT a.id, coalesce(s.count, 0), coalesce(f.count, 0), coalesce(g.count, 0), s.latest, a.created_at, a.created_at
FROM accounts a
LEFT JOIN (
  SELECT account_id, count(*) FILTER (WHERE visibility < 3) AS count, max(created_at) AS latest
  FROM statuses GROUP BY 1
) s ON s.account_id = a.id
LEFT JOIN (SELECT account_id, count(*) FROM follows GROUP BY 1) f ON f.account_id = a.id
LEFT JOIN (SELECT target_account_id, count(*) FROM follows GROUP BY 1) g ON g.target_account_id = a.id
