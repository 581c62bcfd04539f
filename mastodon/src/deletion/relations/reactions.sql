-- Reactions of the accounts, with the counters of the posts that got them.
WITH slice AS (
  SELECT r.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM emoji_reactions WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2
  ) AS r
  LIMIT $2
),
gone AS (
  DELETE FROM emoji_reactions WHERE id = ANY(ARRAY(SELECT id FROM slice))
  RETURNING emoji_reactions.id, emoji_reactions.status_id
),
-- Members were told of them.
told AS (
  DELETE FROM notifications WHERE activity_id = ANY(ARRAY(SELECT id FROM gone)) AND activity_type = 'EmojiReaction'
),
counted AS (
  UPDATE status_stats SET emoji_reactions_count = greatest(0, status_stats.emoji_reactions_count - off.n)
  FROM (SELECT status_id, count(*) AS n FROM gone GROUP BY status_id ORDER BY status_id) AS off
  WHERE status_stats.status_id = ANY(ARRAY(SELECT status_id FROM gone)) AND status_stats.status_id = off.status_id
)
SELECT count(*) AS n, coalesce(array_agg(DISTINCT status_id), '{}') AS statuses FROM gone
