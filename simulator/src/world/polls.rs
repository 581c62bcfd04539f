//! Polls and their votes.

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::moment::Ago;
use super::statuses::Status;

impl World {
    /// A poll on a status where each voter chose the first option; its tallies are right. Gives the poll's id.
    pub async fn poll(&self, status: &Status, voters: &[&Account]) -> i64 {
        let row = json!({
            "account_id": status.author.id.0, "status_id": status.id, "options": ["Yes", "No"],
            "cached_tallies": [voters.len(), 0], "votes_count": voters.len(), "voters_count": voters.len(),
        });
        let poll = self.insert("polls", row).await.expect("every release has polls");
        sqlx::query("UPDATE statuses SET poll_id = $2 WHERE id = $1")
            .bind(status.id)
            .bind(poll)
            .execute(&self.pool)
            .await
            .expect("a status names its poll");
        for voter in voters {
            self.insert("poll_votes", json!({ "account_id": voter.id.0, "poll_id": poll, "choice": 0 })).await;
            self.notify(voter, &status.author, Ago::default(), "poll", "Poll", poll).await;
        }
        poll
    }
}
