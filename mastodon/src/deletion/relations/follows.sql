-- Follows from and to the accounts. Lists lose them by their foreign key.
WITH slice AS (
  SELECT f.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    (SELECT id FROM follows WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2)
    UNION ALL
    (SELECT id FROM follows WHERE target_account_id >= asked.id AND target_account_id <= asked.id ORDER BY target_account_id LIMIT $2)
  ) AS f
  LIMIT $2
),
gone AS (
  DELETE FROM follows WHERE id = ANY(ARRAY(SELECT id FROM slice))
  RETURNING follows.id, follows.account_id, follows.target_account_id
),
told AS (
  DELETE FROM notifications WHERE activity_id = ANY(ARRAY(SELECT id FROM gone)) AND activity_type = 'Follow'
),
-- Each side that stays has that many less.
off AS (
  SELECT account_id, sum(following) AS following, sum(followers) AS followers
  FROM (
    SELECT account_id, 1 AS following, 0 AS followers FROM gone
    UNION ALL
    SELECT target_account_id, 0, 1 FROM gone
  ) AS sides
  WHERE NOT account_id = ANY($1)
  GROUP BY account_id
  ORDER BY account_id
),
counted AS (
  UPDATE account_stats
  SET following_count = greatest(0, account_stats.following_count - off.following),
    followers_count = greatest(0, account_stats.followers_count - off.followers),
    updated_at = now() AT TIME ZONE 'UTC'
  FROM off
  WHERE account_stats.account_id = ANY(ARRAY(SELECT account_id FROM off)) AND account_stats.account_id = off.account_id
)
-- Caches keep who follows whom, and of each server's followers a sum.
SELECT count(*) AS n,
  coalesce(array_agg(gone.account_id), '{}') AS followers,
  coalesce(array_agg(gone.target_account_id), '{}') AS followed,
  coalesce(array_agg((
    SELECT CASE WHEN f.domain IS NULL THEN 'local' ELSE substring(f.uri FROM '^https?://[^/]+/') END
    FROM accounts f WHERE f.id = gone.account_id)), '{}') AS origins
FROM gone
