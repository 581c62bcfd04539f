//! How many servers wait of each kind, and what those that match a filter are together.

use model::case::{CaseCounts, CaseFilter, CaseSum, State};
use model::{Bytes, CaseReason, Millis, SiteId};

use super::question::{NOTICED, PURGE, Question, Value, bound};
use crate::store::db::{Db, StoreError, asking, on_db};

/// What [`CaseSum`] holds. PostgreSQL sums up to `numeric`.
const SUMS: &str = "count(*), CAST(coalesce(sum(c.accounts), 0) AS BIGINT), CAST(coalesce(sum(c.media), 0) AS BIGINT),
    CAST(coalesce(sum(c.members_following), 0) AS BIGINT)";

/// The waiting servers of one state that fail for one reason.
pub(super) struct Group {
    state: State,
    reason: CaseReason,
    sum: CaseSum,
    purge: u64,
    noticed: u64,
}

type GroupRow = (String, String, i64, i64, i64, i64, i64, i64);

pub(super) async fn groups(db: &Db, site: SiteId, now: Millis) -> Result<Vec<Group>, StoreError> {
    let columns = format!("c.state, c.reason, {SUMS}, CAST(sum({PURGE}) AS BIGINT), CAST(sum({NOTICED}) AS BIGINT)");
    let mut question = Question::about_all(&columns, site, now);
    question.sql += " GROUP BY c.state, c.reason";
    let rows: Vec<GroupRow> =
        on_db!(read db, pool => bound!(query_as, question).fetch_all(pool).await).map_err(asking("queue::groups"))?;
    let group = |(state, reason, servers, accounts, media, members, purge, noticed): GroupRow| {
        Ok(Group {
            state: State::from_word(&state).ok_or(StoreError::Damaged("cases.state"))?,
            reason: CaseReason::from_word(&reason).ok_or(StoreError::Damaged("cases.reason"))?,
            sum: sum_of((servers, accounts, media, members)),
            purge: unsigned(purge),
            noticed: unsigned(noticed),
        })
    };
    rows.into_iter().map(group).collect()
}

/// How many servers wait of each kind, whatever is shown.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn counts(db: &Db, site: SiteId, now: Millis) -> Result<CaseCounts, StoreError> {
    Ok(counted(&groups(db, site, now).await?))
}

pub(super) fn counted(groups: &[Group]) -> CaseCounts {
    let mut counts = CaseCounts::default();
    for Group { state, reason, sum, purge, noticed } in groups {
        let n = sum.servers;
        counts.all += n;
        counts.purge += purge;
        counts.wait += n - purge;
        counts.nobody += n - noticed;
        add(&mut counts.states, *state, n);
        add(&mut counts.reasons, *reason, n);
    }
    counts.states.sort_unstable();
    counts.reasons.sort_unstable();
    counts
}

/// What those that match are together, where whole groups match: then nobody has to be looked at again.
pub(super) fn sum_of_groups(groups: &[Group], filter: &CaseFilter) -> Option<CaseSum> {
    let CaseFilter { state, reason, .. } = *filter;
    let by_group = CaseFilter { state, reason, ..CaseFilter::default() };
    let matches = |group: &&Group| {
        state.is_none_or(|state| group.state == state) && reason.is_none_or(|reason| group.reason == reason)
    };
    (*filter == by_group).then(|| groups.iter().filter(matches).map(|group| group.sum).sum())
}

fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K, n: u64) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += n,
        None => counts.push((key, n)),
    }
}

/// What the servers of a list are together.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn sum(db: &Db, site: SiteId, filter: &CaseFilter, now: Millis) -> Result<CaseSum, StoreError> {
    let question = Question::about(SUMS, site, filter, now);
    let sums: (i64, i64, i64, i64) =
        on_db!(read db, pool => bound!(query_as, question).fetch_one(pool).await).map_err(asking("queue::sum"))?;
    Ok(sum_of(sums))
}

fn sum_of((servers, accounts, media, members): (i64, i64, i64, i64)) -> CaseSum {
    CaseSum {
        servers: unsigned(servers),
        accounts: unsigned(accounts),
        media: Bytes(unsigned(media)),
        members: unsigned(members),
    }
}

pub(super) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
