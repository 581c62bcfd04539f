//! Asking about a page of accounts, and judging each.

use std::net::IpAddr;

use futures::{FutureExt, StreamExt, stream};
use mastodon::accounts::RemoteAccount;
use model::jobs::cull_accounts::{Health, KeepReason, Verdict, judge};
use model::{AccountId, Answer, Millis};

use super::origins::{Origins, origin_of};
use super::server::Culling;
use crate::jobs::removal::condemned;
use crate::remotes::Probe;
use crate::run_context::JobError;
use crate::store::condemned_accounts::Condemned;
use crate::store::counts::{Count, Counts};
use crate::store::ledger;

/// So many accounts to ask about that a server is asked first whether headers alone are enough.
const MANY: u64 = 20;

/// What one page brought.
#[derive(Default)]
pub(super) struct Page {
    pub confirmed: Vec<AccountId>,
    pub sighted: Vec<AccountId>,
    pub condemned: Vec<Condemned>,
    /// Accounts about which their server said something.
    pub asked: u64,
    pub counts: Counts,
}

impl Culling<'_> {
    /// The accounts of a page that the ledger has not confirmed, and when those seen to be gone were first seen so.
    pub(super) async fn known(&self, page: &[RemoteAccount]) -> Result<ledger::Known, JobError> {
        let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let since = self.confirmed_since.unwrap_or(Millis(i64::MAX));
        Ok(ledger::known(&self.ctx.db, self.ctx.site, &ids, since).await?)
    }

    /// Asks about those of a page that are not confirmed, and judges each.
    pub(super) async fn ask(
        &self,
        page: &[RemoteAccount],
        known: &ledger::Known,
        origins: &Origins,
        ahead: u64,
    ) -> Page {
        let unconfirmed: Vec<_> = page.iter().filter(|account| !known.confirmed.contains(&account.id)).collect();
        self.check_origins(&unconfirmed, origins, ahead).await;
        let per_origin = usize::try_from(self.options.per_origin.max(1)).unwrap_or(1);
        let questions: Vec<_> = unconfirmed
            .into_iter()
            .map(|account| async move { (account, self.answer(account, origins).await) }.boxed())
            .collect();
        let answers: Vec<_> = stream::iter(questions).buffer_unordered(per_origin).collect().await;
        let mut found = Page::default();
        for (account, probe) in answers {
            let sighting = known.sightings.get(&account.id).copied();
            self.judge(account, probe, sighting, &mut found);
        }
        found
    }

    fn judge(
        &self,
        account: &RemoteAccount,
        probe: Option<Probe>,
        sighting: Option<model::jobs::cull_accounts::Sighting>,
        found: &mut Page,
    ) {
        let Some(Probe { answer, proof }) = probe else {
            found.counts.add(Count::SetAside, 1);
            found.counts.add(Count::Visited, 1);
            return;
        };
        found.asked += u64::from(!matches!(answer, Answer::Silent { .. }));
        match judge(&answer, sighting, &self.judging, self.ctx.clock.now()) {
            // Counted when it is gone, or held.
            Verdict::Remove(vanished) => {
                found.condemned.push(Condemned { proof, ..condemned(account, vanished.status()) });
                return;
            }
            Verdict::SecondLook(_) => {
                found.sighted.push(account.id);
                found.counts.add(Count::SecondLook, 1);
            }
            Verdict::Keep(KeepReason::StillThere) => {
                found.confirmed.push(account.id);
                found.counts.add(Count::Confirmed, 1);
            }
            Verdict::Keep(KeepReason::NoAnswer) => found.counts.add(Count::SetAside, 1),
            Verdict::Keep(KeepReason::NoClearAnswer) => found.counts.add(Count::Unanswered, 1),
        }
        found.counts.add(Count::Visited, 1);
    }

    /// Checks every origin that is met for the first time, before any of its accounts counts.
    pub(super) async fn check_origins(&self, accounts: &[&RemoteAccount], origins: &Origins, ahead: u64) {
        for account in accounts {
            let Some(origin) = origin_of(&account.uri) else { continue };
            if origins.health(&origin).is_none() {
                let check = self.asker.check_domain(&account.uri, ahead >= MANY).await;
                origins.learn(&origin, &account.uri, check);
            }
        }
    }

    /// The answer about one account, or nothing when its origin is set aside and was not asked.
    async fn answer(&self, account: &RemoteAccount, origins: &Origins) -> Option<Probe> {
        let Some(origin) = origin_of(&account.uri) else {
            return Some(self.asker.ask(&account.uri).await);
        };
        if origins.health(&origin) != Some(Health::Healthy) {
            return None;
        }
        let mut probe = if origins.headers_suffice(&origin) {
            self.asker.glance(&account.uri).await
        } else {
            self.asker.ask(&account.uri).await
        };
        if matches!(&probe.answer, Answer::Silent { silence } if silence.may_pass()) {
            // Never from a single failed request.
            probe = self.asker.ask(&account.uri).await;
        }
        probe.answer = origins.believed(&origin, probe.answer);
        if probe.answer == Answer::NotFound
            && self.asker.is_known_by_name(&account.uri, &account.username, &account.domain).await
        {
            // The server contradicts itself: it may have moved its accounts to other addresses.
            probe.answer = Answer::SomethingElse;
        }
        origins.note(&origin, &probe);
        Some(probe)
    }

    /// The network address of the first account of a page that has one.
    pub(super) async fn address_of(&self, page: &[RemoteAccount]) -> Option<IpAddr> {
        let first = page.iter().find(|account| origin_of(&account.uri).is_some())?;
        self.asker.address_of(&first.uri).await
    }
}
