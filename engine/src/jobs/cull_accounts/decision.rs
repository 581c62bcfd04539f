//! What becomes of the accounts of one server that are gone, when all of it is asked: removed, or held for a person.

use std::collections::BTreeSet;

use model::jobs::cull_accounts::{HeardHands, HeldReason};
use model::{AccountId, CaseReason, Domain, Millis};

use super::masses::Masses;
use super::origins::Origins;
use super::proof_now::{COUNTS_MS, Proven};
use super::server::Culling;
use crate::jobs::removal::remove;
use crate::run_context::JobError;
use crate::store::condemned_accounts::{self, Condemned};
use crate::store::remembered_servers::Checked;
use crate::store::{counts, ledger, remembered_servers};

/// Accounts decided about between two checkpoints.
const BATCH: u32 = 100;

impl Culling<'_> {
    /// Removes or holds what is condemned. Returns why the server is set aside instead, if it is.
    pub(super) async fn decide(
        &self,
        domain: &Domain,
        after: AccountId,
        origins: &Origins,
    ) -> Result<Option<CaseReason>, JobError> {
        let ctx = self.ctx;
        self.check_what_was_found_before(domain, origins).await?;
        if ctx.signals.wanted() {
            // What was met last may have been us: it moves nobody.
            return Ok(None);
        }
        let (Some((sample, check)), None) = (origins.healthy(), origins.reason()) else {
            // Set aside, or nobody of it is there any more: what it said earlier moves nobody.
            condemned_accounts::set_aside(&ctx.db, &ctx.run, domain).await?;
            return Ok(origins.reason());
        };
        let remembered = remembered_servers::lookup(&ctx.db, ctx.site, domain).await?;
        let software = check.as_ref().and_then(|check| check.software.clone());
        let mut hands = HeardHands { software, actor_key: None };
        // One that a cache may have answered for has to show its key as well, and so has one whose
        // software is another: by its key it may be the same.
        let is_other = hands.compared_to(&remembered).doubt().is_some();
        if check.as_ref().is_some_and(|check| remembered.actor_key.is_none() || !check.past_caches || is_other) {
            hands.actor_key = Some(self.asker.instance_key(&sample).await);
        }
        if self.options.release.is_none()
            && let Some(reason) = hands.compared_to(&remembered).doubt()
        {
            // What it says about accounts says nothing about those we knew.
            condemned_accounts::set_aside(&ctx.db, &ctx.run, domain).await?;
            return Ok(Some(reason));
        }
        if ctx.keeps_records {
            let now = ctx.clock.now();
            let checked = check.map(|check| Checked { at: now, headers_suffice: check.headers_suffice });
            remembered_servers::remember(&ctx.db, ctx.site, domain, &hands.known(), checked, now).await?;
        }
        let mut masses = Masses::default();
        let mut proven = Proven::of(origins);
        while !ctx.signals.wanted() {
            let batch = condemned_accounts::undecided(&ctx.db, &ctx.run, domain, BATCH).await?;
            if batch.is_empty() {
                break;
            }
            let (mass, batch) = self.masses_apart(domain, batch, &mut masses).await?;
            self.hold(&mass, HeldReason::MassGone).await?;
            // Whose answer is asked for anew may be hidden by it.
            let batch = self.renewed(domain, after, batch, origins).await?;
            let batch = self.without_the_hidden(domain, after, batch, origins).await?;
            if batch.is_empty() && origins.reason().is_none() && !ctx.signals.wanted() {
                continue;
            }
            // Asking anew may take long: the server proves itself after that.
            let proven_from = ctx.clock.now();
            let doubt = self.doubt_now(domain, &sample, &remembered, &batch, &mut proven).await?;
            if ctx.signals.wanted() {
                return Ok(None);
            }
            if let Some(reason) = doubt.or(origins.reason()) {
                condemned_accounts::set_aside(&ctx.db, &ctx.run, domain).await?;
                return Ok(Some(reason));
            }
            self.remove_or_hold(batch, proven_from).await?;
            masses.count_again();
        }
        Ok(None)
    }

    /// After a stop, accounts may be condemned whose server this process has not asked yet: it is checked anew before they count.
    async fn check_what_was_found_before(&self, domain: &Domain, origins: &Origins) -> Result<(), JobError> {
        let ctx = self.ctx;
        let before = condemned_accounts::undecided(&ctx.db, &ctx.run, domain, BATCH).await?;
        if origins.is_met() || before.is_empty() {
            return Ok(());
        }
        let accounts = {
            let _turn = self.database.acquire().await;
            mastodon::accounts::of_ids(&ctx.mastodon, &ids(&before)).await?
        };
        let accounts: Vec<_> = accounts.iter().collect();
        loop {
            self.check_origins(&accounts, origins, 0, None).await?;
            if !self.may_be_us(origins) || self.may_go_on(self.connection.trust(self).await?) {
                return Ok(());
            }
            origins.forget();
        }
    }

    /// Removes a batch as far as nobody has to be asked about it and its answers still count. The
    /// proof may have waited for our own connection, and a turn at the database for other servers,
    /// both for hours: who does not count any more stays undecided, and everybody does when the
    /// proof is too old.
    async fn remove_or_hold(&self, batch: Vec<Condemned>, proven_from: Millis) -> Result<(), JobError> {
        let _turn = self.database.acquire().await;
        if !(0..COUNTS_MS).contains(&(self.ctx.clock.now().0 - proven_from.0)) {
            return Ok(());
        }
        let (batch, _) = self.by_age(batch).await?;
        let reported = self.reported(&batch).await?;
        let (held, mut free): (Vec<_>, Vec<_>) = batch.into_iter().partition(|account| reported.contains(&account.id));
        self.hold(&held, HeldReason::Reported).await?;
        let (allowed, reason) = self.budget.take(free.len());
        let over = free.split_off(allowed);
        self.hold(&over, reason).await?;
        let removed = remove(self.ctx, &free).await?;
        Ok(counts::add(&self.ctx.db, &self.ctx.run, &removed).await?)
    }

    async fn reported(&self, batch: &[Condemned]) -> Result<BTreeSet<AccountId>, JobError> {
        if self.options.remove_reported || self.options.release.is_some() {
            return Ok(BTreeSet::new());
        }
        Ok(mastodon::reports::quoting(&self.ctx.mastodon, &ids(batch)).await?)
    }

    async fn hold(&self, accounts: &[Condemned], reason: HeldReason) -> Result<(), JobError> {
        if accounts.is_empty() {
            return Ok(());
        }
        condemned_accounts::hold(&self.ctx.db, &self.ctx.run, &ids(accounts), reason).await?;
        self.note_asked(&ids(accounts)).await
    }

    /// Notes that the second look at these is made, although they stay.
    pub(super) async fn note_asked(&self, accounts: &[AccountId]) -> Result<(), JobError> {
        let ctx = self.ctx;
        match ctx.keeps_records {
            true => Ok(ledger::note_asked(&ctx.db, ctx.site, accounts, ctx.clock.now()).await?),
            false => Ok(()),
        }
    }
}

pub(super) fn ids(accounts: &[Condemned]) -> Vec<AccountId> {
    accounts.iter().map(|account| account.id).collect()
}
