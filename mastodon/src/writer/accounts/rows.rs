//! The accounts' own rows, in slices of their own.

use std::collections::BTreeSet;

use super::Removed;
use super::removal::Removal;
use crate::deletion::account_rows::{self, RemoveAccountRows, RowsRemoved};
use crate::files::{FileOwner, StoredFile};
use crate::sql;
use crate::writer::{WriteError, timed, write_down};

/// Files by the row that holds them.
type Names = BTreeSet<(FileOwner, i64, String)>;

impl Removal<'_> {
    /// Whether all rows went; not when an account has got something new. Adds to the files that are written down.
    pub(super) async fn rows(
        &self,
        journaled: &mut Vec<StoredFile>,
        removed: &mut Removed,
    ) -> Result<bool, WriteError> {
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
