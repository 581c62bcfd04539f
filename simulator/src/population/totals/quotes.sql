-- Accepted quotes (4.5+).
INSERT INTO status_stats (status_id, quotes_count, created_at, updated_at)
SELECT quoted_status_id, count(*), $1::timestamp, $1::timestamp FROM quotes WHERE state = 1 GROUP BY 1
ON CONFLICT (status_id) DO UPDATE SET quotes_count = excluded.quotes_count
