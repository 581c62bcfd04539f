//! Who answered for a server when its answers made sense, to notice when somebody else does.

use std::collections::HashMap;

use model::jobs::cull_accounts::Hands;
use model::{Domain, Millis, SiteId};

use super::db::{Db, StoreError, asking, on_db};

/// Who is remembered for a server; nobody when it is new.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, site: SiteId, domain: &Domain) -> Result<Hands, StoreError> {
    const SQL: &str = "SELECT software, actor_key FROM remembered_servers WHERE site_id = $1 AND domain = $2";
    let row: Option<(Option<String>, Option<String>)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("remembered_servers::lookup"))?;
    let (software, actor_key) = row.unwrap_or_default();
    Ok(Hands { software, actor_key })
}

/// What is remembered of a whole check that found a server well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    pub at: Millis,
    /// Whether it answered by headers alone as it does in full.
    pub headers_suffice: bool,
}

/// What culls remember of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The last check that found it well.
    pub checked: Option<Checked>,
    /// What its NodeInfo last named, in lower case.
    pub software: Option<String>,
    /// When all its accounts were last asked about that wanted it.
    pub turn_at: Option<Millis>,
}

/// What is remembered of every server.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn all(db: &Db, site: SiteId) -> Result<HashMap<Domain, Remembered>, StoreError> {
    const SQL: &str =
        "SELECT domain, checked_at, headers_suffice, software, turn_at FROM remembered_servers WHERE site_id = $1";
    type Row = (String, i64, i64, Option<String>, i64);
    let rows: Vec<Row> = on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_all(pool).await)
        .map_err(asking("remembered_servers::all"))?;
    let remembered = |(domain, at, headers, software, turn_at): Row| {
        let checked = (at > 0).then_some(Checked { at: Millis(at), headers_suffice: headers > 0 });
        let turn_at = (turn_at > 0).then_some(Millis(turn_at));
        (Domain::from_database(domain), Remembered { checked, software, turn_at })
    };
    Ok(rows.into_iter().map(remembered).collect())
}

/// Notes that a server had its turn; runs inside the checkpoint's transaction. Takes site, server
/// and when.
pub(crate) const TURN: &str = "INSERT INTO remembered_servers (site_id, domain, seen_at, turn_at)
    VALUES ($1, $2, $3, $3)
    ON CONFLICT (site_id, domain) DO UPDATE SET turn_at = excluded.turn_at";

/// Remembers who answers for a server that is well; what is not known this time stays as it was,
/// also when it was last checked.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn remember(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    hands: &Hands,
    checked: Option<Checked>,
    now: Millis,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO remembered_servers
            (site_id, domain, software, actor_key, seen_at, checked_at, headers_suffice)
        VALUES ($1, $2, $3, $4, $5, coalesce($6, 0), coalesce($7, 0))
        ON CONFLICT (site_id, domain) DO UPDATE
        SET software = coalesce(excluded.software, remembered_servers.software),
            actor_key = coalesce(excluded.actor_key, remembered_servers.actor_key), seen_at = excluded.seen_at,
            checked_at = coalesce($6, remembered_servers.checked_at),
            headers_suffice = coalesce($7, remembered_servers.headers_suffice)";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(&hands.software).bind(&hands.actor_key).bind(now.0)
        .bind(checked.map(|checked| checked.at.0))
        .bind(checked.map(|checked| i64::from(checked.headers_suffice)))
        .execute(pool).await.map(|_| ()))
    .map_err(asking("remembered_servers::remember"))
}

/// Forgets when a server was last found well: it is checked before it is asked again.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_check(db: &Db, site: SiteId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE remembered_servers SET checked_at = 0
        WHERE site_id = $1 AND domain = $2 AND checked_at > 0";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).execute(pool).await.map(|_| ()))
        .map_err(asking("remembered_servers::forget_check"))
}

/// Notes that a server showed an account of its own; runs inside the checkpoint's transaction. Takes
/// site, server and when.
pub(crate) const SHOWN: &str = "INSERT INTO remembered_servers (site_id, domain, seen_at, shown_at)
    VALUES ($1, $2, $3, $3)
    ON CONFLICT (site_id, domain) DO UPDATE SET seen_at = excluded.seen_at, shown_at = excluded.shown_at";

/// When a server last showed an account of its own; no row where it never did. Takes site and
/// server.
pub(crate) const SHOWN_AT: &str =
    "SELECT shown_at FROM remembered_servers WHERE site_id = $1 AND domain = $2 AND shown_at > 0";

/// When a server last showed an account of its own; nothing where it never did.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn shown_at(db: &Db, site: SiteId, domain: &Domain) -> Result<Option<Millis>, StoreError> {
    let at: Option<i64> = on_db!(read db, pool => sqlx::query_scalar(SHOWN_AT)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("remembered_servers::shown_at"))?;
    Ok(at.map(Millis))
}

/// Forgets who answered for a server that is in other hands: a person has decided to keep it as it is now. Runs inside that transaction.
pub(crate) const FORGET: &str = "DELETE FROM remembered_servers WHERE site_id = $1 AND domain = $2
    AND EXISTS (SELECT 1 FROM cases WHERE cases.site_id = $1 AND cases.domain = $2 AND cases.reason = 'changed-hands')";
