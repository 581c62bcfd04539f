//! The removal journal: files that are about to lose their owner, or lost it and are still to be removed.

use std::collections::BTreeSet;

use async_trait::async_trait;
use mastodon::files::{FileOutcome, FileOwner, FileResult, Files, StoredFile};
use mastodon::journal::{Journal, JournalError};
use model::{RunId, SiteId};

use super::counts::{self, Count, Counts};
use super::db::{Db, StoreError, asking, in_transaction, on_db};

/// The journal of one run: entries carry its id, and closing them adds to its counts.
#[derive(Clone, Debug)]
pub struct RunJournal {
    pub db: Db,
    pub site: SiteId,
    pub run: RunId,
    /// Where the files are, to measure them before they go.
    pub files: Files,
    /// Accounts are counted as removed when their files are closed: only for the job whose result is files.
    pub counts_accounts: bool,
}

/// A file whose entry is still open, with the run that opened it.
#[derive(Clone, Debug)]
pub struct OpenEntry {
    pub id: i64,
    pub run: RunId,
    pub file: StoredFile,
}

/// Up to `limit` open entries of a site, by id.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn open_entries(db: &Db, site: SiteId, after: i64, limit: u32) -> Result<Vec<OpenEntry>, StoreError> {
    const SQL: &str =
        "SELECT id, run_id, file FROM removal_journal WHERE site_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows: Vec<(i64, String, String)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(after).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("removal_journal::open_entries"))?;
    rows.into_iter()
        .map(|(id, run, file)| {
            Ok(OpenEntry {
                id,
                run: run.parse().map_err(|_| StoreError::Damaged("removal_journal.run_id"))?,
                file: serde_json::from_str(&file).map_err(|_| StoreError::Damaged("removal_journal.file"))?,
            })
        })
        .collect()
}

impl RunJournal {
    async fn write_open(&self, files: &[StoredFile]) -> Result<(), StoreError> {
        const SQL: &str =
            "INSERT INTO removal_journal (site_id, owner, owner_id, file_name, run_id, file, objects, bytes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (site_id, owner, owner_id, file_name) DO UPDATE SET run_id = excluded.run_id";
        let measured = self.files.measure(files).await;
        in_transaction!(&self.db, "removal_journal::open", tx => {
            for (file, there) in files.iter().zip(&measured) {
                sqlx::query(SQL)
                    .bind(self.site.0)
                    .bind(word(file.owner))
                    .bind(file.owner_id)
                    .bind(&file.file_name)
                    .bind(self.run.as_str())
                    .bind(to_json(file)?)
                    .bind(to_column(there.objects))
                    .bind(to_column(there.bytes.0))
                    .execute(&mut *tx)
                    .await
                    .map_err(asking("removal_journal::open"))?;
            }
        });
        Ok(())
    }

    /// Deletes the entries and adds what went with them to the run's counts, in one transaction. What counts is what was there when the
    /// entry was opened and is gone now: after a stop the object may have gone before.
    async fn write_close(&self, outcomes: &[FileOutcome]) -> Result<(), StoreError> {
        const DELETE: &str = "DELETE FROM removal_journal
            WHERE site_id = $1 AND owner = $2 AND owner_id = $3 AND file_name = $4 RETURNING objects, bytes";
        let mut counted = Counts::default();
        let mut owners = BTreeSet::new();
        in_transaction!(&self.db, "removal_journal::close", tx => {
            for outcome in outcomes.iter().filter(|outcome| outcome.is_settled()) {
                let there: Option<(i64, i64)> = sqlx::query_as(DELETE)
                    .bind(self.site.0)
                    .bind(word(outcome.file.owner))
                    .bind(outcome.file.owner_id)
                    .bind(&outcome.file.file_name)
                    .fetch_optional(&mut *tx)
                    .await
                    .map_err(asking("removal_journal::close"))?;
                let gone = matches!(outcome.result, FileResult::Removed | FileResult::Absent);
                if let (true, Some((objects, bytes))) = (gone, there) {
                    counted.add(Count::Files, objects.unsigned_abs());
                    counted.add(Count::Bytes, bytes.unsigned_abs());
                    owners.insert(outcome.file.owner_id);
                }
            }
            if self.counts_accounts {
                let mut finished = 0;
                for owner in &owners {
                    const LEFT: &str = "SELECT count(*) FROM removal_journal WHERE run_id = $1 AND owner_id = $2";
                    let left: i64 = sqlx::query_scalar(LEFT)
                        .bind(self.run.as_str())
                        .bind(owner)
                        .fetch_one(&mut *tx)
                        .await
                        .map_err(asking("removal_journal::close"))?;
                    finished += u64::from(left == 0);
                }
                counted.add(Count::Removed, finished);
                counted.add(Count::Visited, finished);
            }
            for (name, value) in counted.rows() {
                sqlx::query(counts::ADD)
                    .bind(self.run.as_str())
                    .bind(name)
                    .bind(value)
                    .execute(&mut *tx)
                    .await
                    .map_err(asking("removal_journal::close"))?;
            }
        });
        Ok(())
    }
}

/// The word of an owner's column in our table.
pub(crate) fn word(owner: FileOwner) -> &'static str {
    match owner {
        FileOwner::AccountAvatar => "accounts.avatar",
        FileOwner::AccountHeader => "accounts.header",
        FileOwner::MediaFile => "media_attachments.file",
        FileOwner::MediaThumbnail => "media_attachments.thumbnail",
        FileOwner::EmojiImage => "custom_emojis.image",
    }
}

fn to_column(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn to_json(file: &StoredFile) -> Result<String, StoreError> {
    serde_json::to_string(file).map_err(|_| StoreError::Damaged("removal_journal.file"))
}

#[async_trait]
impl Journal for RunJournal {
    async fn open(&self, files: &[StoredFile]) -> Result<(), JournalError> {
        self.write_open(files).await.map_err(|error| JournalError::Open(error.into()))
    }

    async fn close(&self, outcomes: &[FileOutcome]) -> Result<(), JournalError> {
        self.write_close(outcomes).await.map_err(|error| JournalError::Close(error.into()))
    }
}
