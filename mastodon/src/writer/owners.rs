//! Who still holds a file.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Row};

use crate::connect::Mastodon;
use crate::files::{FileOwner, StoredFile};
use crate::sql;

/// Parts these files into those that their row still holds under that name and those that nobody holds.
pub(super) async fn part(
    mastodon: &Mastodon,
    files: &[StoredFile],
) -> Result<(Vec<StoredFile>, Vec<StoredFile>), sqlx::Error> {
    let mut held = BTreeSet::new();
    let mut tx = sql::reading(&mastodon.pool).await?;
    for owner in FileOwner::ALL {
        let asked: Vec<_> = files.iter().filter(|file| file.owner == owner).collect();
        if asked.is_empty() {
            continue;
        }
        let ids: Vec<i64> = asked.iter().map(|file| file.owner_id).collect();
        let names: Vec<&str> = asked.iter().map(|file| file.file_name.as_str()).collect();
        let (table, attachment) = (owner.table(), owner.attachment());
        let select = format!(
            "SELECT held.id, held.{attachment}_file_name AS name
             FROM unnest($1::bigint[], $2::text[]) AS asked(id, name)
             JOIN {table} held ON held.id = asked.id AND held.{attachment}_file_name = asked.name"
        );
        for row in sql::query(AssertSqlSafe(select)).bind(ids).bind(names).fetch_all(&mut tx).await? {
            held.insert((owner, row.try_get::<i64, _>("id")?, row.try_get::<String, _>("name")?));
        }
    }
    tx.commit().await?;
    Ok(files.iter().cloned().partition(|f| held.contains(&(f.owner, f.owner_id, f.file_name.clone()))))
}
