//! Removing accounts of other servers, with everything that is theirs.

mod preview;

use std::collections::BTreeSet;
use std::ops::AddAssign;

use futures::FutureExt;
use model::AccountId;

use super::{Measured, Writer, commit, remove_files, timed, write_down};
use crate::accounts::{raw, told_apart};
use crate::connect::Mastodon;
use crate::deletion::account_rows::{self, RemoveAccountRows, RowsRemoved};
use crate::deletion::media::{self, RemoveAttachments};
use crate::deletion::relations::RemoveRelations;
use crate::deletion::statuses::RemoveStatuses;
use crate::effects::{Effects, Telling};
use crate::files::{FileOwner, StoredFile};
use crate::journal::Journal;
use crate::sql;
use crate::writer::WriteError;

/// Accounts whose posts and relations are removed together. Their rows go in slices that fit into a short transaction.
const TOGETHER: usize = 200;
/// How often an account may have got something new just before its row would go.
const PATIENCE: usize = 10;

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
        let mut removed = Removed::default();
        for together in remote.chunks(TOGETHER) {
            removed += match self {
                Self::Preview(mastodon) => preview::count(mastodon, &raw(together)).await?,
                Self::Apply(mastodon) => {
                    Removal { mastodon, accounts: &raw(together), journal, telling }.apply().await?
                }
            };
        }
        Ok(removed)
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

/// Files by the row that holds them.
type Names = BTreeSet<(FileOwner, i64, String)>;

/// The removal of a few accounts.
struct Removal<'a> {
    mastodon: &'a Mastodon,
    accounts: &'a [i64],
    journal: &'a dyn Journal,
    telling: Option<Telling>,
}

impl Removal<'_> {
    async fn apply(&self) -> Result<Removed, WriteError> {
        let mut removed = Removed::default();
        let mut journaled = Vec::new();
        for _ in 0..PATIENCE {
            self.statuses(&mut removed).await?;
            self.attachments(&mut removed).await?;
            self.relations(&mut removed).await?;
            if self.rows(&mut journaled, &mut removed).await? {
                removed.media += remove_files(self.mastodon, &journaled, self.journal).await?.into();
                return Ok(removed);
            }
        }
        Err(WriteError::StillGrowing { count: self.accounts.len() })
    }

    async fn statuses(&self, removed: &mut Removed) -> Result<(), WriteError> {
        let pace = &self.mastodon.pace.statuses;
        loop {
            let size = pace.size();
            let step = RemoveStatuses { accounts: self.accounts, size, telling: self.telling };
            let (slice, took) = timed(self.mastodon, &step)
                .await
                .map_err(|source| WriteError::RemoveStatuses { count: self.accounts.len(), source })?;
            pace.learn(size, took, slice.full);
            removed.statuses += slice.statuses;
            removed.boosts_by_members += slice.boosts_by_members;
            self.tell(&slice.effects, removed).await;
            if slice.finished {
                return Ok(());
            }
        }
    }

    async fn attachments(&self, removed: &mut Removed) -> Result<(), WriteError> {
        let failed = |source| WriteError::RemoveMedia { count: self.accounts.len(), source };
        let mut after = i64::MIN;
        loop {
            let page = self.page(after).await.map_err(failed)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let ids: Vec<i64> = page.iter().map(|attachment| attachment.id).collect();
            let files: Vec<StoredFile> = page.into_iter().flat_map(|attachment| attachment.files).collect();
            write_down(&files, self.journal).await?;
            commit(self.mastodon, &RemoveAttachments { ids: &ids }).await.map_err(failed)?;
            removed.media += remove_files(self.mastodon, &files, self.journal).await?.into();
        }
    }

    async fn relations(&self, removed: &mut Removed) -> Result<(), WriteError> {
        let pace = &self.mastodon.pace.rows;
        loop {
            let size = pace.size();
            let step = RemoveRelations { accounts: self.accounts, size, telling: self.telling };
            let ((more, effects), took) = timed(self.mastodon, &step)
                .await
                .map_err(|source| WriteError::RemoveRows { count: self.accounts.len(), source })?;
            self.tell(&effects, removed).await;
            pace.learn(size, took, more);
            if !more {
                return Ok(());
            }
        }
    }

    async fn page(&self, after: i64) -> Result<Vec<media::Attachment>, sqlx::Error> {
        let mut tx = sql::reading(&self.mastodon.pool).await?;
        let page = media::after(&mut tx, &self.mastodon.catalogue, self.accounts, after).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// Sends what a committed step has to tell; that it does not arrive is only noted.
    async fn tell(&self, effects: &Effects, removed: &mut Removed) {
        if let Some(redis) = &self.mastodon.redis
            && let Err(sentence) = redis.send(effects).boxed().await
        {
            removed.untold.get_or_insert(sentence);
        }
    }

    /// Whether all rows went; not when an account has got something new. Adds to the files that are written down.
    async fn rows(&self, journaled: &mut Vec<StoredFile>, removed: &mut Removed) -> Result<bool, WriteError> {
        let count = self.accounts.len();
        let mut held = self.pictures().await.map_err(|source| WriteError::RemoveRows { count, source })?;
        held.retain(|file| !journaled.contains(file));
        write_down(&held, self.journal).await?;
        journaled.extend(held);
        let names: Names = journaled.iter().map(|f| (f.owner, f.owner_id, f.file_name.clone())).collect();
        let mut rest = self.accounts;
        while !rest.is_empty() {
            let size = usize::try_from(self.mastodon.pace.accounts.size()).unwrap_or(usize::MAX);
            let (slice, others) = rest.split_at(size.min(rest.len()));
            if !self.rows_of(slice, &names, removed).await? {
                return Ok(false);
            }
            rest = others;
        }
        Ok(true)
    }

    async fn rows_of(&self, accounts: &[i64], names: &Names, removed: &mut Removed) -> Result<bool, WriteError> {
        let failed = |source| WriteError::RemoveRows { count: accounts.len(), source };
        let pace = &self.mastodon.pace;
        loop {
            let size = pace.rows.size();
            let step = RemoveAccountRows { accounts, journaled: names, size, telling: self.telling };
            let ((rows, effects), took) = timed(self.mastodon, &step).await.map_err(failed)?;
            self.tell(&effects, removed).await;
            match rows {
                RowsRemoved::Gone(rows) => {
                    let together = accounts.len() as i64;
                    pace.accounts.learn(together, took, together >= pace.accounts.size());
                    removed.accounts += rows;
                    return Ok(true);
                }
                RowsRemoved::More => pace.rows.learn(size, took, true),
                RowsRemoved::Grown => return Ok(false),
            }
        }
    }

    async fn pictures(&self) -> Result<Vec<StoredFile>, sqlx::Error> {
        let mut tx = sql::reading(&self.mastodon.pool).await?;
        let pictures = account_rows::pictures(&mut tx, self.accounts).await?;
        tx.commit().await?;
        Ok(pictures)
    }
}
