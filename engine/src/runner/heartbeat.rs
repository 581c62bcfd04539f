//! The heartbeat of a lease: renews it, and brings the wish to stop.

use std::sync::atomic::Ordering;

use model::RunId;

use crate::engine::Engine;
use crate::run_context::Signals;
use crate::store::StoreError;
use crate::store::runs::lease;
use crate::views::chain;

impl Engine {
    /// Beats until it is dropped. A wish to stop is passed on; a lost lease ends the run's writing
    /// at once. A run that ends gives its lease back, which a beat at the same moment may meet.
    pub(super) async fn beat(&self, run: &RunId, owner: &str, signals: &Signals) {
        // A stop wanted by a click is seen within a second or so; the lease needs far fewer beats.
        let mut every = tokio::time::interval(self.timing().poll.min(self.timing().lease / 3));
        loop {
            every.tick().await;
            let now = self.now();
            match lease::heartbeat(self.db(), run, owner, now, now.plus_ms(self.lease_ms())).await {
                Ok(beat) => {
                    if beat.stop_wanted {
                        signals.stop.cancel();
                    }
                }
                Err(StoreError::LeaseLost) if signals.ending.load(Ordering::SeqCst) => std::future::pending().await,
                Err(StoreError::LeaseLost) => {
                    signals.lost.store(true, Ordering::SeqCst);
                    return;
                }
                Err(error) => tracing::warn!(run.id = %run, error = %chain(&error), "A heartbeat failed."),
            }
        }
    }
}
