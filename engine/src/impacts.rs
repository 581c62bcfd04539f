//! Counting what a purge of servers would touch.

use mastodon::{Mastodon, ReadError};
use model::case::Impact;
use model::{Domain, Millis, SiteId};

use crate::store::{Db, StoreError, cases};

/// Servers that are counted in one question.
pub(crate) const BATCH: usize = 20;

/// Counts what a purge of each of these servers would touch, a few at a time, and keeps it with their cases.
pub(crate) async fn count<E>(
    db: &Db,
    site: SiteId,
    mastodon: &Mastodon,
    domains: &[Domain],
    now: Millis,
) -> Result<Vec<Impact>, E>
where
    E: From<ReadError> + From<StoreError>,
{
    let mut impacts = Vec::new();
    for some in domains.chunks(BATCH) {
        let counted = mastodon::domains::impact(mastodon, some).await?;
        for domain in some {
            // Of a server that Mastodon no longer knows a purge would touch nothing.
            let impact = counted.get(domain).copied().unwrap_or_default();
            cases::put_impact(db, site, domain, &impact, now).await?;
            impacts.push(impact);
        }
    }
    Ok(impacts)
}
