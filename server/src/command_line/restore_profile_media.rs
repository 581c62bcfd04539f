//! Options of `run restore-profile-media`.

use clap::Args;
use model::handle::Handle;
use model::jobs::restore_profile_media::Options;

/// The options of the job as typed; their defaults are the job's own.
#[derive(Debug, Args)]
pub(super) struct RestoreProfileMediaOptions {
    /// Only these accounts, each as name@server.example; everybody when none is named.
    #[arg(value_name = "ACCOUNT")]
    handles: Vec<Handle>,
    /// Days within which a sign of life means that an account is active again.
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().active_days)]
    active_days: u32,
    /// Days after which Mastodon is asked again for a picture that did not come.
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().again_days)]
    again_days: u32,
    /// Most accounts whose pictures to ask for.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

impl From<RestoreProfileMediaOptions> for Options {
    fn from(typed: RestoreProfileMediaOptions) -> Self {
        Self {
            active_days: typed.active_days,
            handles: typed.handles.iter().map(ToString::to_string).collect(),
            again_days: typed.again_days,
            limit: typed.limit,
        }
    }
}
