-- The verdict of model::jobs::remove_profile_media::judge on each account of a stretch of ids that has a saved picture, reached by the
-- first reason that holds; NULL is Remove. Every part is in the order of an index that begins with the account, so that no other way
-- through its table is shorter, whatever the planner believes.
-- $1 after this id, $2 up to this one, $3 the first moment that is lately, $4 the first id of a post that is lately,
-- $5 include_followed, $6 tootctl_selection, $7 headers_only, $8 the latest moment that is not to
-- come, $9 the last post that is not.
SELECT a.id,
  a.avatar_file_name, a.avatar_content_type, a.avatar_file_size, a.avatar_storage_schema_version,
  a.header_file_name, a.header_content_type, a.header_file_size, a.header_storage_schema_version,
  CASE
    WHEN a.last_webfingered_at >= $3 OR a.updated_at >= $3 THEN 'processed-lately'
    WHEN $6 THEN
      CASE
        WHEN a.last_webfingered_at IS NULL THEN 'never-processed'
        WHEN NOT $5 AND (
          EXISTS (SELECT FROM follows f WHERE f.account_id >= a.id AND f.account_id <= a.id ORDER BY f.account_id OFFSET 0)
          OR EXISTS (SELECT FROM follows f WHERE f.target_account_id >= a.id AND f.target_account_id <= a.id ORDER BY f.target_account_id OFFSET 0)
        ) THEN 'followed'
      END
    WHEN (SELECT s.id FROM statuses s
      WHERE s.account_id >= a.id AND s.account_id <= a.id AND s.id <= $9 AND /*seen*/
      ORDER BY s.account_id DESC, s.id DESC LIMIT 1) >= $4
      OR (SELECT t.last_status_at FROM account_stats t WHERE t.account_id = a.id) BETWEEN $3 AND $8 THEN 'posted-lately'
    WHEN (SELECT f.created_at FROM favourites f WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at <= $8
      ORDER BY f.account_id DESC, f.id DESC LIMIT 1) >= $3
      OR EXISTS (SELECT FROM notifications n WHERE n.from_account_id >= a.id AND n.from_account_id <= a.id AND n.created_at BETWEEN $3 AND $8 ORDER BY n.from_account_id OFFSET 0)
      OR EXISTS (SELECT FROM poll_votes v WHERE v.account_id >= a.id AND v.account_id <= a.id AND v.created_at BETWEEN $3 AND $8 ORDER BY v.account_id OFFSET 0)
      OR EXISTS (SELECT FROM follows f
      WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at BETWEEN $3 AND $8
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.target_account_id) ORDER BY f.account_id OFFSET 0)
      OR EXISTS (SELECT FROM follow_requests r
      WHERE r.account_id >= a.id AND r.account_id <= a.id AND r.created_at BETWEEN $3 AND $8
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = r.target_account_id) ORDER BY r.account_id OFFSET 0) THEN 'interacted-lately'
    WHEN EXISTS (SELECT FROM mentions m
      WHERE m.account_id >= a.id AND m.account_id <= a.id AND m.status_id BETWEEN $4 AND $9
        AND (SELECT s.local AND s.deleted_at IS NULL FROM statuses s WHERE s.id = m.status_id) ORDER BY m.account_id OFFSET 0) THEN 'addressed-lately'
    WHEN NOT $5 AND (
      EXISTS (SELECT FROM follows f
      WHERE f.account_id >= a.id AND f.account_id <= a.id
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.target_account_id) ORDER BY f.account_id OFFSET 0)
      OR EXISTS (SELECT FROM follows f
      WHERE f.target_account_id >= a.id AND f.target_account_id <= a.id
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.account_id) ORDER BY f.target_account_id OFFSET 0)
    ) THEN 'followed'
    WHEN EXISTS (SELECT FROM list_accounts l WHERE l.account_id >= a.id AND l.account_id <= a.id ORDER BY l.account_id OFFSET 0) THEN 'listed'
    WHEN EXISTS (SELECT FROM account_notes n WHERE n.target_account_id >= a.id AND n.target_account_id <= a.id ORDER BY n.target_account_id OFFSET 0)
      OR EXISTS (SELECT FROM account_pins p WHERE p.target_account_id >= a.id AND p.target_account_id <= a.id ORDER BY p.target_account_id OFFSET 0) THEN 'noted'
    WHEN EXISTS (SELECT FROM reports r WHERE r.target_account_id >= a.id AND r.target_account_id <= a.id AND (/*open*/) ORDER BY r.target_account_id OFFSET 0)
      OR EXISTS (SELECT FROM reports r WHERE r.account_id >= a.id AND r.account_id <= a.id AND (/*open*/) ORDER BY r.account_id OFFSET 0) THEN 'reported'
  END AS reason
FROM accounts a
WHERE a.id > $1 AND a.id <= $2 AND a.domain IS NOT NULL
  AND (a.header_file_name <> '' OR (a.avatar_file_name <> '' AND NOT $7))
ORDER BY a.id
