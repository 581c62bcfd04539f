//! The list of servers that wait for a decision: filtered, ordered and paged by the database, so that it may be of any length.

mod question;
mod sums;

use model::case::{CaseCounts, CaseFilter, CaseSum, Order, PER_PAGE, Place, Turn};
use model::{Case, Domain, Millis, SiteId};

use super::cases;
use super::db::{Db, StoreError, asking, on_db};
pub(crate) use question::ASKED_ABOUT;
use question::{NOTICED, PURGE, Question, Value, bound};
use sums::{counted, groups, sum_of_groups, unsigned};
pub use sums::{counts, sum};

/// What an order compares, each under the name in [`compared`].
fn keys(order: Order) -> String {
    match order {
        Order::Easiest => format!(
            "CAST(1 - {PURGE} AS BIGINT) AS a, CAST({NOTICED} AS BIGINT) AS b, c.members_following AS c, c.silent_since AS d"
        ),
        Order::Largest => "-c.media AS a".to_owned(),
        Order::Longest => "c.silent_since AS a".to_owned(),
    }
}

fn compared(order: Order) -> &'static [&'static str] {
    match order {
        Order::Easiest => &["a", "b", "c", "d", "domain"],
        Order::Largest | Order::Longest => &["a", "domain"],
    }
}

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
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn page(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    mut turn: Option<&Turn>,
    now: Millis,
) -> Result<QueuePage, StoreError> {
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let mut places = places(db, site, filter, order, turn, now).await?;
    let nobody_is_there = match turn {
        None => false,
        Some(Turn::After(_)) => places.is_empty(),
        Some(Turn::Before(_)) => places.len() <= per_page,
    };
    if nobody_is_there {
        turn = None;
        places = self::places(db, site, filter, order, None, now).await?;
    }
    let more = places.len() > per_page;
    places.truncate(per_page);
    let backwards = matches!(turn, Some(Turn::Before(_)));
    if backwards {
        places.reverse();
    }
    let before = turn.map_or(0, Turn::before);
    for (place, nth) in places.iter_mut().zip(before..) {
        place.nth = nth;
    }
    let domains: Vec<Domain> = places.iter().map(|place| Domain::from_database(place.domain.clone())).collect();
    let groups = groups(db, site, now).await?;
    let sum = match sum_of_groups(&groups, filter) {
        Some(sum) => sum,
        None => sum(db, site, filter, now).await?,
    };
    Ok(QueuePage {
        cases: cases::named(db, site, &domains).await?,
        matching: sum.servers,
        sum,
        counts: counted(&groups),
        before,
        previous: places.first().filter(|_| turn.is_some()).cloned().map(Turn::Before),
        next: places.last().filter(|_| more || backwards).cloned().map(Turn::After),
    })
}

/// One place more than a page has, from the turn on; those before a place backwards. They are not numbered yet.
async fn places(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    turn: Option<&Turn>,
    now: Millis,
) -> Result<Vec<Place>, StoreError> {
    let mut question = Question::about(&format!("{}, c.domain", keys(order)), site, filter, now);
    let names = compared(order);
    let kept: [&str; 4] = std::array::from_fn(|nth| match names[nth.min(names.len() - 1)] {
        name if nth + 1 < names.len() => name,
        _ => "CAST(0 AS BIGINT)",
    });
    question.sql = format!("SELECT {}, domain FROM ({}) listed", kept.join(", "), question.sql);
    let (place, compares, way) = match turn {
        None => (None, "", "ASC"),
        Some(Turn::After(place)) => (Some(place), ">", "ASC"),
        Some(Turn::Before(place)) => (Some(place), "<", "DESC"),
    };
    if let Some(place) = place {
        let mut at: Vec<String> = place.key.into_iter().take(names.len() - 1).map(|key| question.value(key)).collect();
        at.push(question.value(place.domain.as_str()));
        question.sql += &format!(" WHERE ({}) {compares} ({})", names.join(", "), at.join(", "));
    }
    let ways: Vec<String> = names.iter().map(|name| format!("{name} {way}")).collect();
    question.sql += &format!(" ORDER BY {} LIMIT {}", ways.join(", "), PER_PAGE + 1);
    let rows: Vec<(i64, i64, i64, i64, String)> =
        on_db!(read db, pool => bound!(query_as, question).fetch_all(pool).await).map_err(asking("queue::places"))?;
    Ok(rows.into_iter().map(|(a, b, c, d, domain)| Place { key: [a, b, c, d], nth: 0, domain }).collect())
}

/// How many servers wait.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn count(db: &Db, site: SiteId, now: Millis) -> Result<u64, StoreError> {
    let question = Question::about_all("count(*)", site, now);
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
