-- Members who follow one of these accounts, or are followed by one, by name. Found from the server on: from the members on, it would be
-- everybody that each of them follows.
SELECT m.username, sum(tie.follows)::bigint AS follows, sum(tie.followed)::bigint AS followed
FROM (
  SELECT f.account_id AS member, 1 AS follows, 0 AS followed
  FROM unnest($1::bigint[]) AS there (id)
  CROSS JOIN LATERAL (
    SELECT account_id FROM follows
    WHERE target_account_id >= there.id AND target_account_id <= there.id ORDER BY target_account_id OFFSET 0
  ) AS f
  UNION ALL
  SELECT f.target_account_id, 0, 1
  FROM unnest($1::bigint[]) AS there (id)
  CROSS JOIN LATERAL (
    SELECT target_account_id FROM follows
    WHERE account_id >= there.id AND account_id <= there.id ORDER BY account_id OFFSET 0
  ) AS f
) AS tie
CROSS JOIN LATERAL (SELECT username FROM accounts WHERE id = tie.member AND domain IS NULL OFFSET 0) AS m
WHERE m.username > $2
GROUP BY m.username ORDER BY m.username LIMIT $3
