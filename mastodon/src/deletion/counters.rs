//! Counters of the posts and members that stay.
//!
//! Mastodon leaves these as they were when it removes posts in bulk; here they become true. None falls below 0. They are counted off in
//! the order of their ids, so that two at work here seldom wait for each other in a circle.

use sqlx::PgConnection;

use crate::catalogue::Catalogue;
use crate::sql;

/// The posts that go have lost so many of something at those that stay: counted first, and each
/// found by its own id.
macro_rules! count_off {
    ($counter:literal, $lost:literal) => {
        concat!(
            "WITH gone AS (",
            $lost,
            ") UPDATE status_stats SET ",
            $counter,
            " = greatest(0, status_stats.",
            $counter,
            " - gone.n) FROM gone
            WHERE status_stats.status_id = ANY(ARRAY(SELECT status_id FROM gone)) AND status_stats.status_id = gone.status_id"
        )
    };
}

/// A reply counts at its parent when it is public or unlisted.
const REPLIES: &str = count_off!(
    "replies_count",
    "SELECT in_reply_to_id AS status_id, count(*) AS n FROM statuses
      WHERE id = ANY($1) AND visibility IN (0, 1) AND in_reply_to_id IS NOT NULL AND NOT in_reply_to_id = ANY($1)
      GROUP BY 1 ORDER BY 1"
);

/// A boost counts unless it is direct.
const REBLOGS: &str = count_off!(
    "reblogs_count",
    "SELECT reblog_of_id AS status_id, count(*) AS n FROM statuses
      WHERE id = ANY($1) AND visibility <> 3 AND reblog_of_id IS NOT NULL AND NOT reblog_of_id = ANY($1)
      GROUP BY 1 ORDER BY 1"
);

/// A quote counts when it is accepted (state 1).
const QUOTES: &str = count_off!(
    "quotes_count",
    "SELECT quoted_status_id AS status_id, count(*) AS n FROM quotes
      WHERE status_id = ANY($1) AND state = 1 AND quoted_status_id IS NOT NULL AND NOT quoted_status_id = ANY($1)
      GROUP BY 1 ORDER BY 1"
);

/// A post refers to others in some forks: those count it, and it counts them.
const REFERENCES: [(&str, &str); 2] = [
    (
        "status_referred_by_count",
        count_off!(
            "status_referred_by_count",
            "SELECT target_status_id AS status_id, count(*) AS n FROM status_references
             WHERE status_id = ANY($1) AND NOT target_status_id = ANY($1) GROUP BY 1 ORDER BY 1"
        ),
    ),
    (
        "status_references_count",
        count_off!(
            "status_references_count",
            "SELECT status_id, count(*) AS n FROM status_references
             WHERE target_status_id = ANY($1) AND NOT status_id = ANY($1) GROUP BY 1 ORDER BY 1"
        ),
    ),
];

/// Members whose boosts go have that many posts less. What other servers' accounts have is what
/// their servers say. Whose a post is, is asked of each author that is found: from the members on,
/// it would be all posts of all of them.
const STATUSES: &str = "WITH authors AS (
  SELECT account_id, count(*) AS n FROM statuses
  WHERE id = ANY($1) AND visibility <> 3 AND NOT account_id = ANY($2) GROUP BY 1 ORDER BY 1
), gone AS (
  SELECT account_id, n FROM authors
  WHERE (SELECT m.domain IS NULL FROM accounts m WHERE m.id = authors.account_id)
)
UPDATE account_stats
SET statuses_count = greatest(0, account_stats.statuses_count - gone.n), updated_at = now() AT TIME ZONE 'UTC'
FROM gone
WHERE account_stats.account_id = ANY(ARRAY(SELECT account_id FROM gone)) AND account_stats.account_id = gone.account_id";

/// Counts these posts off, before they are deleted.
pub(super) async fn of_statuses(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    gone: &[i64],
    accounts: &[i64],
) -> Result<(), sqlx::Error> {
    sql::query(REPLIES).bind(gone).execute(&mut *c).await?;
    sql::query(REBLOGS).bind(gone).execute(&mut *c).await?;
    if catalogue.has_table("quotes") && catalogue.has_column("status_stats", "quotes_count") {
        sql::query(QUOTES).bind(gone).execute(&mut *c).await?;
    }
    if catalogue.has_table("status_references") {
        references(c, catalogue, gone).await?;
    }
    sql::query(STATUSES).bind(gone).bind(accounts).execute(c).await?;
    Ok(())
}

async fn references(c: &mut PgConnection, catalogue: &Catalogue, gone: &[i64]) -> Result<(), sqlx::Error> {
    for (_, count_off) in REFERENCES.into_iter().filter(|(counter, _)| catalogue.has_column("status_stats", counter)) {
        sql::query(count_off).bind(gone).execute(&mut *c).await?;
    }
    Ok(())
}
