//! Counting what a purge of servers would touch.

use mastodon::{Mastodon, ReadError};
use model::case::Impact;
use model::{Domain, SiteId};

use crate::store::{Db, StoreError, cases};

/// Servers that are counted in one question.
pub(crate) const BATCH: usize = 20;

/// Counts what a purge of each of these servers would touch, a few at a time, and keeps it with their cases.
pub(crate) async fn count<E>(db: &Db, site: SiteId, mastodon: &Mastodon, domains: &[Domain]) -> Result<Vec<Impact>, E>
where
    E: From<ReadError> + From<StoreError>,
{
    let mut impacts = Vec::new();
    for some in domains.chunks(BATCH) {
        for (domain, impact) in mastodon::domains::impact(mastodon, some).await? {
            cases::put_impact(db, site, &domain, &impact).await?;
            impacts.push(impact);
        }
    }
    Ok(impacts)
}
