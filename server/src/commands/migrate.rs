//! `migrate`: brings our own state to this version, before a service starts that may not do so itself.

use super::opening::open_state;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::say::say;
use crate::settings::Settings;

/// Opening brings the state up to date; there is nothing else to do.
pub(super) async fn migrate(settings: Settings) -> Result<Outcome, Failure> {
    open_state(&settings.state).await?.close().await;
    say(format_args!("Groundskeeper's own state at {} is up to date.", settings.state.shown()))?;
    Ok(Outcome::Finished)
}
