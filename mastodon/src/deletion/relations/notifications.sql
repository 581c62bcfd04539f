-- Notifications from and to the accounts.
WITH slice AS (
  SELECT n.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    (SELECT id FROM notifications WHERE from_account_id >= asked.id AND from_account_id <= asked.id ORDER BY from_account_id LIMIT $2)
    UNION ALL
    (SELECT id FROM notifications WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2)
  ) AS n
  LIMIT $2
),
gone AS (DELETE FROM notifications WHERE id = ANY(ARRAY(SELECT id FROM slice)) RETURNING id)
SELECT count(*) AS n FROM gone
