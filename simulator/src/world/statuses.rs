//! Statuses: posts, replies, boosts, quotes.

use std::future::IntoFuture;

use futures::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::World;
use super::accounts::Account;
use super::moment::{Ago, days_ago};

/// Who may see a status; the numbers are Mastodon's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Public = 0,
    Unlisted = 1,
    Private = 2,
    Direct = 3,
}

/// A status that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub id: i64,
    pub author: Account,
    /// `statuses.conversation_id`; boosts have none.
    pub conversation: Option<i64>,
    pub visibility: Visibility,
}

/// A status about to be written; `.await` writes it with everything that follows from it.
#[derive(Debug)]
#[must_use = "a status is written when it is awaited"]
pub struct NewStatus<'w> {
    world: &'w World,
    author: Account,
    visibility: Visibility,
    at: Ago,
    parent: Option<Status>,
    boosted: Option<Status>,
    mentioned: Vec<Account>,
    columns: Map<String, Value>,
}

impl World {
    /// A public status of that account, written 100 days ago unless told otherwise.
    pub fn status(&self, author: &Account) -> NewStatus<'_> {
        NewStatus {
            world: self,
            author: author.clone(),
            visibility: Visibility::Public,
            at: days_ago(100),
            parent: None,
            boosted: None,
            mentioned: Vec::new(),
            columns: Map::new(),
        }
    }

    /// A boost of that status.
    pub fn boost(&self, by: &Account, of: &Status) -> NewStatus<'_> {
        let mut boost = self.status(by);
        boost.boosted = Some(of.clone());
        boost
    }

    /// A direct message; members among those it is for get it in their conversations.
    pub fn direct(&self, from: &Account, to: &[&Account]) -> NewStatus<'_> {
        to.iter().fold(self.status(from).visibility(Visibility::Direct), |status, account| status.mentioning(account))
    }
}

impl NewStatus<'_> {
    /// Who may see it; direct statuses go into the conversations of members.
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }

    /// When it was written; its id carries this time.
    pub fn at(mut self, ago: Ago) -> Self {
        self.at = ago;
        self
    }

    /// An answer to that status, in its conversation.
    pub fn reply_to(mut self, parent: &Status) -> Self {
        self.parent = Some(parent.clone());
        self
    }

    /// Names that account, and notifies it when it is a member.
    pub fn mentioning(mut self, account: &Account) -> Self {
        self.mentioned.push(account.clone());
        self
    }

    /// Any column, for what has no word here.
    pub fn with(mut self, column: &str, value: Value) -> Self {
        self.columns.insert(column.to_owned(), value);
        self
    }
}

impl<'w> IntoFuture for NewStatus<'w> {
    type Output = Status;
    type IntoFuture = BoxFuture<'w, Status>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.write())
    }
}

impl NewStatus<'_> {
    async fn write(self) -> Status {
        let world = self.world;
        let id = world.snowflake(self.at.before(world.now));
        let conversation = self.conversation().await;
        let at = json!(world.timestamp(self.at));
        let kind = if self.boosted.is_some() { "activities" } else { "statuses" };
        let uri = format!("{}/{kind}/{id}", self.author.home());
        let text = if self.boosted.is_some() { String::new() } else { format!("A post of {}.", self.author.acct()) };
        let row = json!({
            "id": id, "account_id": self.author.id.0, "created_at": at, "updated_at": at, "uri": uri, "url": uri,
            "text": text, "visibility": self.visibility as i32, "local": self.author.is_member(), "language": "en",
            "conversation_id": conversation, "reply": self.parent.is_some(),
            "in_reply_to_id": self.parent.as_ref().map(|parent| parent.id),
            "in_reply_to_account_id": self.parent.as_ref().map(|parent| parent.author.id.0),
            "reblog_of_id": self.boosted.as_ref().map(|boosted| boosted.id),
        });
        let Value::Object(mut row) = row else { unreachable!("an object was written above") };
        row.extend(self.columns.clone());
        world.insert_row("statuses".to_owned(), row).await;
        let status = Status { id, author: self.author.clone(), conversation, visibility: self.visibility };
        self.follow_up(&status).await;
        status
    }

    /// A reply stays in its parent's conversation, a post opens one, a boost has none.
    async fn conversation(&self) -> Option<i64> {
        match (&self.boosted, &self.parent) {
            (Some(_), _) => None,
            (None, Some(parent)) => parent.conversation,
            (None, None) => self.world.insert("conversations", json!({})).await,
        }
    }

    /// What Mastodon does once a status is there: counters, mentions, notifications, conversations.
    async fn follow_up(&self, status: &Status) {
        let world = self.world;
        if self.visibility != Visibility::Direct {
            world.count("account_stats", "account_id", self.author.id.0, "statuses_count").await;
        }
        world.last_status(&self.author, self.at).await;
        if let Some(boosted) = &self.boosted {
            world.count("status_stats", "status_id", boosted.id, "reblogs_count").await;
            world.notify(&boosted.author, &self.author, self.at, "reblog", "Status", status.id).await;
        }
        if let Some(parent) = &self.parent
            && matches!(self.visibility, Visibility::Public | Visibility::Unlisted)
        {
            world.count("status_stats", "status_id", parent.id, "replies_count").await;
        }
        if self.boosted.is_none() && self.parent.is_none() {
            world.opens(status).await;
        }
        for account in &self.mentioned {
            world.mention(status, account, self.at).await;
        }
        if self.visibility == Visibility::Direct {
            world.add_to_conversations(status, &self.mentioned).await;
        }
    }
}

impl World {
    async fn last_status(&self, author: &Account, at: Ago) {
        sqlx::query(
            "UPDATE account_stats SET last_status_at = GREATEST(last_status_at, $2::timestamp) WHERE account_id = $1",
        )
        .bind(author.id.0)
        .bind(self.timestamp(at))
        .execute(&self.pool)
        .await
        .expect("the time of the latest status is kept");
    }

    /// From 4.5 on a conversation names the status that opened it.
    async fn opens(&self, status: &Status) {
        if !self.tables.has_column("conversations", "parent_status_id") {
            return;
        }
        sqlx::query("UPDATE conversations SET parent_status_id = $2, parent_account_id = $3 WHERE id = $1")
            .bind(status.conversation)
            .bind(status.id)
            .bind(status.author.id.0)
            .execute(&self.pool)
            .await
            .expect("a conversation names its first status");
    }

    async fn mention(&self, status: &Status, account: &Account, at: Ago) {
        let row = json!({ "status_id": status.id, "account_id": account.id.0, "silent": false });
        if let Some(id) = self.insert("mentions", row).await {
            self.notify(account, &status.author, at, "mention", "Mention", id).await;
        }
    }
}
