//! Who is of which server, where no index tells (4.1, Fedibird): one pass through the accounts by
//! id serves all servers.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use model::Domain;
use sqlx::{PgPool, Row};
use tokio::sync::Mutex;

use crate::connect::Mastodon;
use crate::sql;

/// After this everything is read anew. Who has gone since is in it still, and is not found by id.
const KEPT: Duration = Duration::from_secs(3_600);
/// Rows per statement.
const ROWS: i64 = 10_000;
/// Ids are made of milliseconds, 16 bits up; a row that was made in a long transaction appears
/// after later ones.
const LATE: i64 = (10 * 60_000) << 16;
/// The same where ids are counted.
const FEW: i64 = 1_000;

const STRETCH: &str = "SELECT id, domain FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";

/// The ids of the accounts of each server, in order: 8 bytes for each account.
#[derive(Debug, Default)]
pub(crate) struct Directory(Mutex<Option<Known>>);

#[derive(Debug)]
struct Known {
    since: Instant,
    last: i64,
    ids: HashMap<Box<str>, Vec<i64>>,
}

impl Known {
    /// Adds whoever came since.
    async fn catch_up(&mut self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let late = if self.last > LATE << 8 { LATE } else { FEW };
        let mut after = self.last.saturating_sub(late);
        loop {
            let rows = sql::query(STRETCH).bind(after).bind(ROWS).read_all(pool).await?;
            for row in &rows {
                after = row.try_get("id")?;
                let Some(domain) = row.try_get::<Option<&str>, _>("domain")? else { continue };
                let ids = match self.ids.get_mut(domain) {
                    Some(ids) => ids,
                    None => self.ids.entry(domain.into()).or_default(),
                };
                if let Err(place) = ids.binary_search(&after) {
                    ids.insert(place, after);
                }
            }
            self.last = self.last.max(after);
            if (rows.len() as i64) < ROWS {
                return Ok(());
            }
        }
    }
}

/// The accounts of a server by id, after that one; nothing where an index tells.
pub(crate) async fn after(mastodon: &Mastodon, domain: &Domain, after: i64) -> Result<Option<Vec<i64>>, sqlx::Error> {
    if mastodon.catalogue.has_index("accounts", "domain") {
        return Ok(None);
    }
    let mut known = mastodon.directory.0.lock().await;
    let mut fresh = match known.take() {
        Some(fresh) if fresh.since.elapsed() < KEPT => fresh,
        _ => Known { since: Instant::now(), last: i64::MIN, ids: HashMap::new() },
    };
    fresh.catch_up(&mastodon.pool).await?;
    let ids = fresh.ids.get(domain.as_str()).map_or(&[][..], Vec::as_slice);
    let ids = ids[ids.partition_point(|id| *id <= after)..].to_vec();
    *known = Some(fresh);
    Ok(Some(ids))
}
