//! The activity log: every act of an operator.

use model::activity::{Entry, written};
use model::{Act, Millis, Operator, SiteId};
use sqlx::FromRow;
use uuid::Uuid;

use super::db::{Db, StoreError, asking, like, on_db};

/// Characters of a subject and of what was seen that a page of the log reads; a bulk decision has a thousand times as many.
const SUBJECT: i64 = 2_800;
const SEEN: i64 = 8_000;

/// One act, written in the transaction that carries it out.
#[derive(Clone, Debug)]
pub struct Activity {
    pub site: SiteId,
    pub at: Millis,
    pub operator: String,
    pub act: Act,
    /// What it was done to: a run's id, a server's name, a job.
    pub subject: String,
    /// What was seen at that moment, as JSON.
    pub detail: String,
}

impl Activity {
    #[must_use]
    pub fn new(site: SiteId, at: Millis, by: &Operator, act: Act, subject: impl Into<String>) -> Self {
        Self { site, at, operator: by.name.clone(), act, subject: subject.into(), detail: "{}".to_owned() }
    }

    #[must_use]
    pub fn seeing(mut self, seen: &impl serde::Serialize) -> Self {
        self.detail = serde_json::to_string(seen).unwrap_or_else(|_| "{}".to_owned());
        self
    }

    pub(crate) fn id() -> String {
        Uuid::now_v7().to_string()
    }
}

/// Writes an act; bind id, site, time, operator, act, subject, detail.
pub(crate) const INSERT: &str = "INSERT INTO activities (id, site_id, at, operator, act, subject, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes one activity inside a transaction of either engine.
macro_rules! record {
    ($tx:expr, $activity:expr, $question:literal) => {{
        let activity: &$crate::store::activities::Activity = $activity;
        sqlx::query($crate::store::activities::INSERT)
            .bind($crate::store::activities::Activity::id())
            .bind(activity.site.0)
            .bind(activity.at.0)
            .bind(&activity.operator)
            .bind(activity.act.as_str())
            .bind(&activity.subject)
            .bind(&activity.detail)
            .execute(&mut *$tx)
            .await
            .map_err($crate::store::db::asking($question))?;
    }};
}
pub(crate) use record;

/// Which acts a page of the log shows: newest first, older than an act (keyset).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Of this operator.
    pub by: Option<String>,
    /// Done to something with this in its name, in small letters.
    pub about: Option<String>,
    /// Older than the act of this id.
    pub before: Option<String>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A row of `activities` as both engines give it.
#[derive(FromRow)]
struct Row {
    id: String,
    at: i64,
    operator: String,
    act: String,
    subject: String,
    spaces: i64,
    seen: String,
    seen_whole: bool,
}

/// A page of a site's acts, newest first; leans on `activities_by_time`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn page(db: &Db, site: SiteId, filter: &ActivityFilter) -> Result<Vec<Entry>, StoreError> {
    const SQL: &str = "SELECT id, at, operator, act, substr(subject, 1, CAST($6 AS INTEGER)) AS subject,
            CAST(length(subject) - length(replace(subject, ' ', '')) AS BIGINT) AS spaces,
            substr(detail, 1, CAST($7 AS INTEGER)) AS seen, length(detail) <= $7 AS seen_whole
        FROM activities
        WHERE site_id = $1 AND (CAST($2 AS TEXT) IS NULL OR operator = $2)
            AND (CAST($3 AS TEXT) IS NULL OR lower(subject) LIKE $3 ESCAPE '!')
            AND at <= coalesce((SELECT last.at FROM activities last WHERE last.id = $4), 9223372036854775807)
            AND (CAST($4 AS TEXT) IS NULL OR (at, id) < ((SELECT last.at FROM activities last WHERE last.id = $4), $4))
        ORDER BY at DESC, id DESC LIMIT $5";
    let rows: Vec<Row> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0)
        .bind(&filter.by)
        .bind(filter.about.as_deref().map(|part| like(&written(part))))
        .bind(&filter.before)
        .bind(i64::from(filter.limit.clamp(1, 200)))
        .bind(SUBJECT)
        .bind(SEEN)
        .fetch_all(pool).await)
    .map_err(asking("activities::page"))?;
    Ok(rows.into_iter().map(Row::into_entry).collect())
}

/// Everything that was seen at the moment of an act, as JSON.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn seen(db: &Db, site: SiteId, id: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT detail FROM activities WHERE site_id = $1 AND id = $2";
    on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).bind(id).fetch_optional(pool).await)
        .map_err(asking("activities::seen"))
}

impl Row {
    fn into_entry(self) -> Entry {
        let names = if self.subject.is_empty() { 0 } else { u64::try_from(self.spaces + 1).unwrap_or(0) };
        Entry {
            id: self.id,
            at: Millis(self.at),
            operator: self.operator,
            act: self.act,
            subject: self.subject,
            names,
            seen: self.seen,
            seen_whole: self.seen_whole,
        }
    }
}
