//! Saved profile pictures: the columns that hold them.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::files::{FileOwner, StoredFile};
use crate::sql;

/// Lets go of these pictures, each only if its account still holds that very file; tells which were let go.
///
/// Mirrors the columns that `Attachment#clear` empties. The address it came from stays, so that the picture can return, and
/// `updated_at` stays, because nothing about the account is new. Each account's row is written once; without a lock before, which
/// costs as much as the write, and who waits for each other in a circle is told by the database and tries again.
pub(crate) struct ClearPictures<'a> {
    pub(crate) picks: &'a [StoredFile],
}

/// What a picture leaves in the row; the last is in forks only.
const COLUMNS: &[&str] = &["file_name", "content_type", "file_size", "updated_at", "thumbhash"];
const OWNERS: [FileOwner; 2] = [FileOwner::AccountAvatar, FileOwner::AccountHeader];

impl Step for ClearPictures<'_> {
    type Done = BTreeSet<(FileOwner, i64)>;

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<Self::Done, sqlx::Error> {
        let mut picked: BTreeMap<i64, [Option<&str>; 2]> = BTreeMap::new();
        for file in self.picks {
            let names = picked.entry(file.owner_id).or_default();
            if let Some(nth) = OWNERS.iter().position(|owner| *owner == file.owner) {
                names[nth] = Some(&file.file_name);
            }
        }
        let ids: Vec<i64> = picked.keys().copied().collect();
        let names = |nth: usize| picked.values().map(|names| names[nth]).collect::<Vec<_>>();
        let text = AssertSqlSafe(clear(catalogue));
        let rows = sql::query(text).bind(ids).bind(names(0)).bind(names(1)).fetch_all(c).await?;
        let mut cleared = BTreeSet::new();
        for row in rows {
            for owner in OWNERS {
                if row.try_get(owner.attachment())? {
                    cleared.insert((owner, row.try_get("id")?));
                }
            }
        }
        Ok(cleared)
    }
}

/// Empties the columns of exactly what was picked, where the row still holds it; a row that holds nothing picked is not written. A picture
/// that had gone by itself beside one that was let go counts as let go: nobody holds its file either.
fn clear(catalogue: &Catalogue) -> String {
    let emptied = OWNERS.iter().flat_map(|owner| {
        let attachment = owner.attachment();
        COLUMNS
            .iter()
            .map(move |column| format!("{attachment}_{column}"))
            .filter(|column| catalogue.has_column("accounts", column))
            .map(move |column| {
                format!(
                    "{column} = CASE WHEN a.{attachment}_file_name = picked.{attachment} THEN NULL ELSE a.{column} END"
                )
            })
    });
    format!(
        "UPDATE accounts a SET {}
         FROM unnest($1::bigint[], $2::text[], $3::text[]) AS picked(id, avatar, header)
         WHERE a.id = picked.id AND a.domain IS NOT NULL
           AND (a.avatar_file_name = picked.avatar OR a.header_file_name = picked.header)
         RETURNING a.id, picked.avatar IS NOT NULL AND a.avatar_file_name IS NULL AS avatar,
           picked.header IS NOT NULL AND a.header_file_name IS NULL AS header",
        emptied.collect::<Vec<_>>().join(", ")
    )
}
