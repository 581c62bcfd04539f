//! Options of `check`.

use clap::Args;

/// How the findings are printed.
#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Print one JSON document instead of lines.
    #[arg(long)]
    pub(crate) json: bool,
}
