//! Options of `demo`.

use std::path::PathBuf;

use clap::Args;

use super::PanelOptions;

/// How large the demo is and where it lives.
#[derive(Clone, Debug, Args)]
pub(crate) struct DemoOptions {
    /// The folder of the demo's databases and files; it is kept for the next start.
    #[arg(long, value_name = "DIR", default_value = ".demo")]
    pub(crate) demo_dir: PathBuf,

    /// Remote accounts to make at the first start [default: 20000, or 600 with --small]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub(crate) accounts: Option<u32>,

    /// Other servers to make at the first start [default: 300, or 40 with --small]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) servers: Option<u32>,

    /// A small demo, made in seconds.
    #[arg(long)]
    pub(crate) small: bool,

    #[command(flatten)]
    pub(crate) panel: PanelOptions,
}

impl DemoOptions {
    pub(crate) fn accounts(&self) -> u32 {
        self.accounts.unwrap_or(if self.small { 600 } else { 20_000 })
    }

    pub(crate) fn servers(&self) -> u32 {
        self.servers.unwrap_or(if self.small { 40 } else { 300 })
    }
}
