//! The list of servers that wait for a decision: filtered, ordered and paged by the database, so that it may be of any length.

use model::case::{Advised, CaseCounts, CaseFilter, CaseSum, Order, PER_PAGE, People, Place, State, Turn};
use model::time::days_ms;
use model::{Bytes, Case, CaseReason, Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::cases;
use super::db::{Db, ROWS, StoreError, asking, numbered, on_db};

/// Servers about which somebody is to be asked, before any filter; `$2` is now.
const ASKED_ABOUT: &str = "FROM cases c
    WHERE c.site_id = $1 AND c.kept = 0 AND c.state IN ('silent', 'says-closed', 'probably-closed', 'long-silent', 'changed-hands')
        AND (c.wait_until IS NULL OR c.wait_until <= $2)
        AND (c.purge_run IS NULL OR NOT EXISTS (
            SELECT 1 FROM runs r WHERE r.id = c.purge_run AND r.state IN ('queued', 'running')))";
/// Mirrors `Advice::is_purge` of `Advice::of`.
const PURGE: &str =
    "CASE WHEN c.state IN ('probably-closed', 'long-silent') OR (c.state = 'says-closed' AND c.purge_from <= $2)
    THEN 1 ELSE 0 END";
const NOTICED: &str = "CASE WHEN c.members_following > 0 OR c.followers_there > 0 THEN 1 ELSE 0 END";

/// What [`CaseSum`] holds. PostgreSQL sums up to `numeric`.
const SUMS: &str = "count(*), CAST(coalesce(sum(accounts), 0) AS BIGINT), CAST(coalesce(sum(media), 0) AS BIGINT),
    CAST(coalesce(sum(members_following), 0) AS BIGINT)";
/// Where an order compares no more.
const NOTHING: &str = "CAST(0 AS BIGINT) AS b, CAST(0 AS BIGINT) AS c, CAST(0 AS BIGINT) AS d";

/// What a filter says in SQL, after [`ASKED_ABOUT`]; bound by [`bound!`] from `$3` to `$9`.
fn filtered() -> String {
    format!(
        "{ASKED_ABOUT} AND (CAST($3 AS BIGINT) IS NULL OR {PURGE} = $3) AND (CAST($4 AS TEXT) IS NULL OR c.state = $4)
            AND (CAST($5 AS TEXT) IS NULL OR c.reason = $5) AND (CAST($6 AS BIGINT) IS NULL OR {NOTICED} = $6)
            AND c.media >= $7 AND c.silent_since <= $8 AND c.domain LIKE $9 ESCAPE '!'"
    )
}

/// The first four of what [`Place`] holds.
fn keys(order: Order) -> String {
    match order {
        Order::Easiest => format!(
            "CAST(1 - {PURGE} AS BIGINT) AS a, CAST({NOTICED} AS BIGINT) AS b, c.members_following AS c, c.silent_since AS d"
        ),
        Order::Largest => format!("-c.media AS a, {NOTHING}"),
        Order::Longest => format!("c.silent_since AS a, {NOTHING}"),
    }
}

/// Binds site, now and a filter.
macro_rules! bound {
    ($sql:expr, $site:expr, $filter:expr, $now:expr) => {{
        let filter: &CaseFilter = $filter;
        $sql.bind($site.0)
            .bind($now.0)
            .bind(filter.advice.map(|advice| i64::from(advice == Advised::Purge)))
            .bind(filter.state.map(State::as_str))
            .bind(filter.reason.map(CaseReason::as_str))
            .bind(filter.people.map(|people| i64::from(people == People::Somebody)))
            .bind(signed(filter.stored.0))
            .bind($now.0.saturating_sub(days_ms(filter.silent_days)))
            .bind(like(&filter.name))
    }};
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueuePage {
    pub cases: Vec<Case>,
    /// How many match the filter on all pages.
    pub matching: u64,
    /// What they are together.
    pub sum: CaseSum,
    /// How many of them stand before this page.
    pub before: u64,
    /// Where the page before this one ends, unless this is the first.
    pub previous: Option<Turn>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Turn>,
}

/// The page of a list at that turn, or its first. A page before which less than a whole one stands is the first.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn page(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    turn: Option<&Turn>,
    now: Millis,
) -> Result<QueuePage, StoreError> {
    let mut places = places(db, site, filter, order, turn, now).await?;
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    if matches!(turn, Some(Turn::Before(_))) {
        if places.len() <= per_page {
            places = self::places(db, site, filter, order, None, now).await?;
        } else {
            places.truncate(per_page);
            places.reverse();
        }
    }
    places.truncate(per_page);
    let domains: Vec<Domain> = places.iter().map(|place| Domain::from_database(place.domain.clone())).collect();
    let (sum, before) = position(db, site, filter, order, places.first(), now).await?;
    let matching = sum.servers;
    let shown = u64::try_from(places.len()).unwrap_or(u64::MAX);
    Ok(QueuePage {
        cases: cases::named(db, site, &domains).await?,
        matching,
        sum,
        before,
        previous: places.first().filter(|_| before > 0).cloned().map(Turn::Before),
        next: places.last().filter(|_| before + shown < matching).cloned().map(Turn::After),
    })
}

/// One place more than a page has, from the turn on; those before a place backwards.
async fn places(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    turn: Option<&Turn>,
    now: Millis,
) -> Result<Vec<Place>, StoreError> {
    let (place, compares, way) = match turn {
        None => (None, ">", "ASC"),
        Some(Turn::After(place)) => (Some(place), ">", "ASC"),
        Some(Turn::Before(place)) => (Some(place), "<", "DESC"),
    };
    let sql = format!(
        "SELECT a, b, c, d, domain FROM (SELECT {}, c.domain {}) listed
        WHERE CAST($10 AS BIGINT) IS NULL OR (a, b, c, d, domain) {compares} ($10, $11, $12, $13, $14)
        ORDER BY a {way}, b {way}, c {way}, d {way}, domain {way} LIMIT $15",
        keys(order),
        filtered()
    );
    let at = place.map_or([None; 4], |place| place.key.map(Some));
    let rows: Vec<(i64, i64, i64, i64, String)> = on_db!(read db, pool => {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), site, filter, now);
        for key in at {
            query = query.bind(key);
        }
        query.bind(place.map(|place| place.domain.as_str())).bind(i64::from(PER_PAGE) + 1).fetch_all(pool).await
    })
    .map_err(asking("queue::places"))?;
    Ok(rows.into_iter().map(|(a, b, c, d, domain)| Place { key: [a, b, c, d], domain }).collect())
}

/// What all that match the filter are together, and how many of them stand before a place.
async fn position(
    db: &Db,
    site: SiteId,
    filter: &CaseFilter,
    order: Order,
    first: Option<&Place>,
    now: Millis,
) -> Result<(CaseSum, u64), StoreError> {
    let sql = format!(
        "SELECT {SUMS}, coalesce(sum(CASE WHEN (a, b, c, d, domain) < ($10, $11, $12, $13, $14) THEN 1 ELSE 0 END), 0)
        FROM (SELECT {}, c.domain, c.accounts, c.media, c.members_following {}) listed",
        keys(order),
        filtered()
    );
    let place = first.cloned().unwrap_or(Place { key: [i64::MIN; 4], domain: String::new() });
    let (servers, accounts, media, members, before): (i64, i64, i64, i64, i64) = on_db!(read db, pool => {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), site, filter, now);
        for key in place.key {
            query = query.bind(key);
        }
        query.bind(place.domain).fetch_one(pool).await
    })
    .map_err(asking("queue::position"))?;
    Ok((sum_of(servers, accounts, media, members), unsigned(before)))
}

/// How many servers wait of each kind, whatever is shown.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn counts(db: &Db, site: SiteId, now: Millis) -> Result<CaseCounts, StoreError> {
    let sql = format!(
        "SELECT c.state, c.reason, CAST({PURGE} AS BIGINT), CAST({NOTICED} AS BIGINT), count(*) {ASKED_ABOUT} GROUP BY 1, 2, 3, 4"
    );
    let rows: Vec<(String, String, i64, i64, i64)> = on_db!(read db, pool => sqlx::query_as(AssertSqlSafe(sql))
        .bind(site.0).bind(now.0).fetch_all(pool).await)
    .map_err(asking("queue::counts"))?;
    let mut counts = CaseCounts::default();
    for (state, reason, purge, noticed, n) in rows {
        let n = unsigned(n);
        counts.all += n;
        *if purge > 0 { &mut counts.purge } else { &mut counts.wait } += n;
        counts.nobody += if noticed > 0 { 0 } else { n };
        add(&mut counts.states, State::from_word(&state).ok_or(StoreError::Damaged("cases.state"))?, n);
        add(&mut counts.reasons, CaseReason::from_word(&reason).ok_or(StoreError::Damaged("cases.reason"))?, n);
    }
    counts.states.sort_unstable();
    counts.reasons.sort_unstable();
    Ok(counts)
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
    let sql = format!("SELECT {SUMS} {}", filtered());
    let (servers, accounts, media, members): (i64, i64, i64, i64) = on_db!(read db, pool =>
        bound!(sqlx::query_as(AssertSqlSafe(sql)), site, filter, now).fetch_one(pool).await)
    .map_err(asking("queue::sum"))?;
    Ok(sum_of(servers, accounts, media, members))
}

fn sum_of(servers: i64, accounts: i64, media: i64, members: i64) -> CaseSum {
    CaseSum {
        servers: unsigned(servers),
        accounts: unsigned(accounts),
        media: Bytes(unsigned(media)),
        members: unsigned(members),
    }
}

/// Every server of a list, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn domains(db: &Db, site: SiteId, filter: &CaseFilter, now: Millis) -> Result<Vec<Domain>, StoreError> {
    let sql = format!("SELECT c.domain {} ORDER BY c.domain", filtered());
    let names: Vec<String> = on_db!(read db, pool =>
        bound!(sqlx::query_scalar(AssertSqlSafe(sql)), site, filter, now).fetch_all(pool).await)
    .map_err(asking("queue::domains"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}

/// Whether somebody is asked about each of these servers now: none is back, decided about, or in the waiting room.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn holds(db: &Db, site: SiteId, domains: &[Domain], now: Millis) -> Result<bool, StoreError> {
    let mut held = 0;
    for some in domains.chunks(ROWS) {
        let sql = format!("SELECT count(*) {ASKED_ABOUT} AND c.domain IN ({})", numbered(3, some.len()));
        let count: i64 = on_db!(read db, pool => {
            let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(site.0).bind(now.0);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            query.fetch_one(pool).await
        })
        .map_err(asking("queue::holds"))?;
        held += unsigned(count);
    }
    Ok(u64::try_from(domains.len()).is_ok_and(|all| all == held))
}

/// A pattern that finds a part of a name.
fn like(part: &str) -> String {
    let escaped: String = part.chars().flat_map(|c| if "!%_".contains(c) { vec!['!', c] } else { vec![c] }).collect();
    format!("%{escaped}%")
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
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
    fn a_part_of_a_name_means_itself() {
        assert_eq!(like("a_b%c!"), "%a!_b!%c!!%");
    }
}
