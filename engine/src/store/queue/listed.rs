//! Which servers stand on a page, in their order.

use model::case::{CaseFilter, Order, PER_PAGE, Place, Turn};
use model::{Millis, SiteId};

use super::question::{NOTICED, PURGE, Question, Value, bound};
use crate::store::db::{Db, StoreError, asking, on_db};

/// The places of a page, and its neighbours.
pub(super) struct Listed {
    pub(super) places: Vec<Place>,
    pub(super) before: u64,
    pub(super) previous: Option<Turn>,
    pub(super) next: Option<Turn>,
}

pub(super) async fn listed(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    mut turn: Option<&Turn>,
    now: Millis,
) -> Result<Listed, StoreError> {
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
    let previous = places.first().filter(|_| turn.is_some()).cloned().map(Turn::Before);
    let next = places.last().filter(|_| more || backwards).cloned().map(Turn::After);
    Ok(Listed { places, before, previous, next })
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
