-- Mentions of the accounts in posts that stay.
WITH slice AS (
  SELECT m.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (SELECT id FROM mentions WHERE account_id = asked.id LIMIT $2) AS m
  LIMIT $2
),
gone AS (DELETE FROM mentions USING slice WHERE mentions.id = slice.id RETURNING mentions.id),
told AS (
  DELETE FROM notifications USING gone
  WHERE notifications.activity_id = gone.id AND notifications.activity_type = 'Mention'
)
SELECT count(*) AS n FROM gone
