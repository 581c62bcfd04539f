//! The way of a few accounts out of the database: posts, attachments, relations, and their rows at last.

use futures::FutureExt;

use super::Removed;
use crate::connect::Mastodon;
use crate::deletion::media::{self, RemoveAttachments};
use crate::deletion::relations::RemoveRelations;
use crate::deletion::statuses::RemoveStatuses;
use crate::effects::{Effects, Telling};
use crate::files::StoredFile;
use crate::journal::Journal;
use crate::sql;
use crate::writer::{WriteError, commit, remove_files, timed, write_down};

/// How often an account may have got something new just before its row would go.
const PATIENCE: usize = 10;

/// The removal of a few accounts.
pub(super) struct Removal<'a> {
    pub(super) mastodon: &'a Mastodon,
    pub(super) accounts: &'a [i64],
    pub(super) journal: &'a dyn Journal,
    pub(super) telling: Option<Telling>,
}

impl Removal<'_> {
    pub(super) async fn apply(&self) -> Result<Removed, WriteError> {
        let mut removed = Removed::default();
        let mut journaled = Vec::new();
        for _ in 0..PATIENCE {
            self.statuses(&mut removed).await?;
            self.attachments(&mut removed).await?;
            self.relations(&mut removed).await?;
            if self.rows(&mut journaled, &mut removed).await? {
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
            if !slice.searched {
                pace.learn(size, took, slice.full);
            }
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
        loop {
            let page = self.page().await.map_err(failed)?;
            if page.is_empty() {
                return Ok(());
            }
            let ids: Vec<i64> = page.iter().map(|attachment| attachment.id).collect();
            let files: Vec<StoredFile> = page.into_iter().flat_map(|attachment| attachment.files).collect();
            write_down(self.mastodon, &files, self.journal).await?;
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

    async fn page(&self) -> Result<Vec<media::Attachment>, sqlx::Error> {
        let mut tx = sql::reading(&self.mastodon.pool).await?;
        let page = media::some(&mut tx, &self.mastodon.catalogue, self.accounts).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// Sends what a committed step has to tell; that it does not arrive is only noted.
    pub(super) async fn tell(&self, effects: &Effects, removed: &mut Removed) {
        if let Some(redis) = &self.mastodon.redis
            && let Err(sentence) = redis.send(effects).boxed().await
        {
            removed.untold.get_or_insert(sentence);
        }
    }
}
