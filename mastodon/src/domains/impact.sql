-- What these accounts have here, by server. Everything is found from the account on, in the order of the one index that leads
-- there: from the members on, it would be all that they have.
SELECT
  there.domain,
  count(*) AS accounts,
  sum(posts.n)::bigint AS statuses,
  sum(coalesce(there.avatar_file_size, 0)::bigint + coalesce(there.header_file_size, 0))::bigint AS picture_bytes,
  sum(media.bytes)::bigint AS post_bytes,
  sum(marked.bookmarked)::bigint AS bookmarked,
  sum(marked.favourited)::bigint AS favourited,
  count(*) FILTER (WHERE EXISTS (
    SELECT FROM follows f
    WHERE f.target_account_id >= there.id AND f.target_account_id <= there.id
      AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.account_id)
    ORDER BY f.target_account_id OFFSET 0)) AS followed_there,
  count(*) FILTER (WHERE EXISTS (
    SELECT FROM follows f
    WHERE f.account_id >= there.id AND f.account_id <= there.id
      AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.target_account_id)
    ORDER BY f.account_id OFFSET 0)) AS followers_there
FROM accounts there
CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM statuses s WHERE s.account_id >= there.id AND s.account_id <= there.id AND INDEXED) AS posts
CROSS JOIN LATERAL (
  SELECT coalesce(sum(coalesce(m.file_file_size, 0)::bigint + coalesce(m.thumbnail_file_size, 0)), 0) AS bytes
  FROM media_attachments m WHERE m.account_id >= there.id AND m.account_id <= there.id) AS media
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM bookmarks b WHERE b.status_id >= s.id AND b.status_id <= s.id ORDER BY b.status_id OFFSET 0)) AS bookmarked,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM favourites f
      WHERE f.status_id >= s.id AND f.status_id <= s.id
        AND (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.account_id)
      ORDER BY f.status_id OFFSET 0)) AS favourited
  FROM statuses s WHERE s.account_id >= there.id AND s.account_id <= there.id AND SEEN) AS marked
WHERE there.id = ANY($1)
GROUP BY there.domain
