//! `serve`: the panel, with workers and schedules.

use tokio_util::sync::CancellationToken;

use super::open_engine;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::panel;
use crate::say::say;
use crate::settings::Settings;

/// Serves until a signal comes; that is how a service ends well.
pub(super) async fn serve(settings: Settings, stop: CancellationToken) -> Result<Outcome, Failure> {
    let engine = open_engine(&settings).await?;
    let panel = panel::listen(&settings.panel).await?;
    say(format_args!("Groundskeeper is at {}", panel.address()))?;
    if settings.panel.public_url.is_some() {
        say(format_args!("It listens on {}", panel.own_address()))?;
    }
    panel.serve(engine, stop).await?;
    Ok(Outcome::Finished)
}
