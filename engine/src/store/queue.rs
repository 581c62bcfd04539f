//! The list of servers that wait for a decision: filtered, ordered and paged by the database, so that it may be of any length.

mod listed;
mod question;
mod sums;

use model::case::{CaseCounts, CaseFilter, CaseSum, Order, Turn};
use model::{Case, Domain, Millis, SiteId};

use super::cases;
use super::db::{Db, StoreError, asking, on_db};
use listed::{Listed, listed};
pub(crate) use question::ASKED_ABOUT;
use question::{Question, Value, bound};
pub use sums::sums;
use sums::unsigned;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueuePage {
    pub cases: Vec<Case>,
    /// How many match the filter on all pages.
    pub matching: u64,
    /// What they are together.
    pub sum: CaseSum,
    /// How many of them stand before this page, as far as the list is as it was on the page that led here.
    pub before: u64,
    /// Where the page before this one ends, unless this is the first.
    pub previous: Option<Turn>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Turn>,
    /// How many servers wait of each kind, whatever is shown.
    pub counts: CaseCounts,
}

/// The page of a list at that turn, or its first: also when nobody stands at that turn any more, or less than a whole page before it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn page(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    turn: Option<&Turn>,
    now: Millis,
) -> Result<QueuePage, StoreError> {
    // Each of the two looks at every waiting server: side by side they take as long as one.
    let (listed, (counts, sum)) =
        tokio::try_join!(listed(db, site, filter, order, turn, now), sums(db, site, filter, now))?;
    let Listed { places, before, previous, next } = listed;
    let domains: Vec<Domain> = places.into_iter().map(|place| Domain::from_database(place.domain)).collect();
    Ok(QueuePage {
        cases: cases::named(db, site, &domains).await?,
        matching: sum.servers,
        sum,
        counts,
        before,
        previous,
        next,
    })
}

/// How many servers wait.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn count(db: &Db, site: SiteId, now: Millis) -> Result<u64, StoreError> {
    let mut question = Question::to(site, now);
    question.ask("count(*)");
    let count: i64 = on_db!(read db, pool => bound!(query_scalar, question).fetch_one(pool).await)
        .map_err(asking("queue::count"))?;
    Ok(unsigned(count))
}

/// Every server of a list, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn domains(db: &Db, site: SiteId, filter: &CaseFilter, now: Millis) -> Result<Vec<Domain>, StoreError> {
    let mut question = Question::about("c.domain", site, filter, now);
    question.sql += " ORDER BY c.domain";
    let names: Vec<String> = on_db!(read db, pool => bound!(query_scalar, question).fetch_all(pool).await)
        .map_err(asking("queue::domains"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}
