-- What was answered in public, boosted or favoured.
INSERT INTO status_stats (status_id, replies_count, reblogs_count, favourites_count, created_at, updated_at)
SELECT status_id, sum(replies), sum(boosts), sum(favourites), $1::timestamp, $1::timestamp
FROM (
  SELECT in_reply_to_id AS status_id, 1 AS replies, 0 AS boosts, 0 AS favourites
  FROM statuses WHERE in_reply_to_id IS NOT NULL AND visibility < 2
  UNION ALL
  SELECT reblog_of_id, 0, 1, 0 FROM statuses WHERE reblog_of_id IS NOT NULL
  UNION ALL
  SELECT status_id, 0, 0, 1 FROM favourites
) reactions
GROUP BY status_id
