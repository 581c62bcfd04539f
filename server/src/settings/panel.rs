//! Where the panel is.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

use super::config_file::ConfigFile;
use crate::command_line::PanelOptions;
use crate::surroundings::Surroundings;

const SECTION: &str = "panel";
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// The panel's addresses and files.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    /// Where to listen; port 0 takes a free one.
    pub(crate) listen: SocketAddr,
    /// The address in people's browsers, when it differs.
    pub(crate) public_url: Option<Url>,
    /// The folder of style sheet, scripts and fonts.
    pub(crate) site_root: PathBuf,
    /// Proxies whose word about the visitor's address is believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
}

impl Panel {
    /// Whether browsers reach the panel by https, so that cookies can be kept to it.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

pub(super) fn read(typed: &PanelOptions, surroundings: &Surroundings, file: &mut ConfigFile) -> Panel {
    let listen = file.parsed(SECTION, "listen", "must be an address with a port, such as 127.0.0.1:3000");
    let public_url = file.parsed(SECTION, "public_url", "must be an address, such as https://tidy.example.social");
    let public_url = typed.public_url.clone().or(public_url);
    if public_url.as_ref().is_some_and(|url: &Url| !matches!(url.scheme(), "http" | "https") || !url.has_host()) {
        file.other_fault("The public address of the panel must begin with https:// or http://.".to_owned());
    }
    let site_root = file.path(SECTION, "site_root");
    let mut trusted_proxies = Vec::new();
    for text in file.texts(SECTION, "trusted_proxies") {
        match text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
            Ok(network) => trusted_proxies.push(network),
            Err(_) => file.fault(SECTION, "trusted_proxies", &format!("has “{text}”, which is no address or network")),
        }
    }
    Panel {
        listen: typed.listen.or(listen).unwrap_or(LISTEN),
        public_url,
        site_root: typed.site_root.clone().or(site_root).unwrap_or_else(|| default_site_root(surroundings)),
        trusted_proxies,
    }
}

/// Where the build leaves it, else beside the program or beside the program's folder.
fn default_site_root(surroundings: &Surroundings) -> PathBuf {
    let built = PathBuf::from("target/site");
    let folders = surroundings.program_folder.iter().flat_map(|folder| [folder.join("site"), folder.join("../site")]);
    let there = std::iter::once(built.clone()).chain(folders).find(|folder| folder.is_dir());
    there.unwrap_or(built)
}
