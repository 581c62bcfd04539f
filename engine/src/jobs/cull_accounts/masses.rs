//! Whether an account vanished with so many others of its server that a person should look.

use std::collections::BTreeMap;

use mastodon::accounts::RemoteAccount;
use model::jobs::cull_accounts::Vanishings;
use model::{AccountId, Domain, Millis};

use super::decision::ids;
use super::server::Culling;
use crate::run_context::JobError;
use crate::store::condemned_accounts::{self, Condemned};
use crate::store::vanishings;

/// For so many days what was said of an account that is held with a mass is not asked again.
pub(super) const HELD_DAYS: u32 = 56;

/// What is known of the masses of one server: whether one is gone around a moment.
#[derive(Debug, Default)]
pub(super) struct Masses {
    around: BTreeMap<Millis, bool>,
    /// Accounts of it that Mastodon knows, once they are counted.
    known: Option<u64>,
}

impl Masses {
    /// Some of its accounts are gone now: whoever asks next counts the others again.
    pub(super) fn count_again(&mut self) {
        self.known = None;
    }
}

impl Culling<'_> {
    /// Tells apart those of a batch that vanished with a mass: within a month before or after each,
    /// so many others of the server did. Who vanished long before or after a mass is none of it,
    /// and what a person releases is no mass any more.
    pub(super) async fn masses_apart(
        &self,
        domain: &Domain,
        batch: Vec<Condemned>,
        masses: &mut Masses,
    ) -> Result<(Vec<Condemned>, Vec<Condemned>), JobError> {
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        if self.options.release.is_some() {
            return Ok((Vec::new(), batch));
        }
        if ctx.keeps_records {
            vanishings::forget_old(&ctx.db, ctx.site, domain, now).await?;
        }
        let noted = vanishings::noted(&ctx.db, ctx.site, &ids(&batch)).await?;
        let (mut mass, mut others) = (Vec::new(), Vec::new());
        for account in batch {
            let since = noted.get(&account.id).copied().unwrap_or(now);
            let with = if self.is_mass_around(domain, since, masses).await? { &mut mass } else { &mut others };
            with.push(account);
        }
        Ok((mass, others))
    }

    async fn is_mass_around(&self, domain: &Domain, since: Millis, masses: &mut Masses) -> Result<bool, JobError> {
        if let Some(known) = masses.around.get(&since) {
            return Ok(*known);
        }
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        let (gone, removed) = vanishings::around(&ctx.db, ctx.site, &ctx.run, domain, since, now).await?;
        // As if nobody else were there; only then the others need counting.
        let may_be = Vanishings { known: gone.saturating_sub(removed), gone, removed }.are_a_mass();
        let is_mass =
            may_be && Vanishings { known: self.count_once(domain, masses).await?, gone, removed }.are_a_mass();
        masses.around.insert(since, is_mass);
        Ok(is_mass)
    }

    async fn count_once(&self, domain: &Domain, masses: &mut Masses) -> Result<u64, JobError> {
        if let Some(known) = masses.known {
            return Ok(known);
        }
        let _turn = self.database.acquire().await;
        let known = mastodon::domains::accounts(&self.ctx.mastodon, std::slice::from_ref(domain)).await?;
        Ok(*masses.known.insert(known.get(domain).copied().unwrap_or_default()))
    }

    /// Those of a page that one of the last culls held because a mass was gone, as they were found
    /// then. A person decides about them, and a cull that a schedule began asks about them again
    /// only every eight weeks, or when something came from them.
    pub(super) async fn held_before(&self, page: &[RemoteAccount]) -> Result<Vec<Condemned>, JobError> {
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        let those: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let since = now.days_before(HELD_DAYS);
        let held = condemned_accounts::held_with_a_mass(&ctx.db, ctx.site, &self.held_by, &those, since).await?;
        let life = self.life_of(&ids(&held)).await?;
        let is_as_before =
            |account: &Condemned| life.get(&account.id).is_none_or(|life| (*life).min(now) <= account.answered_at);
        Ok(held.into_iter().filter(is_as_before).collect())
    }
}
