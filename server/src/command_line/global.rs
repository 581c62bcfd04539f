//! Options that may stand before or after any command.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::DnsServer;

/// Where things are. What is given here wins over the environment, which wins over the config file.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalOptions {
    /// Mastodon's own settings, usually /home/mastodon/live/.env.production.
    #[arg(long, global = true, value_name = "FILE", env = "GROUNDSKEEPER_MASTODON_ENV")]
    pub(crate) mastodon_env: Option<PathBuf>,

    /// Where Groundskeeper keeps its own state: sqlite://FILE or postgres://…
    ///
    /// Without it a file groundskeeper.db in $STATE_DIRECTORY, else in $XDG_DATA_HOME/groundskeeper, else in
    /// ~/.local/share/groundskeeper.
    #[arg(long, global = true, value_name = "URL", env = "GROUNDSKEEPER_STATE", hide_env_values = true)]
    pub(crate) state: Option<String>,

    /// Groundskeeper's own settings; config.example.toml lists them all.
    #[arg(long, global = true, value_name = "FILE", env = "GROUNDSKEEPER_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    /// The name server to ask about other servers, such as 127.0.0.1 or [::1]:5353; else the system's.
    #[arg(long, global = true, value_name = "ADDR", env = "GROUNDSKEEPER_DNS")]
    pub(crate) dns: Option<DnsServer>,

    /// A second name server, which must agree before a name is taken for missing; else the first is believed.
    #[arg(long, global = true, value_name = "ADDR", env = "GROUNDSKEEPER_SECOND_DNS")]
    pub(crate) second_dns: Option<DnsServer>,

    /// Certificates (PEM) to trust besides the system's when asking other servers.
    #[arg(long, global = true, value_name = "FILE", env = "GROUNDSKEEPER_CA_FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Where the site's own web API answers, by which members are told about a purge: https://example.social
    #[arg(long, global = true, value_name = "URL", env = "GROUNDSKEEPER_API_ADDRESS")]
    pub(crate) api_address: Option<Url>,

    /// The access token of the account that tells them, with the scope write:statuses; rather in the environment or the config file,
    /// where others on this machine don't see it.
    #[arg(long, global = true, value_name = "TOKEN", env = "GROUNDSKEEPER_API_TOKEN", hide_env_values = true)]
    pub(crate) api_token: Option<SecretString>,
}
