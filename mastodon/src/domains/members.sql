-- Members who follow somebody on a server, or are followed from there, by name.
SELECT m.username, sum(tie.follows)::bigint AS follows, sum(tie.followed)::bigint AS followed
FROM (
  SELECT f.account_id AS member, 1 AS follows, 0 AS followed
  FROM accounts there JOIN follows f ON f.target_account_id = there.id WHERE there.domain = $1
  UNION ALL
  SELECT f.target_account_id, 0, 1
  FROM accounts there JOIN follows f ON f.account_id = there.id WHERE there.domain = $1
) AS tie
JOIN accounts m ON m.id = tie.member AND m.domain IS NULL
WHERE m.username > $2
GROUP BY m.username ORDER BY m.username LIMIT $3
