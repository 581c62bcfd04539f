-- Notifications from and to the accounts.
WITH slice AS (
  SELECT n.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    (SELECT id FROM notifications WHERE from_account_id = asked.id LIMIT $2)
    UNION ALL
    (SELECT id FROM notifications WHERE account_id = asked.id LIMIT $2)
  ) AS n
  LIMIT $2
),
gone AS (DELETE FROM notifications WHERE id IN (SELECT id FROM slice) RETURNING id)
SELECT count(*) AS n FROM gone
