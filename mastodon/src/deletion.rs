//! How accounts of other servers leave the database.
//!
//! Mirrors app/services/delete_account_service.rb and batched_remove_status_service.rb with `reserve_username: false`. The order is:
//! posts with everybody's boosts of them, then attachments, then what the accounts did and what refers to them, then their rows. The
//! posts come first because PostgreSQL checks a row anew that loses two keys in one transaction.
//!
//! Differs: counters and tallies of what stays are corrected, and join rows without a foreign key do not stay behind.
//!
//! Every step is one short transaction that takes a bounded slice, may be repeated, and leaves a database that Mastodon can live with.

pub(crate) mod account_rows;
mod collections;
mod conversations;
mod counters;
pub(crate) mod delivery;
pub(crate) mod emojis;
mod leftovers;
pub(crate) mod media;
pub(crate) mod pace;
pub(crate) mod pictures;
pub(crate) mod purge;
pub(crate) mod relations;
pub(crate) mod statuses;

use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use sqlx::PgConnection;

use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::sql;

/// One short transaction.
pub(crate) trait Step: Sync {
    /// What it tells.
    type Done: Send;

    /// Does it. The transaction is ended by the caller.
    fn run(
        &self,
        connection: &mut PgConnection,
        catalogue: &Catalogue,
    ) -> impl Future<Output = Result<Self::Done, sqlx::Error>> + Send;
}

/// Runs a step in its transaction when there is room for it, again when somebody was in the way: after a deadlock, a serialization failure
/// or a lock that did not come in time. Tells how long the transaction took that was not in vain.
pub(crate) async fn timed<S: Step>(mastodon: &Mastodon, step: &S) -> Result<(S::Done, Duration), sqlx::Error> {
    // Half a minute in all.
    let patience = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(50))
        .with_max_delay(Duration::from_secs(5))
        .with_max_times(12)
        .with_jitter();
    let once = || async {
        let _place = mastodon.pace.place(&mastodon.pool, mastodon.manner).await;
        let mut tx = sql::writing(&mastodon.pool).await?;
        let begun = Instant::now();
        let done = step.run(&mut tx, &mastodon.catalogue).await?;
        tx.commit().await?;
        Ok((done, begun.elapsed()))
    };
    once.retry(patience).when(in_the_way).await
}

fn in_the_way(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("40P01" | "40001" | "55P03"))
}
