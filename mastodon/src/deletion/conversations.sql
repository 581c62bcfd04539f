-- The members' conversations that hold one of the posts, with what is left of them.
WITH touched AS (
  SELECT ac.id,
    ARRAY(SELECT left_over.id FROM unnest(ac.status_ids) WITH ORDINALITY AS left_over(id, n)
          WHERE NOT left_over.id = ANY($1) ORDER BY left_over.n) AS status_ids
  FROM account_conversations ac
  WHERE ac.conversation_id = ANY(ARRAY(SELECT DISTINCT conversation_id FROM statuses WHERE id = ANY($1)))
    AND (ac.status_ids && $1 OR ac.last_status_id = ANY($1))
  ORDER BY ac.id
  FOR UPDATE
),
emptied AS (
  DELETE FROM account_conversations
  WHERE id = ANY(ARRAY(SELECT id FROM touched WHERE cardinality(touched.status_ids) = 0))
)
UPDATE account_conversations ac
SET status_ids = touched.status_ids,
  last_status_id = touched.status_ids[cardinality(touched.status_ids)],
  lock_version = ac.lock_version + 1
FROM touched
WHERE ac.id = ANY(ARRAY(SELECT id FROM touched)) AND ac.id = touched.id AND cardinality(touched.status_ids) > 0
