-- Mentions of the accounts in posts that stay.
WITH slice AS (
  SELECT m.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM mentions WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2
  ) AS m
  LIMIT $2
),
gone AS (DELETE FROM mentions WHERE id = ANY(ARRAY(SELECT id FROM slice)) RETURNING mentions.id),
told AS (
  DELETE FROM notifications WHERE activity_id = ANY(ARRAY(SELECT id FROM gone)) AND activity_type = 'Mention'
)
SELECT count(*) AS n FROM gone
