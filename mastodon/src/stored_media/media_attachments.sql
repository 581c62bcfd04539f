-- The next attachments, also of posts that are gone.
WITH stretch AS MATERIALIZED (
  SELECT id, account_id, file_file_name, file_file_size, thumbnail_file_name, thumbnail_file_size
  FROM media_attachments WHERE id > $1 ORDER BY id LIMIT $2
)
SELECT
  a.domain,
  -- One whose account is gone is nobody's here.
  a.id IS NULL OR a.domain IS NOT NULL AS remote,
  max(stretch.id) AS last, count(*) AS rows,
  count(nullif(file_file_name, '')) AS files, coalesce(sum(file_file_size), 0)::bigint AS bytes,
  count(nullif(thumbnail_file_name, '')) AS more_files, coalesce(sum(thumbnail_file_size), 0)::bigint AS more_bytes
FROM stretch LEFT JOIN accounts a ON a.id = stretch.account_id
GROUP BY 1, 2
