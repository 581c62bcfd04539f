//! Signs of life of a server whose purge waits: they cancel it.

use mastodon::{Mastodon, ReadError};
use model::activity::OURSELVES;
use model::{Act, CaseReason, Operator, Role};

use crate::store::activities::Activity;
use crate::store::looks::Look;
use crate::store::{Db, StoreError, waiting_room};

/// Takes a server out of the purge that waits for it, when it answers, be it that it refuses us, or has sent something since the purge was
/// ordered. What else the purge was ordered for still waits. Every look comes by here before it is written down: once it is, the purge may begin.
pub(crate) async fn cancel_purge_of_the_living<E>(db: &Db, mastodon: &Mastodon, look: &Look<'_>) -> Result<(), E>
where
    E: From<ReadError> + From<StoreError>,
{
    let Some((run, ordered_at)) = waiting_room::purge_of(db, look.site, look.domain).await? else { return Ok(()) };
    let life = match look.life {
        Some(life) => Some(life),
        None => mastodon::domains::last_life(mastodon, std::slice::from_ref(look.domain)).await?.remove(look.domain),
    };
    let sent = life.is_some_and(|life| life > ordered_at);
    // Who refuses us is there as well.
    let is_there = look.found.is_none_or(CaseReason::is_refusal);
    if !is_there && !sent {
        return Ok(());
    }
    let by = Operator { name: OURSELVES.to_owned(), role: Role::Caretaker };
    let seen = (look.found, life);
    let activity = Activity::new(look.site, look.at, &by, Act::CancelPurge, look.domain.as_str()).seeing(&seen);
    if waiting_room::cancel(db, &run, look.domain, &activity).await? {
        tracing::info!(server = %look.domain, run.id = %run, "A server whose purge waited shows signs of life: it is not purged.");
    }
    Ok(())
}
