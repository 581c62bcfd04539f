//! Options of `run measure-storage`.

use clap::{Args, ValueEnum};
use model::jobs::measure_storage::{Listing, Options};

/// The options of the job as typed; their defaults are the job's own.
#[derive(Debug, Args)]
pub(super) struct MeasureStorageOptions {
    /// How many servers to list by name, those of which most is stored.
    #[arg(long, value_name = "N", default_value_t = Options::default().servers)]
    servers: u32,
    /// Whether to list the storage itself as well.
    #[arg(long, value_enum, default_value_t = ListingName::Skip)]
    listing: ListingName,
    /// Most orphans to remove, in percent of the objects in Mastodon's places; where there are more, all are left.
    #[arg(
        long,
        value_name = "PERCENT",
        value_parser = clap::value_parser!(u32).range(..=100),
        default_value_t = Options::default().most_orphans_percent
    )]
    most_orphans_percent: u32,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListingName {
    /// Only the database is read.
    Skip,
    /// Every object is listed and looked for in the database.
    Compare,
    /// Then what belongs to nobody is removed.
    RemoveOrphans,
}

impl From<MeasureStorageOptions> for Options {
    fn from(typed: MeasureStorageOptions) -> Self {
        let listing = match typed.listing {
            ListingName::Skip => Listing::Skip,
            ListingName::Compare => Listing::Compare,
            ListingName::RemoveOrphans => Listing::RemoveOrphans,
        };
        Self { servers: typed.servers, listing, most_orphans_percent: typed.most_orphans_percent }
    }
}
