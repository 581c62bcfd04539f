//! What people do with a status: favourites, bookmarks, pins, quotes, cards, tags, edits; and the notifications of it all.

use serde_json::json;

use super::World;
use super::accounts::Account;
use super::moment::Ago;
use super::statuses::Status;

impl World {
    /// A favourite, counted and told to the author.
    pub async fn favourite(&self, by: &Account, status: &Status, at: Ago) {
        let moment = self.timestamp(at);
        let row = json!({ "account_id": by.id.0, "status_id": status.id, "created_at": moment, "updated_at": moment });
        if let Some(id) = self.insert("favourites", row).await {
            self.count("status_stats", "status_id", status.id, "favourites_count").await;
            self.notify(&status.author, by, at, "favourite", "Favourite", id).await;
        }
    }

    /// A reaction with an emoji (Fedibird), counted, told to the author, and kept with the post.
    pub async fn react(&self, by: &[&Account], status: &Status, emoji: &str) {
        for one in by {
            let row = json!({ "account_id": one.id.0, "status_id": status.id, "name": emoji });
            let Some(id) = self.insert("emoji_reactions", row).await else { return };
            self.count("status_stats", "status_id", status.id, "emoji_reactions_count").await;
            self.notify(&status.author, one, Ago::default(), "emoji_reaction", "EmojiReaction", id).await;
        }
        let people: Vec<String> = by.iter().map(|one| one.id.0.to_string()).collect();
        let kept = json!([{ "name": emoji, "count": people.len(), "account_ids": people }]);
        sqlx::query("UPDATE status_stats SET emoji_reactions_cache = $1 WHERE status_id = $2")
            .bind(kept.to_string())
            .bind(status.id)
            .execute(&self.pool)
            .await
            .expect("the reactions are kept");
    }

    /// A post that refers to another one (Fedibird), counted on both sides.
    pub async fn refer(&self, status: &Status, target: &Status) {
        let row = json!({ "status_id": status.id, "target_status_id": target.id });
        if self.insert("status_references", row).await.is_some() {
            self.count("status_stats", "status_id", status.id, "status_references_count").await;
            self.count("status_stats", "status_id", target.id, "status_referred_by_count").await;
        }
    }

    /// A bookmark, which nobody else sees.
    pub async fn bookmark(&self, by: &Account, status: &Status) {
        self.insert("bookmarks", json!({ "account_id": by.id.0, "status_id": status.id })).await;
    }

    /// Pins a status to its author's profile.
    pub async fn pin(&self, status: &Status) {
        self.insert("status_pins", json!({ "account_id": status.author.id.0, "status_id": status.id })).await;
    }

    /// Makes `status` an accepted quote of `quoted` (4.4+; counted in 4.5+; on Fedibird only a column).
    pub async fn quote(&self, status: &Status, quoted: &Status) {
        if self.tables.has_column("statuses", "quote_id") {
            sqlx::query("UPDATE statuses SET quote_id = $1 WHERE id = $2")
                .bind(quoted.id)
                .bind(status.id)
                .execute(&self.pool)
                .await
                .expect("a post quotes");
        }
        let row = json!({
            "account_id": status.author.id.0, "status_id": status.id, "quoted_status_id": quoted.id,
            "quoted_account_id": quoted.author.id.0, "state": 1,
        });
        if let Some(id) = self.insert("quotes", row).await {
            self.count("status_stats", "status_id", quoted.id, "quotes_count").await;
            self.notify(&quoted.author, &status.author, Ago::default(), "quote", "Quote", id).await;
        }
    }

    /// A hashtag on a status; the tag is made when it is new.
    pub async fn tag(&self, status: &Status, name: &str) -> i64 {
        let tag = self.tag_named(name).await;
        self.insert("statuses_tags", json!({ "status_id": status.id, "tag_id": tag })).await;
        tag
    }

    /// The id of that hashtag, which is made when it is new.
    pub async fn tag_named(&self, name: &str) -> i64 {
        let known: Option<i64> = sqlx::query_scalar("SELECT id FROM tags WHERE lower(name) = lower($1)")
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .expect("tags are read");
        match known {
            Some(id) => id,
            None => self.insert("tags", json!({ "name": name })).await.expect("every release has tags"),
        }
    }

    /// A preview card on a status, without a picture of its own.
    pub async fn card(&self, status: &Status, url: &str) -> Option<i64> {
        let id = self.insert("preview_cards", json!({ "url": url, "title": "A page" })).await?;
        self.insert("preview_cards_statuses", json!({ "preview_card_id": id, "status_id": status.id, "url": url }))
            .await;
        Some(id)
    }

    /// An earlier text of a status.
    pub async fn edit(&self, status: &Status) {
        let row = json!({ "status_id": status.id, "account_id": status.author.id.0, "text": "An earlier text." });
        self.insert("status_edits", row).await;
    }

    /// A notification, if `to` is a member and somebody else than `from`.
    pub async fn notify(&self, to: &Account, from: &Account, at: Ago, kind: &str, activity: &str, activity_id: i64) {
        if !to.is_member() || to.id == from.id {
            return;
        }
        let at = self.timestamp(at);
        let row = json!({
            "created_at": at, "updated_at": at, "account_id": to.id.0, "from_account_id": from.id.0, "type": kind, "activity_type": activity,
            "activity_id": activity_id,
        });
        self.insert("notifications", row).await;
    }
}
