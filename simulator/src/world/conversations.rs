//! Direct conversations as members see them.

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::statuses::Status;

impl World {
    /// Puts a direct status into the conversation of each member it concerns.
    pub(super) async fn add_to_conversations(&self, status: &Status, mentioned: &[Account]) {
        let mut people: Vec<&Account> = mentioned.iter().chain([&status.author]).collect();
        people.sort_by_key(|account| account.id);
        people.dedup();
        for owner in people.iter().filter(|account| account.is_member()) {
            let others: Vec<i64> = people.iter().filter(|other| other != &owner).map(|other| other.id.0).collect();
            let unread = owner.id != status.author.id;
            let extended = sqlx::query(
                "UPDATE account_conversations
                 SET status_ids = status_ids || $4, last_status_id = $4, unread = $5, lock_version = lock_version + 1
                 WHERE account_id = $1 AND conversation_id = $2 AND participant_account_ids = $3",
            )
            .bind(owner.id.0)
            .bind(status.conversation)
            .bind(&others)
            .bind(status.id)
            .bind(unread)
            .execute(&self.pool)
            .await
            .expect("a conversation is extended");
            if extended.rows_affected() == 0 {
                let row = json!({
                    "account_id": owner.id.0, "conversation_id": status.conversation, "unread": unread,
                    "participant_account_ids": others, "status_ids": [status.id], "last_status_id": status.id,
                });
                self.insert("account_conversations", row).await;
            }
        }
    }
}
