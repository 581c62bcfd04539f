//! Removing accounts of other servers, with everything that is theirs.

mod preview;
mod removal;
mod rows;

use std::ops::AddAssign;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use model::AccountId;

use removal::Removal;

use super::{Measured, Writer};
use crate::accounts::{raw, told_apart};
use crate::deletion::pace::SIDE_BY_SIDE;
use crate::effects::Telling;
use crate::journal::Journal;
use crate::sql;
use crate::writer::WriteError;

/// Accounts whose posts and relations are removed together. Their rows go in slices that fit into a short transaction.
const TOGETHER: usize = 200;
/// Groups of them that go side by side.
const GROUPS: usize = SIDE_BY_SIDE as usize;
/// Accounts that fill every place there is for a group.
pub const FULL: usize = TOGETHER * GROUPS;

/// What was removed, or in a preview would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    pub accounts: u64,
    /// Their posts and boosts.
    pub statuses: u64,
    /// Boosts of those posts by members: they go as well.
    pub boosts_by_members: u64,
    /// Attachments and profile pictures.
    pub media: Measured,
    /// Why Mastodon's Redis was not told of some of it, once however often. Feeds and caches then name posts that are gone, which
    /// Mastodon passes over, until they have moved on by themselves.
    pub untold: Option<String>,
}

impl AddAssign for Removed {
    fn add_assign(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.statuses += other.statuses;
        self.boosts_by_members += other.boosts_by_members;
        self.media += other.media;
        if self.untold.is_none() {
            self.untold = other.untold;
        }
    }
}

impl Writer {
    /// Removes these accounts with everything that is theirs and everything that refers to them. Ids that are not there are fine.
    ///
    /// May be stopped between any two steps: the accounts are then still there, with less, and the next call goes on. Their posts
    /// leave the feeds of members, and open pages are told.
    ///
    /// # Errors
    /// [`WriteError::LocalAccount`] and [`WriteError::Refused`] before anything is done; others leave what was done. A Redis that
    /// does not answer is no error: see [`Removed::untold`].
    pub async fn remove_accounts(&self, ids: &[AccountId], journal: &dyn Journal) -> Result<Removed, WriteError> {
        self.remove(ids, journal, Telling::of(self.mastodon(), true)).boxed().await
    }

    /// Removes accounts as a purge does: like [`Self::remove_accounts`], but feeds and open pages are left alone.
    ///
    /// Mirrors `skip_side_effects` of app/services/purge_domain_service.rb: a server has many posts, and most of them are on no page.
    ///
    /// # Errors
    /// As [`Self::remove_accounts`].
    pub async fn purge_accounts(&self, ids: &[AccountId], journal: &dyn Journal) -> Result<Removed, WriteError> {
        self.remove(ids, journal, Telling::of(self.mastodon(), false)).boxed().await
    }

    /// Its callers put it in a box: so much is waited for inside that the compiler refuses to lay out one more around it.
    async fn remove(
        &self,
        ids: &[AccountId],
        journal: &dyn Journal,
        telling: Option<Telling>,
    ) -> Result<Removed, WriteError> {
        self.allow()?;
        let remote = self.only_remote(ids).await?;
        let mut groups = Vec::new();
        for together in remote.chunks(TOGETHER) {
            groups.push(self.group(raw(together), journal, telling).boxed());
        }
        let mut side_by_side = stream::iter(groups).buffer_unordered(GROUPS);
        let mut removed = Removed::default();
        while let Some(group) = side_by_side.try_next().await? {
            removed += group;
        }
        Ok(removed)
    }

    async fn group(
        &self,
        accounts: Vec<i64>,
        journal: &dyn Journal,
        telling: Option<Telling>,
    ) -> Result<Removed, WriteError> {
        match self {
            Self::Preview(mastodon) => preview::count(mastodon, &accounts).await,
            Self::Apply(mastodon) => Removal { mastodon, accounts: &accounts, journal, telling }.apply().await,
        }
    }

    /// Those that are there, all of them of other servers.
    async fn only_remote(&self, ids: &[AccountId]) -> Result<Vec<AccountId>, WriteError> {
        let read = async {
            let mut tx = sql::reading(&self.mastodon().pool).await?;
            let told = told_apart(&mut tx, ids).await?;
            tx.commit().await?;
            Ok(told)
        };
        let (members, remote) = read.await.map_err(|source| WriteError::ReadAccounts { count: ids.len(), source })?;
        match members.first() {
            Some(member) => Err(WriteError::LocalAccount(*member)),
            None => Ok(remote),
        }
    }
}
