//! How many servers wait of each kind, and what those that match a filter are together.

use model::case::{CaseCounts, CaseFilter, CaseSum, State};
use model::{Bytes, CaseReason, Millis, SiteId};

use super::question::{NOTICED, PURGE, Question, Value, bound};
use crate::store::db::{Db, StoreError, asking, on_db};

/// State and reason; how many, how many of them we would purge, how many somebody would notice; and of those that match how many, and
/// what [`CaseSum`] holds.
type Group = (String, String, i64, i64, i64, i64, i64, i64, i64);

/// How many servers wait of each kind, whatever is shown, and what those that match the filter are together.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn sums(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    now: Millis,
) -> Result<(CaseCounts, CaseSum), StoreError> {
    let mut question = Question::to(site, now);
    let matching = match question.conditions(filter, now).as_slice() {
        [] => String::new(),
        conditions => format!("FILTER (WHERE {})", conditions.join(" AND ")),
    };
    // PostgreSQL sums up to `numeric`.
    let sum = |what: &str| format!("CAST(coalesce(sum({what}) {matching}, 0) AS BIGINT)");
    let [accounts, media, members] = ["c.accounts", "c.media", "c.members_following"].map(sum);
    question.ask(&format!(
        "c.state, c.reason, count(*), CAST(sum({PURGE}) AS BIGINT), CAST(sum({NOTICED}) AS BIGINT),
        count(*) {matching}, {accounts}, {media}, {members}"
    ));
    question.sql += " GROUP BY c.state, c.reason";
    let groups: Vec<Group> =
        on_db!(read db, pool => bound!(query_as, question).fetch_all(pool).await).map_err(asking("queue::sums"))?;
    Ok(added_up(groups))
}

/// A state or reason that cannot be read is counted, but offered as no filter.
fn added_up(groups: Vec<Group>) -> (CaseCounts, CaseSum) {
    let mut counts = CaseCounts::default();
    let mut sums = Vec::with_capacity(groups.len());
    for (state, reason, all, purge, noticed, servers, accounts, media, members) in groups {
        let (state, reason) = (State::from_word(&state), CaseReason::from_word(&reason));
        let [all, purge, noticed, servers, accounts, media, members] =
            [all, purge, noticed, servers, accounts, media, members].map(unsigned);
        counts.all += all;
        counts.purge += purge;
        if state == Some(State::ChangedHands) {
            counts.unfollow += all - purge;
        } else {
            counts.wait += all - purge;
        }
        counts.nobody += all - noticed;
        if let Some(state) = state {
            add(&mut counts.states, state, all);
        }
        if let Some(reason) = reason {
            add(&mut counts.reasons, reason, all);
        }
        sums.push(CaseSum { servers, accounts, media: Bytes(media), members });
    }
    counts.states.sort_unstable();
    counts.reasons.sort_unstable();
    (counts, sums.into_iter().sum())
}

fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K, n: u64) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += n,
        None => counts.push((key, n)),
    }
}

pub(super) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
