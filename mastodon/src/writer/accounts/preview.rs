//! What would go with some accounts.

use sqlx::{AssertSqlSafe, Row};

use super::Removed;
use crate::connect::Mastodon;
use crate::deletion::media::{Attachment, Place};
use crate::deletion::{account_rows, media, statuses};
use crate::files::StoredFile;
use crate::sql;
use crate::writer::{Measured, WriteError, measure_files};

const POSTS: &str = "SELECT s.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM statuses WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id OFFSET 0
  ) AS s";

/// Where posts expire no index knows all of them: one look through all posts for all of the
/// accounts.
const POSTS_THAT_EXPIRE: &str = "SELECT id FROM statuses WHERE account_id = ANY($1)";

/// Boosts by members are posts of members that go with the post they repeat. Each is found from the
/// post that goes.
const COUNTS: &str = "WITH posts AS MATERIALIZED (POSTS)
SELECT
  (SELECT count(*) FROM accounts WHERE id = ANY($1)) AS accounts,
  (SELECT count(*) FROM posts) AS statuses,
  (SELECT count(*) FROM posts
   CROSS JOIN LATERAL (
     SELECT account_id FROM statuses
     WHERE reblog_of_id >= posts.id AND reblog_of_id <= posts.id ORDER BY reblog_of_id OFFSET 0
   ) AS b
   WHERE (SELECT m.domain IS NULL FROM accounts m WHERE m.id = b.account_id)) AS boosts_by_members";

/// Counts the rows and measures the files, batch by batch.
pub(super) async fn count(mastodon: &Mastodon, accounts: &[i64]) -> Result<Removed, WriteError> {
    let failed = |source| WriteError::Count { count: accounts.len(), source };
    let (mut removed, pictures) = rows(mastodon, accounts).await.map_err(failed)?;
    removed.media += Measured::from(measure_files(mastodon, &pictures).await?);
    for account in owners(mastodon, accounts).await.map_err(failed)? {
        let mut place = Some(Place::START);
        while let Some(from) = place {
            let page = attachments(mastodon, account, from).await.map_err(failed)?;
            place = from.after(&page);
            let files: Vec<StoredFile> = page.into_iter().flat_map(|attachment| attachment.files).collect();
            removed.media += Measured::from(measure_files(mastodon, &files).await?);
        }
    }
    Ok(removed)
}

async fn rows(mastodon: &Mastodon, accounts: &[i64]) -> Result<(Removed, Vec<StoredFile>), sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let posts = if statuses::expire(&mastodon.catalogue) { POSTS_THAT_EXPIRE } else { POSTS };
    let counts = AssertSqlSafe(COUNTS.replace("POSTS", posts));
    let row = sql::query(counts).bind(accounts).fetch_one(&mut tx).await?;
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

async fn owners(mastodon: &Mastodon, accounts: &[i64]) -> Result<Vec<i64>, sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let owners = media::owners(&mut tx, accounts).await?;
    tx.commit().await?;
    Ok(owners)
}

async fn attachments(mastodon: &Mastodon, account: i64, from: Place) -> Result<Vec<Attachment>, sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let page = media::after(&mut tx, &mastodon.catalogue, account, from).await?;
    tx.commit().await?;
    Ok(page)
}
