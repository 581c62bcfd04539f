//! What may be typed: one definition for parsing, `--help` and the environment variables.

mod check;
mod cull_accounts;
#[cfg(feature = "demo")]
mod demo;
mod dns;
mod global;
mod measure_storage;
mod operator;
mod purge_domain;
mod remove_profile_media;
mod restore_profile_media;
mod run;
mod serve;

use clap::{Parser, Subcommand};

pub(crate) use check::CheckOptions;
#[cfg(feature = "demo")]
pub(crate) use demo::DemoOptions;
pub(crate) use dns::DnsServer;
pub(crate) use global::GlobalOptions;
pub(crate) use operator::{OperatorCommand, OperatorOptions};
pub(crate) use run::RunOptions;
pub(crate) use serve::PanelOptions;

/// Keeps a Mastodon server tidy: vanished accounts, old profile pictures, unreachable servers.
///
/// Exit status: 0 finished, 1 failed, 2 bad arguments or settings, 3 refused (unsupported schema, already running),
/// 130 cancelled.
#[derive(Debug, Parser)]
#[command(name = "groundskeeper", version, propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the panel, with workers and schedules.
    Serve(PanelOptions),
    /// Start workers and schedules without the panel.
    Worker,
    /// Make a believable Mastodon server on this machine and start the panel on it.
    #[cfg(feature = "demo")]
    Demo(DemoOptions),
    /// Look whether everything Groundskeeper needs is there.
    Check(CheckOptions),
    /// Bring Groundskeeper's own state to this version.
    Migrate,
    /// Manage the people who may sign in.
    Operator(OperatorOptions),
    /// Run one job in the foreground.
    Run(RunOptions),
}

#[cfg(test)]
mod tests;
