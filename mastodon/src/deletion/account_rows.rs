//! The rows of the accounts themselves, last of all.

use std::collections::BTreeSet;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{Step, collections, leftovers, relations, statuses};
use crate::catalogue::Catalogue;
use crate::effects::{self, Effects, Telling};
use crate::files::{FileOwner, StoredFile, row};
use crate::sql;

const PICTURES: &str = "SELECT id,
  avatar_file_name, avatar_content_type, avatar_file_size, avatar_storage_schema_version,
  header_file_name, header_content_type, header_file_size, header_storage_schema_version
FROM accounts WHERE id = ANY($1) AND domain IS NOT NULL ORDER BY id";

/// The avatars and headers of these accounts.
pub(crate) async fn pictures(c: &mut PgConnection, accounts: &[i64]) -> Result<Vec<StoredFile>, sqlx::Error> {
    files(&sql::query(PICTURES).bind(accounts).fetch_all(c).await?)
}

fn files(rows: &[PgRow]) -> Result<Vec<StoredFile>, sqlx::Error> {
    let mut files = Vec::new();
    for r in rows {
        files.extend(row::stored(r, FileOwner::AccountAvatar, true)?);
        files.extend(row::stored(r, FileOwner::AccountHeader, true)?);
    }
    Ok(files)
}

/// Removes the rows of these accounts with everything that refers to them, provided that their posts and attachments are gone and
/// their pictures are those written down.
pub(crate) struct RemoveAccountRows<'a> {
    pub(crate) accounts: &'a [i64],
    /// The pictures that are in the journal.
    pub(crate) journaled: &'a BTreeSet<(FileOwner, i64, String)>,
    /// Rows of one kind that refer to them, at most.
    pub(crate) size: i64,
    pub(crate) telling: Option<Telling>,
}

/// How it ended.
pub(crate) enum RowsRemoved {
    /// So many rows are gone.
    Gone(u64),
    /// A slice of what refers to them is gone; there is more.
    More,
    /// The accounts got something new meanwhile: a post, an attachment or a picture.
    Grown,
}

/// The same where posts expire: one look through all posts for all of the accounts.
const GROWN_OR_EXPIRED: &str = concat!(
    "SELECT EXISTS (SELECT FROM statuses WHERE account_id = ANY($1)) OR ",
    relations::any_of!("media_attachments", "account_id"),
    " AS grown"
);

const GROWN: &str = concat!(
    "SELECT ",
    relations::any_of!("statuses", "account_id"),
    " OR ",
    relations::any_of!("media_attachments", "account_id"),
    " AS grown"
);

impl Step for RemoveAccountRows<'_> {
    type Done = (RowsRemoved, Effects);

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<Self::Done, sqlx::Error> {
        let mut effects = Effects::default();
        // No post, attachment or follow can be added to an account that is locked.
        let lock = AssertSqlSafe(format!("{PICTURES} FOR UPDATE"));
        let rows = sql::query(lock).bind(self.accounts).fetch_all(&mut *c).await?;
        let locked = rows.iter().map(|row| row.try_get("id")).collect::<Result<Vec<i64>, _>>()?;
        let has_grown = if statuses::expire(catalogue) {
            sql::may_take_long(c).await?;
            GROWN_OR_EXPIRED
        } else {
            GROWN
        };
        let grown: bool = sql::query(has_grown).bind(&locked).fetch_one(&mut *c).await?.try_get("grown")?;
        let held = files(&rows)?;
        if grown || held.into_iter().any(|f| !self.journaled.contains(&(f.owner, f.owner_id, f.file_name))) {
            return Ok((RowsRemoved::Grown, effects));
        }
        if relations::any(c, catalogue, &locked).await?
            && relations::remove_slice(c, catalogue, &locked, self.size, self.telling, &mut effects).await?
        {
            return Ok((RowsRemoved::More, effects));
        }
        if let Some(telling) = self.telling {
            effects::accounts::of_rows(c, &locked, telling, &mut effects).await?;
        }
        collections::of_accounts(c, catalogue, &locked).await?;
        leftovers::of_accounts(c, catalogue, &locked).await?;
        let done = sql::query("DELETE FROM accounts WHERE id = ANY($1)").bind(&locked).execute(c).await?;
        Ok((RowsRemoved::Gone(done.rows_affected()), effects))
    }
}
