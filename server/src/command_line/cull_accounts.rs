//! Options of `run cull-accounts`.

use clap::{Args, value_parser};
use model::jobs::cull_accounts::Options;
use model::{Domain, RunId};

/// The options of the job as typed; their defaults are the job's own.
#[derive(Debug, Args)]
pub(super) struct CullAccountsOptions {
    /// Do not ask again about accounts confirmed within this many days.
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().confirmed_within_days)]
    confirmed_within: u32,
    /// Only this server; may be repeated.
    #[arg(long = "domain", value_name = "DOMAIN")]
    domains: Vec<Domain>,
    /// Hours between the first 410 and the look that confirms it; 0 removes at once.
    #[arg(long, value_name = "HOURS", default_value_t = Options::default().second_look_410_hours)]
    second_look_410: u32,
    /// Hours between the first 404 and the look that confirms it; 0 removes at once, as tootctl does.
    #[arg(long, value_name = "HOURS", default_value_t = Options::default().second_look_404_hours)]
    second_look_404: u32,
    /// Days for which a first look counts; a later second look begins anew.
    #[arg(long, value_name = "DAYS", default_value_t = Options::default().first_look_days, value_parser = value_parser!(u32).range(1..=3_650))]
    first_look_days: u32,
    /// Most questions at a time to one server.
    #[arg(long, value_name = "N", default_value_t = Options::default().per_origin, value_parser = value_parser!(u32).range(1..=4))]
    per_origin: u32,
    /// Most questions at a time in all.
    #[arg(long, value_name = "N", default_value_t = Options::default().concurrency, value_parser = value_parser!(u32).range(1..=4_096))]
    concurrency: u32,
    /// Most accounts to remove.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Remove accounts, too, whose posts are quoted in an unresolved report, as Mastodon does.
    #[arg(long)]
    remove_reported: bool,
    /// Only the accounts that this run held for a decision: ask once more, and remove those that are still gone.
    #[arg(long, value_name = "RUN")]
    release: Option<RunId>,
}

impl From<CullAccountsOptions> for Options {
    fn from(typed: CullAccountsOptions) -> Self {
        Self {
            confirmed_within_days: typed.confirmed_within,
            domains: typed.domains,
            second_look_410_hours: typed.second_look_410,
            second_look_404_hours: typed.second_look_404,
            first_look_days: typed.first_look_days,
            per_origin: typed.per_origin,
            concurrency: typed.concurrency,
            limit: typed.limit,
            remove_reported: typed.remove_reported,
            release: typed.release,
        }
    }
}
