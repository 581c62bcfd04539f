//! What would go with some accounts.

use sqlx::Row;

use super::Removed;
use crate::connect::Mastodon;
use crate::deletion::{account_rows, media};
use crate::files::StoredFile;
use crate::sql;
use crate::writer::{Measured, WriteError};

/// Boosts by members are posts of members that go with the post they repeat.
const COUNTS: &str = "SELECT
  (SELECT count(*) FROM accounts WHERE id = ANY($1)) AS accounts,
  (SELECT count(*) FROM statuses WHERE account_id = ANY($1)) AS statuses,
  (SELECT count(*) FROM statuses s
   JOIN statuses b ON b.reblog_of_id = s.id
   JOIN accounts m ON m.id = b.account_id AND m.domain IS NULL
   WHERE s.account_id = ANY($1)) AS boosts_by_members";

/// Counts the rows and measures the files, batch by batch.
pub(super) async fn count(mastodon: &Mastodon, accounts: &[i64]) -> Result<Removed, WriteError> {
    let failed = |source| WriteError::Count { count: accounts.len(), source };
    let (mut removed, pictures) = rows(mastodon, accounts).await.map_err(failed)?;
    removed.media += Measured::from(mastodon.files.measure(&pictures).await);
    let mut after = i64::MIN;
    loop {
        let (last, files) = attachments(mastodon, accounts, after).await.map_err(failed)?;
        let Some(last) = last else { return Ok(removed) };
        after = last;
        removed.media += Measured::from(mastodon.files.measure(&files).await);
    }
}

async fn rows(mastodon: &Mastodon, accounts: &[i64]) -> Result<(Removed, Vec<StoredFile>), sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let row = sql::query(COUNTS).bind(accounts).fetch_one(&mut tx).await?;
    let pictures = account_rows::pictures(&mut tx, accounts).await?;
    tx.commit().await?;
    let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let removed = Removed {
        accounts: count("accounts")?,
        statuses: count("statuses")?,
        boosts_by_members: count("boosts_by_members")?,
        ..Removed::default()
    };
    Ok((removed, pictures))
}

async fn attachments(
    mastodon: &Mastodon,
    accounts: &[i64],
    after: i64,
) -> Result<(Option<i64>, Vec<StoredFile>), sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let page = media::after(&mut tx, &mastodon.catalogue, accounts, after).await?;
    tx.commit().await?;
    let last = page.last().map(|attachment| attachment.id);
    Ok((last, page.into_iter().flat_map(|attachment| attachment.files).collect()))
}
