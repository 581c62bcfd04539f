//! Saved profile pictures: the columns that hold them.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::files::{FileOwner, StoredFile};
use crate::sql;

/// Lets go of these pictures, each only if its account still holds that very file; tells which were let go.
///
/// Mirrors the columns that `Attachment#clear` empties. The address it came from stays, so that the picture can return, and
/// `updated_at` stays, because nothing about the account is new.
pub(crate) struct ClearPictures<'a> {
    pub(crate) picks: &'a [StoredFile],
}

/// What a picture leaves in the row; the last is in forks only.
const COLUMNS: &[&str] = &["file_name", "content_type", "file_size", "updated_at", "thumbhash"];

impl Step for ClearPictures<'_> {
    type Done = BTreeSet<(FileOwner, i64)>;

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<Self::Done, sqlx::Error> {
        let mut cleared = BTreeSet::new();
        for owner in [FileOwner::AccountAvatar, FileOwner::AccountHeader] {
            let picked: Vec<_> = self.picks.iter().filter(|file| file.owner == owner).collect();
            let ids: Vec<i64> = picked.iter().map(|file| file.owner_id).collect();
            let names: Vec<&str> = picked.iter().map(|file| file.file_name.as_str()).collect();
            let attachment = owner.attachment();
            let emptied = COLUMNS
                .iter()
                .map(|column| format!("{attachment}_{column}"))
                .filter(|column| catalogue.has_column("accounts", column))
                .map(|column| format!("{column} = NULL"))
                .collect::<Vec<_>>()
                .join(", ");
            let update = format!(
                "UPDATE accounts SET {emptied}
                 FROM unnest($1::bigint[], $2::text[]) AS picked(id, name)
                 WHERE accounts.id = picked.id AND accounts.domain IS NOT NULL
                   AND accounts.{attachment}_file_name = picked.name
                 RETURNING accounts.id"
            );
            for row in sql::query(AssertSqlSafe(update)).bind(ids).bind(names).fetch_all(&mut *c).await? {
                cleared.insert((owner, row.try_get("id")?));
            }
        }
        Ok(cleared)
    }
}
