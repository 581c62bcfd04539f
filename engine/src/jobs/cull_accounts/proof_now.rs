//! At the moment of a removal a server proves once more, past caches, that it is well and still the one we knew.

use std::collections::BTreeSet;

use mastodon::accounts::{self, RemoteAccount};
use model::jobs::cull_accounts::{Hands, Health};
use model::time::MINUTE_MS;
use model::{AccountId, CaseReason, Domain, Millis};

use super::decision::ids;
use super::origins::{Origins, origin_of};
use super::server::Culling;
use crate::remotes::{CheckNow, KnownAccount};
use crate::run_context::JobError;
use crate::store::condemned_accounts::Condemned;

/// For so long the proof of an origin counts while its accounts are removed, in milliseconds.
pub(super) const COUNTS_MS: i64 = 10 * MINUTE_MS;
/// Accounts by which a server without an instance actor may prove that it is there.
const KNOWN: usize = 9;

/// Which origins of a server have proven themselves, and when.
#[derive(Debug)]
pub(super) struct Proven(Vec<(String, Millis)>);

impl Proven {
    /// As far as they have proven themselves already.
    pub(super) fn of(origins: &Origins) -> Self {
        Self(origins.proven())
    }

    fn counts(&self, origin: &str, now: Millis) -> bool {
        self.0.iter().any(|(proven, at)| proven == origin && (0..COUNTS_MS).contains(&(now.0 - at.0)))
    }

    fn note(&mut self, origin: String, now: Millis) {
        self.0.retain(|(proven, _)| *proven != origin);
        self.0.push((origin, now));
    }
}

impl Culling<'_> {
    /// Why nothing of a batch may be removed, if so: one of its origins is not well now, or the server's key is no longer there. What a
    /// person released is judged by the server's health alone.
    pub(super) async fn doubt_now(
        &self,
        domain: &Domain,
        home: &str,
        remembered: &Hands,
        batch: &[Condemned],
        proven: &mut Proven,
    ) -> Result<Option<CaseReason>, JobError> {
        let going: BTreeSet<AccountId> = ids(batch).into_iter().collect();
        let accounts = {
            let _turn = self.database.acquire().await;
            accounts::of_ids(&self.ctx.mastodon, &ids(batch)).await?
        };
        let mut known = None;
        for account in &accounts {
            let now = self.ctx.clock.now();
            let Some(origin) = origin_of(&account.uri).filter(|origin| !proven.counts(origin, now)) else { continue };
            let known = match &known {
                Some(known) => known,
                None => known.insert(self.known_beside(domain, &going).await?),
            };
            let there = known.iter().filter(|known| origin_of(&known.uri).as_ref() == Some(&origin));
            let there: Vec<KnownAccount> = there.cloned().map(KnownAccount::from).collect();
            let checked = self.check_now(&account.uri, &there).await?;
            if let Health::SetAside(reason) = checked.check.health {
                return Ok(Some(reason));
            }
            // Only one origin is remembered by its key.
            let doubt = checked.hands().compared_to(remembered).doubt();
            if self.options.release.is_none() && origin_of(home).as_ref() == Some(&origin) && doubt.is_some() {
                return Ok(doubt);
            }
            proven.note(origin, self.ctx.clock.now());
        }
        Ok(None)
    }

    /// Accounts of a server by which it may show itself, without those that go.
    async fn known_beside(&self, domain: &Domain, going: &BTreeSet<AccountId>) -> Result<Vec<RemoteAccount>, JobError> {
        let _turn = self.database.acquire().await;
        let known = accounts::samples(&self.ctx.mastodon, domain, KNOWN, self.ctx.clock.now()).await?;
        Ok(known.into_iter().filter(|account| !going.contains(&account.id)).collect())
    }

    /// Asks until it is known that what was met is not our own fault, or the run is asked to end:
    /// then the answer counts for nothing.
    async fn check_now(&self, sample: &str, known: &[KnownAccount]) -> Result<CheckNow, JobError> {
        loop {
            let checked = self.asker.check_domain_now(sample, known).await;
            let may_be_us = checked.check.is_silent() || self.asker.doubts_clock();
            if !may_be_us || self.may_go_on(self.connection.trust(self).await?) {
                return Ok(checked);
            }
        }
    }
}
