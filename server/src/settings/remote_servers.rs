//! How other servers are asked.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::config_file::ConfigFile;
use crate::command_line::{DnsServer, GlobalOptions};

/// Which name server answers, and whom else to trust.
#[derive(Clone, Debug, Default)]
pub(crate) struct RemoteServers {
    /// The name server; else the system's.
    pub(crate) dns: Option<SocketAddr>,
    /// Certificates (PEM) to trust besides the system's.
    pub(crate) ca_file: Option<PathBuf>,
}

pub(super) fn read(global: &GlobalOptions, file: &mut ConfigFile) -> RemoteServers {
    let dns = file.parsed::<DnsServer>("remotes", "dns", "must be an address, such as 127.0.0.1 or 127.0.0.1:5353");
    let ca_file = file.path("remotes", "ca_file");
    let ca_file = global.ca_file.clone().or(ca_file);
    if let Some(path) = ca_file.as_ref().filter(|path| !path.is_file()) {
        file.other_fault(format!("There is no file of certificates at {}.", path.display()));
    }
    RemoteServers { dns: global.dns.or(dns).map(|dns| dns.0), ca_file }
}
