//! Options of `operator`.

use clap::{Args, Subcommand};
use model::Role;

/// What is done about operators.
#[derive(Debug, Args)]
pub(crate) struct OperatorOptions {
    #[command(subcommand)]
    pub(crate) command: OperatorCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Let a person sign in. The password is read from standard input, or asked for on a terminal.
    Add {
        /// The name to sign in with.
        name: String,
        /// What the person may do: visitor (look), moderator (also run jobs and decide), caretaker (also configure).
        #[arg(long, default_value = "caretaker")]
        role: Role,
    },
}
