//! Options of `run remove-profile-media`.

use clap::Args;
use model::jobs::remove_profile_media::Options;

/// The options of the job as typed; their defaults are the job's own.
#[derive(Debug, Args)]
pub(super) struct RemoveProfileMediaOptions {
    /// Days without a sign of life after which an account counts as inactive.
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().inactive_days)]
    inactive_days: u32,
    /// Leave avatars, remove only header images.
    #[arg(long)]
    headers_only: bool,
    /// Do not spare accounts that follow or are followed by somebody here.
    #[arg(long)]
    include_followed: bool,
    /// Choose exactly what `tootctl media remove --prune-profiles` chooses.
    #[arg(long)]
    tootctl_selection: bool,
    /// Most accounts whose pictures to remove.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

impl From<RemoveProfileMediaOptions> for Options {
    fn from(typed: RemoveProfileMediaOptions) -> Self {
        Self {
            inactive_days: typed.inactive_days,
            headers_only: typed.headers_only,
            include_followed: typed.include_followed,
            tootctl_selection: typed.tootctl_selection,
            limit: typed.limit,
        }
    }
}
