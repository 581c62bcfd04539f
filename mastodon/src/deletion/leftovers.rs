//! Rows that no foreign key takes away.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::catalogue::Catalogue;
use crate::sql;

/// What hangs on posts and can be what a notification is about.
const ACTIVITIES: &[(&str, &str)] = &[
    ("emoji_reactions", "EmojiReaction"),
    ("favourites", "Favourite"),
    ("mentions", "Mention"),
    ("polls", "Poll"),
    ("quotes", "Quote"),
];

/// Posts that stay and quote one that goes, in forks that name it in the row.
const QUOTING: &str = "UPDATE statuses SET quote_id = NULL WHERE id = ANY(ARRAY(
  SELECT q.id FROM unnest($1::bigint[]) AS gone(id)
  CROSS JOIN LATERAL (
    SELECT id FROM statuses WHERE quote_id >= gone.id AND quote_id <= gone.id AND NOT id = ANY($1) ORDER BY quote_id OFFSET 0
  ) AS q))";

const CARDS: &str = "DELETE FROM preview_cards_statuses WHERE status_id = ANY(ARRAY(SELECT unnest($1::bigint[])))";

/// Notifications about these posts and what hangs on them, and their links to preview cards.
pub(super) async fn of_statuses(c: &mut PgConnection, catalogue: &Catalogue, gone: &[i64]) -> Result<(), sqlx::Error> {
    // One kind after the other, each by an array of what it is about: no number of them makes a
    // walk through all notifications shorter.
    let mut parts = vec![told_of("Status", "SELECT unnest($1::bigint[])")];
    for (table, activity) in ACTIVITIES.iter().filter(|(table, _)| catalogue.has_table(table)) {
        let theirs = format!(
            "SELECT one.id FROM unnest($1::bigint[]) AS gone(id) CROSS JOIN LATERAL (
               SELECT id FROM {table} WHERE status_id >= gone.id AND status_id <= gone.id ORDER BY status_id OFFSET 0) AS one"
        );
        parts.push(told_of(activity, &theirs));
    }
    let all_at_once = format!("WITH {} SELECT", parts.join(",\n"));
    sql::query(AssertSqlSafe(all_at_once)).bind(gone).execute(&mut *c).await?;
    sql::query(CARDS).bind(gone).execute(&mut *c).await?;
    if catalogue.has_column("statuses", "quote_id") {
        sql::query(QUOTING).bind(gone).execute(c).await?;
    }
    Ok(())
}

/// The removal of the notifications about one kind of thing, those with these ids.
fn told_of(activity: &str, ids: &str) -> String {
    format!(
        "of_{} AS (DELETE FROM notifications WHERE activity_id = ANY(ARRAY({ids})) AND activity_type = '{activity}')",
        activity.to_lowercase()
    )
}

/// Rows that point at an account without a foreign key, or with one that would hold the account back.
const OF_ACCOUNTS: &[(&str, &str)] = &[
    ("account_moderation_notes", "account_id = ANY($1) OR target_account_id = ANY($1)"),
    ("accounts_tags", "account_id = ANY($1)"),
    ("annual_report_statuses_per_account_counts", "account_id = ANY($1)"),
    ("fasp_follow_recommendations", "recommended_account_id = ANY($1) OR requesting_account_id = ANY($1)"),
    ("generated_annual_reports", "account_id = ANY($1)"),
    ("tag_account_mutes", "account_id = ANY($1)"),
];

/// Moderators are told of reports by somebody who may stay; the reports go with either account.
const REPORTS: &str = "DELETE FROM notifications
WHERE activity_id = ANY(ARRAY(SELECT id FROM reports WHERE account_id = ANY($1) OR target_account_id = ANY($1)))
  AND activity_type = 'Report'";

/// Everything of these accounts that their rows would leave behind.
pub(super) async fn of_accounts(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
) -> Result<(), sqlx::Error> {
    let there = OF_ACCOUNTS.iter().filter(|(table, _)| catalogue.has_table(table));
    let parts: String = there.map(|(table, of)| format!("of_{table} AS (DELETE FROM {table} WHERE {of}),\n")).collect();
    let all_at_once = format!("WITH {parts} of_reports AS ({REPORTS}) SELECT");
    sql::query(AssertSqlSafe(all_at_once)).bind(accounts).execute(c).await?;
    Ok(())
}
