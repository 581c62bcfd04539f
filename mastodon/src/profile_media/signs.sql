SELECT
  asked.id,
  -- Its newest post or boost, by id.
  (SELECT max(s.id) FROM statuses s WHERE s.account_id = asked.id AND s.deleted_at IS NULL) AS last_status_id,
  -- What Mastodon noted when a post arrived, kept even when the post is gone.
  (SELECT t.last_status_at FROM account_stats t WHERE t.account_id = asked.id) AS last_status_at,
  -- Replies, mentions and boosts are posts; the rest of what it can do towards our members is here.
  greatest(
    (SELECT f.created_at FROM favourites f WHERE f.account_id = asked.id ORDER BY f.id DESC LIMIT 1),
    (SELECT max(v.created_at) FROM poll_votes v WHERE v.account_id = asked.id),
    (SELECT max(f.created_at) FROM follows f JOIN accounts m ON m.id = f.target_account_id AND m.domain IS NULL
     WHERE f.account_id = asked.id),
    (SELECT max(r.created_at) FROM follow_requests r JOIN accounts m ON m.id = r.target_account_id AND m.domain IS NULL
     WHERE r.account_id = asked.id)
  ) AS last_interaction_at,
  -- A follow between it and a member, either way.
  EXISTS (SELECT FROM follows f JOIN accounts m ON m.id = f.target_account_id AND m.domain IS NULL
          WHERE f.account_id = asked.id)
  OR EXISTS (SELECT FROM follows f JOIN accounts m ON m.id = f.account_id AND m.domain IS NULL
             WHERE f.target_account_id = asked.id) AS linked_here,
  -- Any follow at all, as tootctl asks.
  EXISTS (SELECT FROM follows f WHERE f.account_id = asked.id)
  OR EXISTS (SELECT FROM follows f WHERE f.target_account_id = asked.id) AS any_follow
FROM unnest($1::bigint[]) AS asked(id)
