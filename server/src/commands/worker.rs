//! `worker`: workers and schedules without the panel.

use tokio_util::sync::CancellationToken;

use super::open_engine;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// Works until a signal comes; runs are handed back with their checkpoint.
pub(super) async fn worker(settings: Settings, stop: CancellationToken) -> Result<Outcome, Failure> {
    let engine = open_engine(&settings).await?;
    tracing::info!(site = engine.site_name(), "The worker has started.");
    engine.work(stop).await;
    engine.close().await;
    Ok(Outcome::Finished)
}
