//! The activity log: every act of an operator.

use model::{Millis, Operator, SiteId};
use uuid::Uuid;

/// One act, written in the transaction that carries it out.
#[derive(Clone, Debug)]
pub struct Activity {
    pub site: SiteId,
    pub at: Millis,
    pub operator: String,
    /// The verb, such as `start-run`.
    pub act: &'static str,
    /// What it was done to: a run's id, a server's name, a job.
    pub subject: String,
    /// What was seen at that moment, as JSON.
    pub detail: String,
}

impl Activity {
    #[must_use]
    pub fn new(site: SiteId, at: Millis, by: &Operator, act: &'static str, subject: impl Into<String>) -> Self {
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
            .bind(activity.act)
            .bind(&activity.subject)
            .bind(&activity.detail)
            .execute(&mut *$tx)
            .await
            .map_err($crate::store::db::asking($question))?;
    }};
}
pub(crate) use record;
