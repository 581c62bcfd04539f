//! What a purge of servers would touch, and of whom.

use mastodon::{Mastodon, ReadError};
use model::case::{Affected, Impact, StateSettings};
use model::jobs::purge_domain;
use model::{Domain, Millis, Operator, Permission, SiteId};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::looks::signs::note_life;
use crate::store::{self, Db, StoreError};

/// Servers that are counted in one question.
pub(crate) const BATCH: usize = 20;

/// Counts what a purge of each of these servers would touch, a few at a time, and keeps it with their cases, which are judged anew by what was
/// last heard of them.
pub(crate) async fn count<E>(
    db: &Db,
    site: SiteId,
    mastodon: &Mastodon,
    domains: &[Domain],
    states: &StateSettings,
    now: Millis,
) -> Result<Vec<Impact>, E>
where
    E: From<ReadError> + From<StoreError>,
{
    let mut impacts = Vec::new();
    for some in domains.chunks(BATCH) {
        let counted = mastodon::domains::impact(mastodon, some, now).await?;
        // Of a server that Mastodon no longer knows a purge would touch nothing.
        let of = |domain: &Domain| (domain.clone(), counted.get(domain).copied().unwrap_or_default());
        let some: Vec<(Domain, Impact)> = some.iter().map(of).collect();
        let known = store::impacts::put(db, site, &some, now).await?;
        for ((domain, impact), known) in some.iter().zip(known) {
            if impact.last_sign_of_life > known {
                note_life(db, site, domain, impact.last_sign_of_life, now, states).await?;
            }
        }
        impacts.extend(some.into_iter().map(|(_, impact)| impact));
    }
    Ok(impacts)
}

impl Engine {
    /// What a purge of each of these servers would touch, counted now and kept with their cases.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn impact_now(&self, domains: &[Domain]) -> Result<Vec<Impact>, EngineError> {
        count(self.db(), self.site(), &self.mastodon().await?, domains, &self.timing().states, self.now()).await
    }

    /// Members who follow somebody on that server or are followed from there, by name after that one; up to `limit`. Their names are for those
    /// who may decide.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`]; [`ActError::Engine`] when Mastodon's database cannot be read.
    pub async fn affected(
        &self,
        by: &Operator,
        server: &Domain,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Affected>, ActError> {
        Self::allow(by, Permission::Decide)?;
        let mastodon = self.mastodon().await?;
        Ok(mastodon::domains::members(&mastodon, server, after, limit).await.map_err(EngineError::from)?)
    }

    /// The same purge, of the servers below its servers as well, as far as Mastodon knows them; each once, below the one that it stands under.
    ///
    /// # Errors
    /// [`EngineError`] when Mastodon's database cannot be read.
    pub async fn with_subdomains(&self, purge: purge_domain::Options) -> Result<purge_domain::Options, EngineError> {
        let mastodon = self.mastodon().await?;
        let mut domains: Vec<Domain> = Vec::with_capacity(purge.domains.len());
        for domain in &purge.domains {
            let below = mastodon::domains::subdomains(&mastodon, domain).await?;
            for one in std::iter::once(domain.clone()).chain(below) {
                if !domains.contains(&one) {
                    domains.push(one);
                }
            }
        }
        Ok(purge_domain::Options { domains, ..purge })
    }
}
