//! Options of `run purge-domain`.

use clap::Args;
use model::Domain;
use model::jobs::purge_domain::Options;

/// The servers as typed.
#[derive(Debug, Args)]
pub(super) struct PurgeDomainOptions {
    /// The servers, each exactly as named: subdomains are other servers.
    #[arg(value_name = "DOMAIN", required = true)]
    domains: Vec<Domain>,
}

impl From<PurgeDomainOptions> for Options {
    fn from(typed: PurgeDomainOptions) -> Self {
        let mut domains = Vec::with_capacity(typed.domains.len());
        for domain in typed.domains {
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        Self { domains }
    }
}
