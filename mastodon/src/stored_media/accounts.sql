-- The next accounts, members and others alike.
WITH stretch AS MATERIALIZED (
  SELECT id, domain, avatar_file_name, avatar_file_size, header_file_name, header_file_size
  FROM accounts WHERE id > $1 ORDER BY id LIMIT $2
)
SELECT
  domain, domain IS NOT NULL AS remote, max(id) AS last, count(*) AS rows,
  count(nullif(avatar_file_name, '')) AS files, coalesce(sum(avatar_file_size), 0)::bigint AS bytes,
  count(nullif(header_file_name, '')) AS more_files, coalesce(sum(header_file_size), 0)::bigint AS more_bytes
FROM stretch
GROUP BY domain
