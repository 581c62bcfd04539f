//! Options of the panel, for `serve` and `demo`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use url::Url;

/// Where the panel is. What is left out comes from the config file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct PanelOptions {
    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR", env = "GROUNDSKEEPER_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,

    /// The address in people's browsers, when a proxy stands before the panel: https://…
    #[arg(long, value_name = "URL", env = "GROUNDSKEEPER_PUBLIC_URL")]
    pub(crate) public_url: Option<Url>,

    /// The folder of style sheet, scripts and fonts [default: target/site, else site beside the program or its folder]
    #[arg(long, value_name = "DIR", env = "GROUNDSKEEPER_SITE_ROOT")]
    pub(crate) site_root: Option<PathBuf>,
}
