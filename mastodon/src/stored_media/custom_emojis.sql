-- The next custom emojis.
WITH stretch AS MATERIALIZED (
  SELECT id, domain, image_file_name, image_file_size FROM custom_emojis WHERE id > $1 ORDER BY id LIMIT $2
)
SELECT
  domain, domain IS NOT NULL AS remote, max(id)::bigint AS last, count(*) AS rows,
  count(nullif(image_file_name, '')) AS files, coalesce(sum(image_file_size), 0)::bigint AS bytes,
  0::bigint AS more_files, 0::bigint AS more_bytes
FROM stretch
GROUP BY domain
