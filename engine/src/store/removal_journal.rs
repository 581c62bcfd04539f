//! The removal journal: files that are about to lose their owner, or lost it and are still to be removed.

use std::collections::BTreeSet;

use async_trait::async_trait;
use mastodon::files::{FileOutcome, FileOwner, FileResult, Files, StoredFile};
use mastodon::journal::{Journal, JournalError};
use model::stuck_file::{StuckFile, StuckFiles};
use model::{Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::counts::{self, Count, Counts};
use super::damage::Reading;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use crate::clock::Clock;

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
    pub clock: Clock,
}

/// A file whose entry is still open, with the run that opened it.
#[derive(Clone, Debug)]
pub struct OpenEntry {
    pub id: i64,
    pub run: RunId,
    /// Nothing when the entry cannot be read.
    pub file: Option<StoredFile>,
}

/// Up to `limit` open entries of a site that no run is working on, by id. Those of a run that is at work elsewhere are its own: it has
/// opened them and may be about to let go of their columns. `own` is the run that asks.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn open_entries(
    db: &Db,
    site: SiteId,
    own: &RunId,
    after: i64,
    limit: u32,
    now: Millis,
) -> Result<Vec<OpenEntry>, StoreError> {
    const SQL: &str = "SELECT id, run_id, file FROM removal_journal WHERE site_id = $1 AND id > $2
        AND run_id NOT IN (SELECT id FROM runs WHERE state = 'running' AND id <> $3 AND lease_until > $4)
        ORDER BY id LIMIT $5";
    let rows: Vec<(i64, String, String)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(after).bind(own.as_str()).bind(now.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("removal_journal::open_entries"))?;
    let entry = |(id, run, file): (i64, String, String)| OpenEntry {
        id,
        run: RunId::from_database(run),
        file: Reading::of(&id).part("removal_journal.file", serde_json::from_str(&file)),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Notes that an entry cannot be read: its file stays where it is, and the entry is shown with
/// those that could not be settled.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn note_damaged(db: &Db, id: i64, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE removal_journal SET tries = tries + 1, tried_at = $2, reason = 'damaged' WHERE id = $1";
    on_db!(db, pool => sqlx::query(SQL).bind(id).bind(now.0).execute(pool).await.map(|_| ()))
        .map_err(asking("removal_journal::note_damaged"))
}

/// Entries whose file could not be removed when it was tried, the latest first.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn stuck(db: &Db, site: SiteId, limit: u32) -> Result<StuckFiles, StoreError> {
    const COUNT: &str = "SELECT count(*) FROM removal_journal WHERE site_id = $1 AND tries > 0";
    const SOME: &str = "SELECT owner, owner_id, file_name, coalesce(reason, ''), tries, coalesce(tried_at, 0)
        FROM removal_journal WHERE site_id = $1 AND tries > 0 ORDER BY tried_at DESC, id LIMIT $2";
    let count: i64 = on_db!(read db, pool => sqlx::query_scalar(COUNT).bind(site.0).fetch_one(pool).await)
        .map_err(asking("removal_journal::stuck"))?;
    let some: Vec<(String, i64, String, String, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SOME)
        .bind(site.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("removal_journal::stuck"))?;
    let some = some.into_iter().map(|(owner, id, file, reason, tries, at)| StuckFile {
        name: format!("{owner} {id}: {file}"),
        reason,
        tries: tries.unsigned_abs(),
        tried_at: Millis(at),
    });
    Ok(StuckFiles { count: count.unsigned_abs(), some: some.collect() })
}

/// Which of these owners have a file with an open entry, whatever its name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn waiting(
    db: &Db,
    site: SiteId,
    owners: &[(FileOwner, i64)],
) -> Result<BTreeSet<(FileOwner, i64)>, StoreError> {
    let mut waiting = BTreeSet::new();
    for owners in owners.chunks(ROWS) {
        let select = format!(
            "SELECT owner, owner_id FROM removal_journal WHERE site_id = $1 AND (owner, owner_id) IN (VALUES {})",
            tuples(2, owners.len(), &["$", "CAST($ AS BIGINT)"])
        );
        let rows: Vec<(String, i64)> = on_db!(read db, pool => {
            let mut select = sqlx::query_as(AssertSqlSafe(select)).bind(site.0);
            for (owner, id) in owners {
                select = select.bind(word(*owner)).bind(id);
            }
            select.fetch_all(pool).await
        })
        .map_err(asking("removal_journal::waiting"))?;
        let known = rows.into_iter().filter_map(|(name, id)| {
            FileOwner::ALL.into_iter().find(|owner| word(*owner) == name).map(|owner| (owner, id))
        });
        waiting.extend(known);
    }
    Ok(waiting)
}

impl RunJournal {
    async fn write_open(&self, files: &[StoredFile]) -> Result<(), StoreError> {
        let measured = self.files.measure(files).await;
        let entries: Vec<_> = files.iter().zip(&measured).collect();
        in_transaction!(&self.db, "removal_journal::open", tx => {
            for entries in entries.chunks(ROWS) {
                let insert = format!(
                    "INSERT INTO removal_journal (site_id, owner, owner_id, file_name, run_id, file, objects, bytes)
                    VALUES {} ON CONFLICT (site_id, owner, owner_id, file_name) DO UPDATE SET run_id = excluded.run_id",
                    tuples(1, entries.len(), &["$"; 8])
                );
                let mut insert = sqlx::query(AssertSqlSafe(insert));
                for (file, there) in entries {
                    insert = insert
                        .bind(self.site.0)
                        .bind(word(file.owner))
                        .bind(file.owner_id)
                        .bind(&file.file_name)
                        .bind(self.run.as_str())
                        .bind(to_json(file)?)
                        .bind(to_column(there.objects))
                        .bind(to_column(there.bytes.0));
                }
                insert.execute(&mut *tx).await.map_err(asking("removal_journal::open"))?;
            }
        });
        Ok(())
    }

    /// Deletes the entries and adds what went with them to the run's counts, in one transaction. What counts is what was there when the
    /// entry was opened and is gone now: after a stop the object may have gone before. What could not be removed stays open, with its
    /// reason.
    async fn write_close(&self, outcomes: &[FileOutcome]) -> Result<(), StoreError> {
        let (mut gone, mut kept, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for outcome in outcomes {
            match &outcome.result {
                FileResult::Removed | FileResult::Absent => gone.push(&outcome.file),
                FileResult::StillOwned | FileResult::Strange => kept.push(&outcome.file),
                FileResult::Failed(reason) => failed.push((&outcome.file, reason)),
            }
        }
        in_transaction!(&self.db, "removal_journal::close", tx => {
            let mut counted = Counts::default();
            let mut owners = BTreeSet::new();
            for (files, counts) in [(&gone, true), (&kept, false)] {
                for files in files.chunks(ROWS) {
                    let delete = format!(
                        "DELETE FROM removal_journal WHERE site_id = $1 AND (owner, owner_id, file_name) IN (VALUES {})
                        RETURNING owner_id, objects, bytes",
                        tuples(2, files.len(), &["$", "CAST($ AS BIGINT)", "$"])
                    );
                    let mut delete = sqlx::query_as(AssertSqlSafe(delete)).bind(self.site.0);
                    for file in files {
                        delete = delete.bind(word(file.owner)).bind(file.owner_id).bind(&file.file_name);
                    }
                    let closed: Vec<(i64, i64, i64)> =
                        delete.fetch_all(&mut *tx).await.map_err(asking("removal_journal::close"))?;
                    for (owner, objects, bytes) in closed.into_iter().filter(|_| counts) {
                        counted.add(Count::Files, objects.unsigned_abs());
                        counted.add(Count::Bytes, bytes.unsigned_abs());
                        owners.insert(owner);
                    }
                }
            }
            for (file, reason) in failed {
                const FAILED: &str = "UPDATE removal_journal SET tries = tries + 1, tried_at = $1, reason = $2
                    WHERE site_id = $3 AND owner = $4 AND owner_id = $5 AND file_name = $6";
                sqlx::query(FAILED)
                    .bind(self.clock.now().0)
                    .bind(reason)
                    .bind(self.site.0)
                    .bind(word(file.owner))
                    .bind(file.owner_id)
                    .bind(&file.file_name)
                    .execute(&mut *tx)
                    .await
                    .map_err(asking("removal_journal::close"))?;
            }
            if self.counts_accounts {
                let finished: Vec<i64> = owners.iter().copied().collect();
                for owners_of_some in finished.chunks(ROWS) {
                    let left = format!(
                        "SELECT DISTINCT owner_id FROM removal_journal WHERE run_id = $1 AND owner_id IN (VALUES {})",
                        tuples(2, owners_of_some.len(), &["CAST($ AS BIGINT)"])
                    );
                    let mut left = sqlx::query_scalar(AssertSqlSafe(left)).bind(self.run.as_str());
                    for owner in owners_of_some {
                        left = left.bind(owner);
                    }
                    let left: Vec<i64> = left.fetch_all(&mut *tx).await.map_err(asking("removal_journal::close"))?;
                    for owner in left {
                        owners.remove(&owner);
                    }
                }
                counted.add(Count::Removed, owners.len() as u64);
                counted.add(Count::Visited, owners.len() as u64);
            }
            counts::add_all!(tx, self.run, &counted, "removal_journal::close");
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
