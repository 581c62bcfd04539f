//! Who waits longer, because their server shows none of its accounts, or showed none at the first
//! look.

use model::jobs::cull_accounts::{may_hide, was_hidden};
use model::{AccountId, Domain};

use super::asking::Page;
use super::decision::ids;
use super::origins::Origins;
use super::server::Culling;
use crate::run_context::JobError;
use crate::store::condemned_accounts::Condemned;
use crate::store::counts::Count;
use crate::store::{ledger, remembered_servers, vanishings};

impl Culling<'_> {
    /// Those of a batch that their server does not hide. The others are let go: they stay seen to
    /// be gone, and a later run looks again.
    pub(super) async fn without_the_hidden(
        &self,
        domain: &Domain,
        after: AccountId,
        batch: Vec<Condemned>,
        origins: &Origins,
    ) -> Result<Vec<Condemned>, JobError> {
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        let shown_at = remembered_servers::shown_at(&ctx.db, ctx.site, domain).await?;
        let (hidden, batch): (Vec<_>, Vec<_>) = if origins.shows_accounts() {
            let known = ledger::known(&ctx.db, ctx.site, &ids(&batch), (now.plus_ms(1), now)).await?;
            let first = |account: &Condemned| known.sightings.get(&account.id).copied();
            let options = &self.judging;
            batch.into_iter().partition(|account| was_hidden(account.status, first(account), shown_at, options, now))
        } else {
            let noted = vanishings::noted(&ctx.db, ctx.site, &ids(&batch)).await?;
            let asked_at = ledger::asked_at(&ctx.db, ctx.site, &ids(&batch)).await?;
            let is_hidden = |account: &Condemned| {
                let since = noted.get(&account.id).copied().unwrap_or(now);
                let seen = (since, asked_at.get(&account.id).copied());
                may_hide(account.status, seen, shown_at, &self.judging, now)
            };
            batch.into_iter().partition(is_hidden)
        };
        if !hidden.is_empty() {
            let mut page = Page { spared: ids(&hidden), ..Page::default() };
            for count in [Count::SecondLook, Count::Visited] {
                page.counts.add(count, hidden.len() as u64);
            }
            self.checkpoint(domain, after, None, None, origins, &page).await?;
            self.note_asked(&ids(&hidden)).await?;
        }
        Ok(batch)
    }
}
