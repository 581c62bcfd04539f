//! Asking again before a removal: an answer that is too old, or older than a sign of life, removes nobody.

use std::collections::BTreeSet;

use mastodon::accounts;
use model::jobs::cull_accounts::still_counts;
use model::{AccountId, Domain};

use super::asking::Page;
use super::decision::ids;
use super::origins::Origins;
use super::server::Culling;
use crate::run_context::JobError;
use crate::store::condemned_accounts::Condemned;
use crate::store::ledger;

impl Culling<'_> {
    /// Those of a batch whose answer still counts, and the others; the caller has a turn at the
    /// database.
    pub(super) async fn by_age(&self, batch: Vec<Condemned>) -> Result<(Vec<Condemned>, Vec<Condemned>), JobError> {
        let now = self.ctx.clock.now();
        let life = accounts::last_life(&self.ctx.mastodon, &ids(&batch), now).await?;
        let counts = |account: &Condemned| still_counts(account.answered_at, life.get(&account.id).copied(), now);
        Ok(batch.into_iter().partition(counts))
    }

    /// Those of a batch that may be removed. Whose answer no longer counts is asked about again: who is there after all is confirmed, and
    /// who vanished after a sign of life begins with a first look. Nobody, when the server is set aside meanwhile.
    pub(super) async fn renewed(
        &self,
        domain: &Domain,
        after: AccountId,
        batch: Vec<Condemned>,
        origins: &Origins,
    ) -> Result<Vec<Condemned>, JobError> {
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        let (mut may_go, old) = {
            let _turn = self.database.acquire().await;
            self.by_age(batch).await?
        };
        if old.is_empty() {
            return Ok(may_go);
        }
        let left = {
            let _turn = self.database.acquire().await;
            accounts::of_ids(&ctx.mastodon, &ids(&old)).await?
        };
        let there: BTreeSet<AccountId> = left.iter().map(|account| account.id).collect();
        // Whom somebody else has removed meanwhile is recorded like the others.
        let (old, removed): (Vec<_>, Vec<_>) = old.into_iter().partition(|account| there.contains(&account.id));
        may_go.extend(removed);
        let known = ledger::known(&ctx.db, ctx.site, &ids(&old), (now.plus_ms(1), now)).await?;
        let mut found = loop {
            let found = self.ask(&left, Vec::new(), &known, origins, 0).await?;
            if !self.may_be_us(origins) || self.may_go_on(self.connection.trust(self).await?) {
                break found;
            }
            origins.forget();
        };
        if origins.reason().is_some() || ctx.signals.wanted() {
            return Ok(Vec::new());
        }
        let still: BTreeSet<AccountId> = found.condemned.iter().map(|account| account.id).collect();
        found.spared = ids(&old).into_iter().filter(|id| !still.contains(id)).collect();
        self.checkpoint(domain, after, None, None, origins, &found).await?;
        let Page { condemned, .. } = found;
        may_go.extend(condemned);
        Ok(may_go)
    }
}
