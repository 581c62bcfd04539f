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
    /// The servers below them, too, as far as Mastodon knows them; a preview names them.
    #[arg(long)]
    include_subdomains: bool,
    /// The site's blocks of these servers, too.
    #[arg(long)]
    purge_domain_blocks: bool,
}

impl PurgeDomainOptions {
    /// Whether servers below them are meant as well.
    pub(super) fn includes_subdomains(&self) -> bool {
        self.include_subdomains
    }
}

impl From<PurgeDomainOptions> for Options {
    fn from(typed: PurgeDomainOptions) -> Self {
        let mut domains = Vec::with_capacity(typed.domains.len());
        for domain in typed.domains {
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        Self { domains, domain_blocks: typed.purge_domain_blocks }
    }
}
