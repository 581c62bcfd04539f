-- The next previews of links; the pages are elsewhere, so all of them are copies.
WITH stretch AS MATERIALIZED (
  SELECT id, image_file_name, image_file_size FROM preview_cards WHERE id > $1 ORDER BY id LIMIT $2
)
SELECT
  NULL::text AS domain, true AS remote, max(id)::bigint AS last, count(*) AS rows,
  count(nullif(image_file_name, '')) AS files, coalesce(sum(image_file_size), 0)::bigint AS bytes,
  0::bigint AS more_files, 0::bigint AS more_bytes
FROM stretch
HAVING count(*) > 0
