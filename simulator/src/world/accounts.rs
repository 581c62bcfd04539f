//! Accounts: members of the site and people of other servers.

use std::future::IntoFuture;

use futures::future::BoxFuture;
use model::AccountId;
use serde_json::{Map, Value, json};

use super::files::Place;
use super::moment::{Ago, days_ago};
use super::pictures::Kind;
use super::{LOCAL_DOMAIN, World};

/// An account that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    /// Its server; nothing for a member.
    pub domain: Option<String>,
    /// `accounts.uri`, empty for a member.
    pub uri: String,
    /// The keys of all styles of its avatar, `original` first.
    pub avatar: Vec<String>,
    /// The keys of all styles of its header, `original` first.
    pub header: Vec<String>,
}

impl Account {
    /// Whether it lives on the site itself.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.domain.is_none()
    }

    /// Its name as people write it: `alice@gone.example`, `admin`.
    #[must_use]
    pub fn acct(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{}@{domain}", self.username),
            None => self.username.clone(),
        }
    }

    /// Where its posts and pictures are said to live.
    pub(super) fn home(&self) -> String {
        format!("https://{}/users/{}", self.domain.as_deref().unwrap_or(LOCAL_DOMAIN), self.username)
    }
}

/// An account about to be written; `.await` writes it.
#[derive(Debug)]
#[must_use = "an account is written when it is awaited"]
pub struct NewAccount<'w> {
    world: &'w World,
    username: String,
    domain: Option<String>,
    columns: Map<String, Value>,
    avatar: Option<Kind>,
    header: Option<Kind>,
    storage_schema: Option<i32>,
}

impl World {
    /// Somebody of another server, created 400 days ago and last processed 90 days ago unless told otherwise.
    pub fn remote_account(&self, acct: &str) -> NewAccount<'_> {
        let (username, domain) = acct.split_once('@').expect("a remote account is written name@server");
        let mut columns = Map::new();
        for (column, place) in [("inbox_url", "/inbox"), ("outbox_url", "/outbox"), ("followers_url", "/followers")] {
            columns.insert(column.to_owned(), json!(format!("https://{domain}/users/{username}{place}")));
        }
        columns.insert("shared_inbox_url".to_owned(), json!(format!("https://{domain}/inbox")));
        columns.insert("protocol".to_owned(), json!(1));
        let account = self.new_account(username, Some(domain.to_owned()), columns);
        account.uri(&format!("https://{domain}/users/{username}")).created(days_ago(400)).seen(days_ago(90))
    }

    /// Somebody who lives on the site, signed in today.
    pub fn member(&self, username: &str) -> NewAccount<'_> {
        self.new_account(username, None, Map::new()).created(days_ago(800))
    }

    fn new_account(&self, username: &str, domain: Option<String>, mut columns: Map<String, Value>) -> NewAccount<'_> {
        columns.insert("username".to_owned(), json!(username));
        columns.insert("domain".to_owned(), json!(domain));
        columns.insert("actor_type".to_owned(), json!("Person"));
        let username = username.to_owned();
        NewAccount { world: self, username, domain, columns, avatar: None, header: None, storage_schema: Some(1) }
    }
}

impl NewAccount<'_> {
    /// Any column, for what has no word here.
    pub fn with(mut self, column: &str, value: Value) -> Self {
        self.columns.insert(column.to_owned(), value);
        self
    }

    /// `accounts.uri`; its server is asked there.
    pub fn uri(self, uri: &str) -> Self {
        self.with("uri", json!(uri)).with("url", json!(uri.replace("/users/", "/@")))
    }

    /// When the site first knew of it; its id carries this time.
    pub fn created(self, ago: Ago) -> Self {
        let at = json!(self.world.timestamp(ago));
        self.with("created_at", at.clone()).with("updated_at", at)
    }

    /// When the site last processed it: `updated_at` and, for a remote account, `last_webfingered_at`.
    pub fn seen(self, ago: Ago) -> Self {
        let at = json!(self.world.timestamp(ago));
        let remote = self.domain.is_some();
        let account = self.with("updated_at", at.clone());
        if remote { account.with("last_webfingered_at", at) } else { account }
    }

    /// `updated_at` alone.
    pub fn updated(self, ago: Ago) -> Self {
        let at = json!(self.world.timestamp(ago));
        self.with("updated_at", at)
    }

    /// `last_webfingered_at` alone.
    pub fn webfingered(self, ago: Ago) -> Self {
        let at = json!(self.world.timestamp(ago));
        self.with("last_webfingered_at", at)
    }

    /// `last_webfingered_at` NULL.
    pub fn never_webfingered(self) -> Self {
        self.with("last_webfingered_at", Value::Null)
    }

    /// A stored avatar; a GIF has a still picture beside it.
    pub fn avatar(mut self, kind: Kind) -> Self {
        self.avatar = Some(kind);
        self
    }

    /// A stored header; a GIF has a still picture beside it.
    pub fn header(mut self, kind: Kind) -> Self {
        self.header = Some(kind);
        self
    }

    /// The storage schema version of both pictures: files of version 0 or NULL lie outside `cache/`. Usually 1.
    pub fn storage_schema(mut self, version: Option<i32>) -> Self {
        self.storage_schema = version;
        self
    }

    /// Suspended by this site's moderators.
    pub fn suspended(self) -> Self {
        let at = json!(self.world.timestamp(days_ago(30)));
        self.with("suspended_at", at).with("suspension_origin", json!(0))
    }

    /// Silenced by this site's moderators.
    pub fn silenced(self) -> Self {
        let at = json!(self.world.timestamp(days_ago(30)));
        self.with("silenced_at", at)
    }

    /// Moved to another account.
    pub fn moved_to(self, other: &Account) -> Self {
        self.with("moved_to_account_id", json!(other.id.0))
    }

    /// Of the protocol before ActivityPub.
    pub fn ostatus(self) -> Self {
        self.with("protocol", json!(0)).uri("")
    }
}

impl<'w> IntoFuture for NewAccount<'w> {
    type Output = Account;
    type IntoFuture = BoxFuture<'w, Account>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.write())
    }
}

impl NewAccount<'_> {
    async fn write(mut self) -> Account {
        let world = self.world;
        let created = self.columns["created_at"].as_str().and_then(|at| at.parse::<chrono::NaiveDateTime>().ok());
        let created = created.map_or(world.now, |at| model::Millis(at.and_utc().timestamp_millis()));
        let id = match self.columns.get("id").and_then(Value::as_i64) {
            Some(id) => id,
            None => world.snowflake(created),
        };
        self.columns.insert("id".to_owned(), json!(id));
        let avatar = self.store(id, "avatar", self.avatar);
        let header = self.store(id, "header", self.header);
        let uri = self.columns.get("uri").and_then(Value::as_str).unwrap_or_default().to_owned();
        world.insert_row("accounts".to_owned(), self.columns).await;
        world.insert("account_stats", json!({ "account_id": id })).await;
        if self.domain.is_none() {
            let today = world.timestamp(Ago::default());
            let email = format!("{}@{LOCAL_DOMAIN}", self.username);
            let user = json!({ "account_id": id, "email": email, "confirmed_at": today, "current_sign_in_at": today });
            world.insert("users", user).await;
        }
        let Self { username, domain, .. } = Self { columns: Map::new(), ..self };
        Account { id: AccountId(id), username, domain, uri, avatar, header }
    }

    /// Writes the files of one picture and says so in the columns.
    fn store(&mut self, id: i64, attachment: &str, kind: Option<Kind>) -> Vec<String> {
        let Some(kind) = kind else {
            return Vec::new();
        };
        let cached = self.domain.is_some() && self.storage_schema.unwrap_or(0) >= 1;
        let place = Place { folder: &format!("accounts/{attachment}s"), id, cached };
        let name = self.world.file_name(kind);
        let mut keys = vec![place.key("original", &name)];
        let size = self.world.files.write(&keys[0], kind).expect("a picture is written");
        if kind == Kind::Gif {
            keys.push(place.key("static", &name.replace(".gif", ".png")));
            self.world.files.write(&keys[1], Kind::Png).expect("a still picture is written");
        }
        let home = self.domain.as_deref().unwrap_or(LOCAL_DOMAIN);
        let values = [
            ("file_name", json!(name)),
            ("content_type", json!(kind.content_type())),
            ("file_size", json!(size)),
            ("updated_at", self.columns["created_at"].clone()),
            ("storage_schema_version", json!(self.storage_schema)),
        ];
        for (column, value) in values {
            self.columns.insert(format!("{attachment}_{column}"), value);
        }
        if self.domain.is_some() {
            let remote = format!("https://{home}/{attachment}s/{}.{}", self.username, kind.extension());
            self.columns.insert(format!("{attachment}_remote_url"), json!(remote));
        }
        keys
    }
}
