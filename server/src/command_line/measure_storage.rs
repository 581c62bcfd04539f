//! Options of `run measure-storage`.

use clap::Args;
use model::jobs::measure_storage::Options;

/// The options of the job as typed; their defaults are the job's own.
#[derive(Debug, Args)]
pub(super) struct MeasureStorageOptions {
    /// How many servers to list by name, those of which most is stored.
    #[arg(long, value_name = "N", default_value_t = Options::default().servers)]
    servers: u32,
}

impl From<MeasureStorageOptions> for Options {
    fn from(typed: MeasureStorageOptions) -> Self {
        Self { servers: typed.servers }
    }
}
