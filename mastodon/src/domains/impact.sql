-- The accounts of the servers asked about, and what their rows hold.
WITH there AS (
  SELECT id, domain,
    coalesce(avatar_file_size, 0)::bigint + coalesce(header_file_size, 0)::bigint AS picture_bytes
  FROM accounts
  WHERE domain = ANY($1)
),
-- Everything that is counted account by account.
counted AS (
  SELECT
    there.domain,
    count(*) AS accounts,
    sum(posts.n)::bigint AS statuses,
    sum(there.picture_bytes)::bigint AS picture_bytes,
    sum(media.bytes)::bigint AS post_bytes,
    sum(marked.bookmarked)::bigint AS bookmarked,
    sum(marked.favourited)::bigint AS favourited,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM follows f JOIN accounts m ON m.id = f.account_id AND m.domain IS NULL
      WHERE f.target_account_id = there.id)) AS followed_there,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM follows f JOIN accounts m ON m.id = f.target_account_id AND m.domain IS NULL
      WHERE f.account_id = there.id)) AS followers_there
  FROM there
  CROSS JOIN LATERAL (SELECT count(*) AS n FROM statuses s WHERE s.account_id = there.id) AS posts
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(coalesce(m.file_file_size, 0)::bigint + coalesce(m.thumbnail_file_size, 0)), 0) AS bytes
    FROM media_attachments m WHERE m.account_id = there.id) AS media
  CROSS JOIN LATERAL (
    SELECT
      count(*) FILTER (WHERE EXISTS (SELECT FROM bookmarks b WHERE b.status_id = s.id)) AS bookmarked,
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM favourites f JOIN accounts m ON m.id = f.account_id AND m.domain IS NULL
        WHERE f.status_id = s.id)) AS favourited
    FROM statuses s WHERE s.account_id = there.id AND SEEN) AS marked
  GROUP BY there.domain
),
-- Each of our members once per server, however many they follow there.
members AS (
  SELECT there.domain, count(DISTINCT f.account_id) AS n
  FROM there
  JOIN follows f ON f.target_account_id = there.id
  JOIN accounts m ON m.id = f.account_id AND m.domain IS NULL
  GROUP BY there.domain
),
-- Who wrote to our members alone; several people there may have written in one.
talks AS (
  SELECT there.domain, count(DISTINCT s.conversation_id) AS n
  FROM there JOIN statuses s ON s.account_id = there.id AND s.visibility = 3 AND SEEN
  GROUP BY there.domain
),
emojis AS (
  SELECT domain, count(*) AS n, sum(coalesce(image_file_size, 0))::bigint AS bytes
  FROM custom_emojis WHERE domain = ANY($1) GROUP BY domain
)
SELECT
  known.domain,
  coalesce(counted.accounts, 0) AS accounts,
  coalesce(counted.statuses, 0) AS statuses,
  coalesce(counted.picture_bytes, 0) AS picture_bytes,
  coalesce(counted.post_bytes, 0) AS post_bytes,
  coalesce(emojis.bytes, 0) AS emoji_bytes,
  coalesce(emojis.n, 0) AS emojis,
  coalesce(counted.bookmarked, 0) AS bookmarked,
  coalesce(counted.favourited, 0) AS favourited,
  coalesce(talks.n, 0) AS conversations,
  coalesce(members.n, 0) AS members_following,
  coalesce(counted.followed_there, 0) AS followed_there,
  coalesce(counted.followers_there, 0) AS followers_there,
  unavailable.created_at AS unavailable_since
FROM (
  SELECT domain FROM counted
  UNION SELECT domain FROM emojis
  UNION SELECT domain FROM unavailable_domains WHERE domain = ANY($1)
) AS known
LEFT JOIN counted USING (domain)
LEFT JOIN members USING (domain)
LEFT JOIN talks USING (domain)
LEFT JOIN emojis USING (domain)
LEFT JOIN unavailable_domains unavailable USING (domain)
ORDER BY known.domain
