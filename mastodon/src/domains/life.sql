-- The newest thing that came from each of these accounts, by server; $2 is the latest moment that is not to come, $3 the
-- last post that is not. Each part is in the order of the one index that leads to it.
SELECT a.domain, max(life.at) AS at
FROM accounts a
CROSS JOIN LATERAL (SELECT (SELECT last_status_at FROM account_stats WHERE account_id = a.id) AS last_status_at) AS t
CROSS JOIN LATERAL (
  SELECT greatest(
    CASE WHEN a.last_webfingered_at <= $2 THEN a.last_webfingered_at END,
    CASE
      WHEN t.last_status_at <= $2 THEN t.last_status_at
      -- Of a post with a time to come its id tells when it came.
      WHEN t.last_status_at > $2 THEN (
        SELECT timestamp 'epoch' + (s.id >> 16) * interval '1 millisecond' FROM statuses s
        WHERE s.account_id >= a.id AND s.account_id <= a.id AND s.id <= $3 AND SEEN
        ORDER BY s.account_id DESC, s.id DESC LIMIT 1)
    END,
    (SELECT max(f.created_at) FROM follows f
     WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at <= $2),
    -- That a poll is over Mastodon notices by itself, in the name of who asked.
    (SELECT max(n.created_at) FROM notifications n
     WHERE n.from_account_id >= a.id AND n.from_account_id <= a.id AND n.activity_type <> 'Poll' AND n.created_at <= $2)
  ) AS at) AS life
WHERE a.id = ANY($1)
GROUP BY a.domain HAVING max(life.at) IS NOT NULL
