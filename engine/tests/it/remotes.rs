//! Questions to other servers, asked of a fediverse on loopback and of servers that say exactly what a test tells them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use engine::remotes::{Asker, Limits, Remotes, RemotesSettings, Timeouts};
use simulator::Fediverse;

use crate::support::told_server;

mod answers;
mod bodies;
mod check_now;
mod domain_check;
mod inboxes;
mod names;
mod politeness;
mod private_addresses;
mod proxies;
mod redirects;
mod routes;
mod silences;
mod simulated;
mod two_name_servers;

const LIMITS: Limits = Limits { per_origin: 2, per_address: 64, concurrency: 64 };

/// Settings that reach loopback only, know no hosts file and have a name server that nobody runs.
pub(crate) fn settings() -> RemotesSettings {
    RemotesSettings {
        allowed_private: vec![Fediverse::allowed_private_addresses().parse().expect("it is a network")],
        dns: Some(SocketAddr::from(([127, 0, 0, 1], 1))),
        hosts_file: PathBuf::from("/nonexistent/hosts"),
        timeouts: patient(),
        retry_pause: Duration::ZERO,
        ..RemotesSettings::new("Groundskeeper (+https://keeper.example/about)".to_owned())
    }
}

/// Settings that know the names of a fediverse and trust its authority.
fn settings_for(fediverse: &Fediverse) -> RemotesSettings {
    RemotesSettings { dns: Some(fediverse.dns_addr()), ca_file: Some(fediverse.ca_pem_path().to_owned()), ..settings() }
}

/// Longer than anything takes here, for what must be answered.
fn patient() -> Timeouts {
    Timeouts { connect: Duration::from_secs(30), answer: Duration::from_secs(30) }
}

/// For servers that never answer.
fn hasty() -> Timeouts {
    Timeouts { connect: Duration::from_millis(300), answer: Duration::from_millis(300) }
}

fn asker(settings: &RemotesSettings) -> Asker {
    Remotes::new(settings).expect("the settings are usable").limited(LIMITS, None)
}
