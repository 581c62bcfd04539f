//! Signs of life of a server that is to be purged: they take it out.

use std::slice;

use mastodon::{Mastodon, ReadError};
use model::activity::{OURSELVES, subject};
use model::case::{StateSettings, spared_because};
use model::{Act, Domain, Millis, Operator, Role, SiteId};

use crate::store::activities::Activity;
use crate::store::looks::{self, Look};
use crate::store::{Db, StoreError, waiting_room};

/// Takes a server out of the purge that waits for it or is at work on others, when it answers, be it that it refuses us, or has sent something
/// since the purge was ordered. What else the purge was ordered for still waits. Every look and
/// every sign of life comes by here before it is written down: once it is, the purge may begin.
pub(crate) async fn spare_the_living(db: &Db, look: &Look<'_>) -> Result<(), StoreError> {
    let Some(standing) = waiting_room::purge_of(db, look.site, look.domain).await? else { return Ok(()) };
    let Some(because) = spared_because(look.found, look.life, standing.silent_since) else { return Ok(()) };
    let by = Operator { name: OURSELVES.to_owned(), role: Role::Caretaker };
    let seen = (look.found, look.life);
    let activity =
        Activity::new(look.site, look.at, &by, Act::CancelPurge, subject(slice::from_ref(look.domain))).seeing(&seen);
    if waiting_room::spare(db, &standing.run, look.domain, because, &activity).await? {
        tracing::info!(server = %look.domain, run.id = %standing.run, "A server that was to be purged shows signs of life: it is not purged.");
    }
    Ok(())
}

/// Writes down a sign of life without a look: it takes the server out of its purge before the server
/// is judged anew by it, because from then on it is known and no longer new.
pub(crate) async fn note_life(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    life: Option<Millis>,
    now: Millis,
    states: &StateSettings,
) -> Result<(), StoreError> {
    let found = looks::latest(db, site, domain).await?;
    spare_the_living(db, &Look { site, domain, found, life, proof: None, at: now }).await?;
    looks::rejudge(db, site, domain, life, now, states).await.map(|_| ())
}

/// The newest thing that reached us from a server.
pub(crate) async fn life_of(mastodon: &Mastodon, domain: &Domain, now: Millis) -> Result<Option<Millis>, ReadError> {
    Ok(mastodon::domains::last_life(mastodon, slice::from_ref(domain), now).await?.remove(domain))
}
