//! How other servers are asked.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::config_file::ConfigFile;
use crate::command_line::{DnsServer, GlobalOptions};

/// Which name servers answer, and whom else to trust.
#[derive(Clone, Debug, Default)]
pub(crate) struct RemoteServers {
    /// The name server; else the system's.
    pub(crate) dns: Option<SocketAddr>,
    /// The name server that must agree before a name is taken for missing; never the same as `dns`.
    pub(crate) second_dns: Option<SocketAddr>,
    /// Certificates (PEM) to trust besides the system's.
    pub(crate) ca_file: Option<PathBuf>,
}

pub(super) fn read(global: &GlobalOptions, file: &mut ConfigFile) -> RemoteServers {
    let dns = name_server(global.dns, file, "dns");
    let second_dns = name_server(global.second_dns, file, "second_dns");
    if let Some(same) = second_dns.filter(|second| dns == Some(*second)) {
        file.other_fault(format!("The second name server must be another one than the first; both are {same}."));
    }
    let ca_file = file.path("remotes", "ca_file");
    let ca_file = global.ca_file.clone().or(ca_file);
    if let Some(path) = ca_file.as_ref().filter(|path| !path.is_file()) {
        file.other_fault(format!("There is no file of certificates at {}.", path.display()));
    }
    RemoteServers { dns, second_dns, ca_file }
}

fn name_server(typed: Option<DnsServer>, file: &mut ConfigFile, key: &'static str) -> Option<SocketAddr> {
    let written = file.parsed("remotes", key, "must be an address, such as 127.0.0.1 or 127.0.0.1:5353");
    typed.or(written).map(|DnsServer(address)| address)
}
