-- Votes of the accounts. Differs: Mastodon lets the votes go and keeps counting them.
WITH slice AS (
  SELECT v.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM poll_votes WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2
  ) AS v
  LIMIT $2
),
gone AS (
  DELETE FROM poll_votes WHERE id = ANY(ARRAY(SELECT id FROM slice))
  RETURNING poll_votes.poll_id, poll_votes.account_id, poll_votes.choice
),
-- A voter is counted off with the last of their votes: one may have several choices, in two slices.
voters AS (
  SELECT g.poll_id, count(DISTINCT g.account_id) AS n
  FROM gone g
  WHERE NOT EXISTS (
    SELECT FROM poll_votes v
    WHERE v.poll_id = g.poll_id AND v.account_id >= g.account_id AND v.account_id <= g.account_id
      AND v.id NOT IN (SELECT id FROM slice)
    ORDER BY v.account_id OFFSET 0)
  GROUP BY g.poll_id
),
counted AS (
  UPDATE polls
  SET cached_tallies = ARRAY(
      SELECT greatest(0, tally.n - coalesce(off.n, 0))
      FROM unnest(polls.cached_tallies) WITH ORDINALITY AS tally(n, place)
      LEFT JOIN (SELECT choice, count(*) AS n FROM gone WHERE gone.poll_id = polls.id GROUP BY choice) AS off
        ON off.choice = tally.place - 1
      ORDER BY tally.place),
    votes_count = greatest(0, polls.votes_count - votes.n),
    voters_count = CASE WHEN polls.voters_count IS NOT NULL
      THEN greatest(0, polls.voters_count - coalesce((SELECT n FROM voters WHERE voters.poll_id = polls.id), 0)) END,
    lock_version = polls.lock_version + 1
  FROM (SELECT poll_id, count(*) AS n FROM gone GROUP BY poll_id) AS votes
  WHERE polls.id = ANY(ARRAY(SELECT poll_id FROM gone)) AND polls.id = votes.poll_id
)
SELECT count(*) AS n FROM gone
