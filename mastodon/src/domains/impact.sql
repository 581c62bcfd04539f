-- The accounts of the servers asked about, and what their rows hold.
WITH there AS (
  SELECT id, domain, last_webfingered_at,
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
    sum(there.picture_bytes + media.bytes)::bigint AS bytes,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM follows f JOIN accounts m ON m.id = f.account_id AND m.domain IS NULL
      WHERE f.target_account_id = there.id)) AS followed_there,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM follows f JOIN accounts m ON m.id = f.target_account_id AND m.domain IS NULL
      WHERE f.account_id = there.id)) AS followers_there,
    max(greatest(there.last_webfingered_at, stats.last_status_at)) AS last_sign_of_life
  FROM there
  LEFT JOIN account_stats stats ON stats.account_id = there.id
  CROSS JOIN LATERAL (SELECT count(*) AS n FROM statuses s WHERE s.account_id = there.id) AS posts
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(coalesce(m.file_file_size, 0)::bigint + coalesce(m.thumbnail_file_size, 0)), 0) AS bytes
    FROM media_attachments m WHERE m.account_id = there.id) AS media
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
emojis AS (
  SELECT domain, sum(coalesce(image_file_size, 0))::bigint AS bytes
  FROM custom_emojis WHERE domain = ANY($1) GROUP BY domain
)
SELECT
  known.domain,
  coalesce(counted.accounts, 0) AS accounts,
  coalesce(counted.statuses, 0) AS statuses,
  coalesce(counted.bytes, 0) + coalesce(emojis.bytes, 0) AS media_bytes,
  coalesce(members.n, 0) AS members_following,
  coalesce(counted.followed_there, 0) AS followed_there,
  coalesce(counted.followers_there, 0) AS followers_there,
  counted.last_sign_of_life,
  unavailable.created_at AS unavailable_since
FROM (
  SELECT domain FROM counted
  UNION SELECT domain FROM emojis
  UNION SELECT domain FROM unavailable_domains WHERE domain = ANY($1)
) AS known
LEFT JOIN counted USING (domain)
LEFT JOIN members USING (domain)
LEFT JOIN emojis USING (domain)
LEFT JOIN unavailable_domains unavailable USING (domain)
ORDER BY known.domain
