-- The facts behind the verdicts of selection.sql, found in the same way, and behind the urgency of a missing picture.
-- $1 the latest moment that is not to come, $2 the last post that is not; what Mastodon notes by
-- its own clock alone is as it is.
SELECT a.id, a.username, a.domain, a.uri, a.updated_at, a.last_webfingered_at,
  coalesce(a.avatar_file_name, '') = '' AND coalesce(a.avatar_remote_url, '') <> '' AS avatar_missing,
  coalesce(a.header_file_name, '') = '' AND coalesce(a.header_remote_url, '') <> '' AS header_missing,
  a.avatar_file_name, a.avatar_content_type, a.avatar_file_size, a.avatar_storage_schema_version,
  a.header_file_name, a.header_content_type, a.header_file_size, a.header_storage_schema_version,
  (SELECT s.id FROM statuses s
      WHERE s.account_id >= a.id AND s.account_id <= a.id AND s.id <= $2 AND /*seen*/
      ORDER BY s.account_id DESC, s.id DESC LIMIT 1) AS last_status_id,
  -- What Mastodon noted when a post arrived, kept even when the post is gone.
  (SELECT t.last_status_at FROM account_stats t WHERE t.account_id = a.id AND t.last_status_at <= $1) AS last_status_at,
  -- Replies, mentions and boosts are posts; the rest of what it can do towards our members is here.
  greatest(
    (SELECT f.created_at FROM favourites f WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at <= $1
      ORDER BY f.account_id DESC, f.id DESC LIMIT 1),
    (SELECT max(n.created_at) FROM notifications n WHERE n.from_account_id >= a.id AND n.from_account_id <= a.id AND n.created_at <= $1),
    (SELECT max(v.created_at) FROM poll_votes v WHERE v.account_id >= a.id AND v.account_id <= a.id AND v.created_at <= $1),
    (SELECT max(f.created_at) FROM follows f
      WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at <= $1
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.target_account_id)),
    (SELECT max(r.created_at) FROM follow_requests r
      WHERE r.account_id >= a.id AND r.account_id <= a.id AND r.created_at <= $1
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = r.target_account_id))
  ) AS last_interaction_at,
  (SELECT m.status_id FROM mentions m
   WHERE m.account_id >= a.id AND m.account_id <= a.id AND m.status_id <= $2
     AND (SELECT s.local AND s.deleted_at IS NULL FROM statuses s WHERE s.id = m.status_id)
   ORDER BY m.account_id DESC, m.status_id DESC LIMIT 1) AS last_addressed_id,
  EXISTS (SELECT FROM follows f
      WHERE f.account_id >= a.id AND f.account_id <= a.id
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.target_account_id) ORDER BY f.account_id OFFSET 0)
  OR EXISTS (SELECT FROM follows f
      WHERE f.target_account_id >= a.id AND f.target_account_id <= a.id
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.account_id) ORDER BY f.target_account_id OFFSET 0) AS linked_here,
  EXISTS (SELECT FROM follows f WHERE f.account_id >= a.id AND f.account_id <= a.id ORDER BY f.account_id OFFSET 0)
  OR EXISTS (SELECT FROM follows f WHERE f.target_account_id >= a.id AND f.target_account_id <= a.id ORDER BY f.target_account_id OFFSET 0) AS any_follow,
  EXISTS (SELECT FROM list_accounts l WHERE l.account_id >= a.id AND l.account_id <= a.id ORDER BY l.account_id OFFSET 0) AS listed,
  EXISTS (SELECT FROM account_notes n WHERE n.target_account_id >= a.id AND n.target_account_id <= a.id ORDER BY n.target_account_id OFFSET 0)
  OR EXISTS (SELECT FROM account_pins p WHERE p.target_account_id >= a.id AND p.target_account_id <= a.id ORDER BY p.target_account_id OFFSET 0) AS noted,
  EXISTS (SELECT FROM reports r WHERE r.target_account_id >= a.id AND r.target_account_id <= a.id AND (/*open*/) ORDER BY r.target_account_id OFFSET 0)
  OR EXISTS (SELECT FROM reports r WHERE r.account_id >= a.id AND r.account_id <= a.id AND (/*open*/) ORDER BY r.account_id OFFSET 0) AS reported
FROM accounts a
WHERE a.domain IS NOT NULL AND /*which*/
ORDER BY a.id
