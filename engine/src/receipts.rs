//! What is known of the receipt of a purge, and who may see it: it tells what members do, so only those who may purge.

use model::receipt::{Kind, Line, Lines, MemberReceipt, Receipt};
use model::{Operator, Permission, RunId};
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::runs::read;
use crate::store::{Count, StoreError, counts, receipts};

impl Engine {
    /// The numbers of a run's receipt; they stay when its lines are deleted.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn receipt(&self, run: &RunId) -> Result<Receipt, EngineError> {
        let counts = counts::of_run(self.db(), run).await?;
        let mut lines = Lines::default();
        for kind in Kind::ALL {
            lines.add(kind, counts.get(Count::Saved(kind)));
        }
        let ended_at = read::lookup(self.db(), run).await?.and_then(|run| run.state.ended_at());
        let there = !receipts::members(self.db(), run, "", 1).await?.is_empty();
        Ok(Receipt {
            lines,
            members_following: counts.get(Count::MembersFollowing),
            kept_until: ended_at.filter(|_| there).map(|at| at.plus_ms(self.keep_receipts_ms())),
        })
    }

    /// Up to `limit` members of whom the receipt holds something, by name, after a name.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn receipt_members(
        &self,
        by: &Operator,
        run: &RunId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<MemberReceipt>, ActError> {
        Self::allow(by, Permission::Decide)?;
        Ok(receipts::members(self.db(), run, after, limit).await?)
    }

    /// Up to `limit` lines of the receipt, by member, after one.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn receipt_lines(
        &self,
        by: &Operator,
        run: &RunId,
        last: Option<&Line>,
        limit: u32,
    ) -> Result<Vec<Line>, ActError> {
        Self::allow(by, Permission::Decide)?;
        Ok(receipts::after(self.db(), run, last, limit).await?)
    }

    /// Up to `limit` lines of one kind of one member, by account or post, after one.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn receipt_of_member(
        &self,
        by: &Operator,
        run: &RunId,
        member: &str,
        kind: Kind,
        last: Option<&Line>,
        limit: u32,
    ) -> Result<Vec<Line>, ActError> {
        Self::allow(by, Permission::Decide)?;
        Ok(receipts::of_member(self.db(), run, member, kind, last, limit).await?)
    }

    /// Deletes the receipts that have been kept long enough, in short transactions.
    pub(crate) async fn forget_receipts(&self, shutdown: &CancellationToken) -> Result<(), StoreError> {
        let ended = self.now().plus_ms(-self.keep_receipts_ms());
        while !shutdown.is_cancelled() && receipts::forget(self.db(), self.site(), ended).await? {}
        Ok(())
    }

    fn keep_receipts_ms(&self) -> i64 {
        i64::try_from(self.timing().keep_receipts.as_millis()).unwrap_or(i64::MAX)
    }
}
