//! Claims runs, keeps their lease, executes them and ends them.

pub(crate) mod execute;
pub(crate) mod far_leases;
pub(crate) mod foreground;
mod heartbeat;
mod outages;
mod tick;

use std::time::{Duration, Instant};

use model::time::{HOUR_MS, MINUTE_MS};
use model::{Millis, RunId};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::Engine;
use crate::lease_owner;
use crate::store::runs::lease::{self, Claimed};
use crate::store::{StoreError, sessions};
use crate::views::chain;

/// How often expired sessions and old receipts are swept.
const SWEEP_MS: i64 = MINUTE_MS;
/// For so long a worker goes on with a purge of the command line, whose process has died. Nobody
/// looks at its servers again: whoever named them was sure of them then.
const UNATTENDED_MS: i64 = HOUR_MS;

impl Engine {
    /// Works until `shutdown`: fires schedules, claims due runs and executes them, several jobs at a time, looks again at servers in
    /// trouble, and sends approved notices. On shutdown every run is handed back with its checkpoint.
    pub async fn work(&self, shutdown: CancellationToken) {
        let tracker = TaskTracker::new();
        tracker.spawn(self.clone().keep_looking(shutdown.clone()));
        if self.sends_notices() {
            tracker.spawn(self.clone().keep_sending(shutdown.clone()));
        }
        let mut swept = None;
        while !shutdown.is_cancelled() {
            if swept.is_none_or(|at: Millis| at.plus_ms(SWEEP_MS) <= self.now()) {
                swept = Some(self.now());
                self.sweep(&shutdown).await;
            }
            match self.claim_due().await {
                Ok(Some(claimed)) => {
                    let (engine, release) = (self.clone(), shutdown.child_token());
                    tracker.spawn(async move {
                        // What could not be ended is told in the log and goes on when its lease has run out.
                        let _ = engine.execute(claimed.0, claimed.1, release, CancellationToken::new()).await;
                    });
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(error = %chain(&error), "Due runs could not be looked for."),
            }
            let pause = self.jittered(self.timing().poll);
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.wake().notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    /// Deletes what has been kept long enough.
    async fn sweep(&self, shutdown: &CancellationToken) {
        if let Err(error) = sessions::delete_expired(self.db(), self.now()).await {
            tracing::warn!(error = %chain(&error), "Expired sessions could not be swept.");
        }
        if let Err(error) = self.forget_receipts(shutdown).await {
            tracing::warn!(error = %chain(&error), "Old receipts could not be swept.");
        }
    }

    /// One look: schedules that are due, leases of dead processes, then a claim.
    pub(crate) async fn claim_due(&self) -> Result<Option<(Claimed, String)>, StoreError> {
        self.fire_schedules().await?;
        self.expire_dead().await?;
        if lease::close_unattended_purges(self.db(), self.now(), UNATTENDED_MS).await? > 0 {
            tracing::warn!("A purge of the command line lay for more than an hour: it is over.");
        }
        self.claim(None).await
    }

    /// Claims a run under a name of its own, so that two runs of one process never share a lease.
    pub(crate) async fn claim(&self, only: Option<&RunId>) -> Result<Option<(Claimed, String)>, StoreError> {
        let owner = lease_owner::own_name();
        let now = self.now();
        let claimed = lease::claim(self.db(), &owner, only, now, now.plus_ms(self.lease_ms())).await?;
        Ok(claimed.map(|claimed| (claimed, owner)))
    }

    /// Ends the leases of processes of this machine that have died, so that their runs go on at
    /// once, and those that a clock which was ahead would keep for longer than a lease lasts.
    pub(crate) async fn expire_dead(&self) -> Result<(), StoreError> {
        let all = lease::held(self.db()).await?;
        self.far_leases().keep_only(&all);
        for held in all {
            if lease_owner::is_dead(&held.owner) {
                tracing::info!(run.id = %held.run, "The process at work on a run has died; the run goes on.");
                lease::expire(self.db(), &held).await?;
            } else if self.far_leases().stood_still(&held, self.now(), self.timing().lease, Instant::now()) {
                tracing::warn!(
                    run.id = %held.run,
                    "A run is held by a machine whose clock was ahead, and which is gone; the run goes on."
                );
                lease::expire(self.db(), &held).await?;
            }
        }
        Ok(())
    }

    pub(crate) fn lease_ms(&self) -> i64 {
        i64::try_from(self.timing().lease.as_millis()).unwrap_or(i64::MAX)
    }

    /// A pause with up to a fifth added, so that processes do not ask in step.
    fn jittered(&self, pause: Duration) -> Duration {
        pause.mul_f64(1.0 + rand::random::<f64>() / 5.0)
    }
}
