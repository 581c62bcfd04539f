//! The accounts' own rows, in slices of their own.

use std::collections::BTreeSet;

use super::Removed;
use super::removal::Removal;
use crate::deletion::account_rows::{self, RemoveAccountRows, RowsRemoved};
use crate::files::{FileOwner, StoredFile};
use crate::sql;
use crate::writer::{WriteError, remove_files, timed, write_down};

/// Files by the row that holds them.
type Names = BTreeSet<(FileOwner, i64, String)>;

impl Removal<'_> {
    /// Whether all rows went; not those of accounts that have got something new. The files of a row go right after it; those that are
    /// written down for rows that stay are left in the list.
    pub(super) async fn rows(
        &self,
        journaled: &mut Vec<StoredFile>,
        removed: &mut Removed,
    ) -> Result<bool, WriteError> {
        let count = self.accounts.len();
        let mut held = self.pictures().await.map_err(|source| WriteError::RemoveRows { count, source })?;
        held.retain(|file| !journaled.contains(file));
        write_down(self.mastodon, &held, self.journal).await?;
        journaled.extend(held);
        let names: Names = journaled.iter().map(|f| (f.owner, f.owner_id, f.file_name.clone())).collect();
        let (mut all, mut rest) = (true, self.accounts);
        while !rest.is_empty() {
            let size = usize::try_from(self.mastodon.pace.accounts.size()).unwrap_or(usize::MAX);
            let (slice, others) = rest.split_at(size.min(rest.len()));
            rest = others;
            if self.rows_of(slice, &names, removed).await? {
                let theirs = |file: &mut StoredFile| slice.contains(&file.owner_id);
                let files: Vec<_> = journaled.extract_if(.., theirs).collect();
                removed.media += remove_files(self.mastodon, &files, self.journal).await?.into();
            } else {
                all = false;
            }
        }
        Ok(all)
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
                    // That rows which were gone before took no time says nothing.
                    pace.accounts.learn(together, took, rows >= pace.accounts.size().unsigned_abs());
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
