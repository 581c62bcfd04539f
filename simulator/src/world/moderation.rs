//! What moderators leave: reports, warnings, notes, blocks and allowances of servers.

use serde_json::json;
use sqlx::AssertSqlSafe;

use super::World;
use super::accounts::Account;
use super::statuses::Status;

impl World {
    /// A report that waits for a moderator, citing those statuses, with a note on it. Gives its id.
    pub async fn report(&self, by: &Account, about: &Account, citing: &[&Status]) -> i64 {
        let ids: Vec<i64> = citing.iter().map(|status| status.id).collect();
        let row = json!({
            "account_id": by.id.0, "target_account_id": about.id.0, "status_ids": ids, "comment": "Please look.",
        });
        let report = self.insert("reports", row).await.expect("every release has reports");
        self.insert("report_notes", json!({ "report_id": report, "account_id": by.id.0, "content": "Seen." })).await;
        report
    }

    /// Closes a report.
    pub async fn resolve(&self, report: i64, by: &Account) {
        let closed = match self.tables.has_column("reports", "action_taken_at") {
            true => "action_taken_at = $2::timestamp",
            false => "action_taken = $2 IS NOT NULL",
        };
        let update = format!("UPDATE reports SET {closed}, action_taken_by_account_id = $3 WHERE id = $1");
        sqlx::query(AssertSqlSafe(update))
            .bind(report)
            .bind(self.timestamp(super::days_ago(1)))
            .bind(by.id.0)
            .execute(&self.pool)
            .await
            .expect("a report is closed");
    }

    /// A warning of a moderator, citing those statuses.
    pub async fn warning(&self, by: &Account, to: &Account, citing: &[&Status]) {
        let ids: Vec<String> = citing.iter().map(|status| status.id.to_string()).collect();
        let row = json!({ "account_id": by.id.0, "target_account_id": to.id.0, "action": 1000, "status_ids": ids });
        self.insert("account_warnings", row).await;
    }

    /// A note that moderators keep on an account.
    pub async fn moderation_note(&self, by: &Account, about: &Account) {
        let row = json!({ "account_id": by.id.0, "target_account_id": about.id.0, "content": "Known to be kind." });
        self.insert("account_moderation_notes", row).await;
    }

    /// An entry of the moderators' log about an account.
    pub async fn action_log(&self, by: &Account, about: &Account) {
        let row = json!({
            "account_id": by.id.0, "action": "silence", "target_type": "Account", "target_id": about.id.0,
            "human_identifier": about.acct(),
        });
        self.insert("admin_action_logs", row).await;
    }

    /// A blocked server: 0 silenced, 1 suspended, 2 no operation.
    pub async fn domain_block(&self, domain: &str, severity: i32) {
        self.insert("domain_blocks", json!({ "domain": domain, "severity": severity })).await;
    }

    /// An allowed server, for sites in limited federation mode.
    pub async fn domain_allow(&self, domain: &str) {
        self.insert("domain_allows", json!({ "domain": domain })).await;
    }

    /// Refreshes the view of known servers, as Mastodon does every hour.
    pub async fn refresh_instances(&self) {
        sqlx::query("REFRESH MATERIALIZED VIEW instances").execute(&self.pool).await.expect("the view is refreshed");
    }
}
