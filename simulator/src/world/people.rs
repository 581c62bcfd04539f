//! What people are to each other: follows, requests, blocks, mutes, notes, lists.

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::moment::Ago;

impl World {
    /// A follow, counted on both sides and told to a member. Gives the id of the row.
    pub async fn follow(&self, from: &Account, to: &Account, at: Ago) -> i64 {
        let moment = self.timestamp(at);
        let uri = (!from.is_member()).then(|| format!("{}#follows/{}", from.home(), self.next()));
        let row = json!({
            "account_id": from.id.0, "target_account_id": to.id.0, "created_at": moment, "updated_at": moment, "uri": uri,
        });
        let id = self.insert("follows", row).await.expect("every release has follows");
        self.count("account_stats", "account_id", from.id.0, "following_count").await;
        self.count("account_stats", "account_id", to.id.0, "followers_count").await;
        self.notify(to, from, at, "follow", "Follow", id).await;
        id
    }

    /// A follow that waits for an answer.
    pub async fn follow_request(&self, from: &Account, to: &Account, at: Ago) -> i64 {
        let moment = self.timestamp(at);
        let row = json!({
            "account_id": from.id.0, "target_account_id": to.id.0, "created_at": moment, "updated_at": moment,
        });
        let id = self.insert("follow_requests", row).await.expect("every release has follow_requests");
        self.notify(to, from, at, "follow_request", "FollowRequest", id).await;
        id
    }

    /// A block, which neither side is told of.
    pub async fn block(&self, from: &Account, to: &Account) {
        self.insert("blocks", json!({ "account_id": from.id.0, "target_account_id": to.id.0 })).await;
    }

    /// A mute, notifications included.
    pub async fn mute(&self, from: &Account, to: &Account) {
        self.insert("mutes", json!({ "account_id": from.id.0, "target_account_id": to.id.0 })).await;
    }

    /// A private note of one account about another.
    pub async fn note(&self, from: &Account, about: &Account) {
        let row = json!({ "account_id": from.id.0, "target_account_id": about.id.0, "comment": "A kind person." });
        self.insert("account_notes", row).await;
    }

    /// Shows somebody one follows on one's own profile.
    pub async fn endorse(&self, from: &Account, whom: &Account) {
        self.insert("account_pins", json!({ "account_id": from.id.0, "target_account_id": whom.id.0 })).await;
    }

    /// A list of a member with one person in it, by way of that follow. Gives the list's id.
    pub async fn list(&self, owner: &Account, title: &str, person: &Account, follow: i64) -> i64 {
        let list = json!({ "account_id": owner.id.0, "title": title });
        let list = self.insert("lists", list).await.expect("every release has lists");
        let row = json!({ "list_id": list, "account_id": person.id.0, "follow_id": follow });
        self.insert("list_accounts", row).await;
        list
    }

    /// Shows a hashtag on a profile.
    pub async fn feature_tag(&self, account: &Account, name: &str) {
        let tag = self.tag_named(name).await;
        self.insert("featured_tags", json!({ "account_id": account.id.0, "tag_id": tag, "name": name })).await;
        self.insert("accounts_tags", json!({ "account_id": account.id.0, "tag_id": tag })).await;
    }
}
