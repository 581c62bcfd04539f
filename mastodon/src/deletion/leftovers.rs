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
const QUOTING: &str = "UPDATE statuses SET quote_id = NULL WHERE quote_id = ANY($1) AND NOT id = ANY($1)";

/// Notifications about these posts and what hangs on them, and their links to preview cards.
pub(super) async fn of_statuses(c: &mut PgConnection, catalogue: &Catalogue, gone: &[i64]) -> Result<(), sqlx::Error> {
    let mut activities = "SELECT unnest($1::bigint[]) AS id, 'Status' AS type".to_owned();
    for (table, activity) in ACTIVITIES.iter().filter(|(table, _)| catalogue.has_table(table)) {
        activities += &format!(" UNION ALL SELECT id, '{activity}' FROM {table} WHERE status_id = ANY($1)");
    }
    let notifications = format!(
        "DELETE FROM notifications USING ({activities}) AS gone
         WHERE notifications.activity_id = gone.id AND notifications.activity_type = gone.type"
    );
    sql::query(AssertSqlSafe(notifications)).bind(gone).execute(&mut *c).await?;
    sql::query("DELETE FROM preview_cards_statuses WHERE status_id = ANY($1)").bind(gone).execute(&mut *c).await?;
    if catalogue.has_column("statuses", "quote_id") {
        sql::query(QUOTING).bind(gone).execute(c).await?;
    }
    Ok(())
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
const REPORTS: &str = "DELETE FROM notifications USING reports
WHERE (reports.account_id = ANY($1) OR reports.target_account_id = ANY($1))
  AND notifications.activity_id = reports.id AND notifications.activity_type = 'Report'";

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
