//! Relationships that were cut, and the requests and permissions of notifications (4.3+).

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::moment::Ago;

impl World {
    /// A blocked server, told to the member who lost a follow of that account and one by it. Gives the event's id.
    pub async fn sever(&self, domain: &str, member: &Account, remote: &Account) -> Option<i64> {
        let event = json!({ "type": 0, "target_name": domain, "purged": false });
        let event = self.insert("relationship_severance_events", event).await?;
        for direction in [0, 1] {
            let row = json!({
                "relationship_severance_event_id": event, "local_account_id": member.id.0,
                "remote_account_id": remote.id.0, "direction": direction, "show_reblogs": true, "notify": false,
            });
            self.insert("severed_relationships", row).await;
        }
        let row = json!({
            "account_id": member.id.0, "relationship_severance_event_id": event, "followers_count": 1,
            "following_count": 1,
        });
        let told = self.insert("account_relationship_severance_events", row).await?;
        let row = json!({
            "account_id": member.id.0, "from_account_id": member.id.0, "type": "severed_relationships",
            "activity_type": "AccountRelationshipSeveranceEvent", "activity_id": told,
        });
        self.insert("notifications", row).await;
        Some(event)
    }

    /// A request of a stranger to be heard by a member, at that status.
    pub async fn notification_request(&self, member: &Account, from: &Account, last_status: i64) {
        let row = json!({
            "account_id": member.id.0, "from_account_id": from.id.0, "last_status_id": last_status,
            "notifications_count": 1,
        });
        self.insert("notification_requests", row).await;
    }

    /// A stranger whom a member decided to hear.
    pub async fn notification_permission(&self, member: &Account, from: &Account) {
        let row = json!({ "account_id": member.id.0, "from_account_id": from.id.0 });
        self.insert("notification_permissions", row).await;
    }

    /// A server that no delivery has reached since then.
    pub async fn unavailable_domain(&self, domain: &str, since: Ago) {
        let at = self.timestamp(since);
        self.insert("unavailable_domains", json!({ "domain": domain, "created_at": at, "updated_at": at })).await;
    }
}
