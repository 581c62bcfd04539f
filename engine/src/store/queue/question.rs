//! A question about the waiting servers. It says only what narrows: the database tries every condition on every server.

use model::case::{Advised, CaseFilter, People, State};
use model::time::days_ms;
use model::{Bytes, CaseReason, Millis, SiteId};

use super::super::db::like;

/// Which cases `c` somebody is to be asked about, before any filter; `$1` is the site, `$2` is now.
pub(crate) const ASKED_ABOUT: &str = "c.site_id = $1 AND c.kept = 0 AND c.state IN ('silent', 'says-closed', 'probably-closed', 'long-silent', 'changed-hands')
        AND (c.wait_until IS NULL OR c.wait_until <= $2)
        AND (c.purge_run IS NULL OR NOT EXISTS (
            SELECT 1 FROM runs r WHERE r.id = c.purge_run AND r.state IN ('queued', 'running')))";
/// Mirrors `Advice::is_purge` of `Advice::of`. Of a case whose reason is no word that we know
/// nothing is advised.
pub(super) const PURGE: &str =
    "CASE WHEN (c.state IN ('probably-closed', 'long-silent') OR (c.state = 'says-closed' AND c.purge_from <= $2))
        AND c.reason IN (
            'no-address', 'address-book', 'private-address', 'not-reachable-from-here',
            'refuses-connections', 'certificate-expired', 'certificate', 'too-slow', 'errors',
            'unavailable', 'redirects', 'says-closed', 'something-else', 'nothing-found', 'not-talking',
            'slow-down', 'changed-hands', 'opted-out')
    THEN 1 ELSE 0 END";
pub(super) const NOTICED: &str = "CASE WHEN c.members_following > 0 OR c.followers_there > 0 THEN 1 ELSE 0 END";

/// A question with what is bound to it, from `$1` on.
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

pub(super) enum Value {
    Number(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Asks a question with its values bound.
macro_rules! bound {
    ($ask:ident, $question:expr) => {{
        let query = sqlx::$ask(sqlx::AssertSqlSafe($question.sql.as_str()));
        $question.values.iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.as_str()),
        })
    }};
}
pub(super) use bound;

impl Question {
    /// One about the servers of a site at that time, not asked yet: values may be bound before.
    pub(super) fn to(site: SiteId, now: Millis) -> Self {
        Self { sql: String::new(), values: vec![site.0.into(), now.0.into()] }
    }

    /// Asks for these columns of all servers that somebody is asked about.
    pub(super) fn ask(&mut self, columns: &str) {
        self.sql = format!("SELECT {columns} FROM cases c WHERE {ASKED_ABOUT}");
    }

    /// These columns of those that match a filter.
    pub(super) fn about(columns: &str, site: SiteId, filter: &CaseFilter, now: Millis) -> Self {
        let mut question = Self::to(site, now);
        question.ask(columns);
        for condition in question.conditions(filter, now) {
            question.sql += &format!(" AND {condition}");
        }
        question
    }

    /// What a server has to meet to match a filter.
    pub(super) fn conditions(&mut self, filter: &CaseFilter, now: Millis) -> Vec<String> {
        let CaseFilter { advice, state, reason, people, stored, silent_days, name } = filter;
        let mut conditions = Vec::new();
        let mut and = |what: &str, compares: &str, value: Value| {
            let value = self.value(value);
            conditions.push(format!("{what} {compares} {value}"));
        };
        if let Some(advice) = advice {
            let is_purge = *advice == Advised::Purge;
            and(PURGE, "=", i64::from(is_purge).into());
            if !is_purge {
                let is = if *advice == Advised::Unfollow { "=" } else { "<>" };
                and("c.state", is, State::ChangedHands.as_str().into());
            }
        }
        if let Some(state) = state.map(State::as_str) {
            and("c.state", "=", state.into());
        }
        if let Some(reason) = reason.map(CaseReason::as_str) {
            and("c.reason", "=", reason.into());
        }
        if let Some(people) = people {
            and(NOTICED, "=", i64::from(*people == People::Somebody).into());
        }
        if *stored > Bytes::ZERO {
            and("c.media", ">=", i64::try_from(stored.0).unwrap_or(i64::MAX).into());
        }
        if *silent_days > 0 {
            and("c.silent_since", "<=", now.0.saturating_sub(days_ms(*silent_days)).into());
        }
        if !name.is_empty() {
            let name = self.value(like(name).as_str());
            conditions.push(format!("lower(c.domain) LIKE {name} ESCAPE '!'"));
        }
        conditions
    }

    /// Binds one value more and names it.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_about_a_quiet_state() {
        let asked =
            State::ALL.into_iter().filter(|state| state.opens_case()).map(|state| format!("'{}'", state.as_str()));
        let asked = asked.collect::<Vec<_>>().join(", ");
        assert!(ASKED_ABOUT.contains(&format!("c.state IN ({asked})")), "{asked}");
    }

    #[test]
    fn a_purge_is_advised_for_every_reason_that_is_known() {
        let (_, asked) = PURGE.split_once("c.reason IN (").expect("reasons are asked for");
        let known = CaseReason::ALL.into_iter().all(|reason| asked.contains(&format!("'{}'", reason.as_str())));
        assert!(known, "{asked}");
    }

    #[test]
    fn a_part_of_a_name_means_itself() {
        assert_eq!(like("a_b%c!"), "%a!_b!%c!!%");
    }
}
