-- Which of the accounts moved, where to, and who follows them here.
SELECT there.id AS account, f.id AS row, member.username AS member,
  elsewhere.username || '@' || coalesce(elsewhere.domain, $5) AS what, coalesce(elsewhere.domain, $5) AS domain,
  f.show_reblogs, f.notify, THE_LANGUAGES AS languages
FROM (
  SELECT id, domain, uri, moved_to_account_id FROM accounts
  WHERE id = ANY($1) AND moved_to_account_id IS NOT NULL AND id >= $2 OFFSET 0
) AS there
CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = there.moved_to_account_id OFFSET 0) AS elsewhere
-- From each account to who follows it: from the members on, it would be everybody they follow.
CROSS JOIN LATERAL (
  SELECT * FROM follows
  WHERE target_account_id >= there.id AND target_account_id <= there.id ORDER BY target_account_id OFFSET 0
) AS f
CROSS JOIN LATERAL (SELECT id, username FROM accounts WHERE id = f.account_id AND domain IS NULL OFFSET 0) AS member
WHERE (there.id, f.id) > ($2, $3)
  -- Anybody may say that they moved to somebody else; the other must say so, too.
  AND there.uri <> '' AND there.uri = ANY(elsewhere.also_known_as)
  -- It is somewhere else, and may be followed.
  AND elsewhere.domain IS DISTINCT FROM there.domain
  AND elsewhere.suspended_at IS NULL AND elsewhere.moved_to_account_id IS NULL
  AND (elsewhere.domain IS NULL OR elsewhere.protocol = 1)
  -- The member does not follow it yet, and is not kept from it.
  AND elsewhere.id <> member.id
  AND NOT EXISTS (SELECT FROM follows now WHERE now.account_id = member.id AND now.target_account_id = elsewhere.id OFFSET 0)
  AND NOT EXISTS (
    SELECT FROM follow_requests asked WHERE asked.account_id = member.id AND asked.target_account_id = elsewhere.id OFFSET 0)
  AND NOT EXISTS (SELECT FROM blocks b WHERE b.account_id = member.id AND b.target_account_id = elsewhere.id OFFSET 0)
  AND NOT EXISTS (SELECT FROM blocks b WHERE b.account_id = elsewhere.id AND b.target_account_id = member.id OFFSET 0)
  AND NOT EXISTS (
    SELECT FROM account_domain_blocks b WHERE b.account_id = member.id AND b.domain = elsewhere.domain OFFSET 0)
ORDER BY there.id, f.id
LIMIT $4
