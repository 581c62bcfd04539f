//! Where log lines go: to standard error, as much as GROUNDSKEEPER_LOG asks for.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable that names levels per module, as in `info,engine=debug`.
const VARIABLE: &str = "GROUNDSKEEPER_LOG";

/// Starts the log. `usual` holds where the variable says nothing.
pub(crate) fn start(usual: &str) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // Else a line that cannot be written is a panic, and whoever closes standard error stops a service.
        .log_internal_errors(false)
        .init();
}
