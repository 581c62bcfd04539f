//! Saved profile pictures: `avatar_…` and `header_…` of the table `accounts`, with the signs of life around them.

mod signs;

use model::jobs::remove_profile_media::LifeSigns;
use model::{AccountId, Domain, Millis};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::accounts::raw;
use crate::connect::Mastodon;
use crate::files::{FileOwner, StoredFile, row};
use crate::read_error::ReadError;
use crate::sql;

/// An account of another server with a saved picture, and everything that tells how recently it lived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfilePictures {
    pub id: AccountId,
    pub username: String,
    pub domain: Domain,
    pub avatar: Option<StoredFile>,
    pub header: Option<StoredFile>,
    pub signs: LifeSigns,
}

const PICTURES: &str = "SELECT id, username, domain, updated_at, last_webfingered_at,
  avatar_file_name, avatar_content_type, avatar_file_size, avatar_storage_schema_version,
  header_file_name, header_content_type, header_file_size, header_storage_schema_version
FROM accounts
WHERE id > $1 AND domain IS NOT NULL
  AND (avatar_file_name <> '' OR header_file_name <> '')
  AND updated_at <= $2 AND (last_webfingered_at IS NULL OR last_webfingered_at <= $2)
ORDER BY id
LIMIT $3";

/// The next accounts with a saved picture whose row Mastodon has not touched since that moment, by id.
///
/// They are candidates: `model::jobs::remove_profile_media::judge` decides by the signs, which are read for the whole batch at once.
///
/// # Errors
/// When the database does not answer.
pub async fn pictures_after(
    mastodon: &Mastodon,
    after: AccountId,
    cutoff: Millis,
    limit: u32,
) -> Result<Vec<ProfilePictures>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(PICTURES)
            .bind(after.0)
            .bind(sql::timestamp(cutoff))
            .bind(i64::from(limit))
            .fetch_all(&mut tx)
            .await?;
        let mut pictures = rows.iter().map(pictures_of).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<_> = pictures.iter().map(|account| account.id).collect();
        signs::add(&mut tx, &raw(&ids), &mut pictures).await?;
        tx.commit().await?;
        Ok(pictures)
    };
    read.await.map_err(|source| ReadError::Pictures { after, source })
}

const COUNT: &str = "SELECT count(*) AS accounts
FROM accounts
WHERE id > $1 AND domain IS NOT NULL
  AND (avatar_file_name <> '' OR header_file_name <> '')
  AND updated_at <= $2 AND (last_webfingered_at IS NULL OR last_webfingered_at <= $2)";

/// How many accounts [`pictures_after`] would go through from there. One scan of the table.
///
/// # Errors
/// When the database does not answer.
pub async fn count_after(mastodon: &Mastodon, after: AccountId, cutoff: Millis) -> Result<u64, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let row = sql::query(COUNT).bind(after.0).bind(sql::timestamp(cutoff)).fetch_one(&mut tx).await?;
        tx.commit().await?;
        row.try_get::<i64, _>("accounts").map(i64::unsigned_abs)
    };
    read.await.map_err(|source| ReadError::Pictures { after, source })
}

fn pictures_of(row: &PgRow) -> Result<ProfilePictures, sqlx::Error> {
    let moment = |column| row.try_get::<Option<_>, _>(column).map(|at| at.map(sql::millis));
    Ok(ProfilePictures {
        id: AccountId(row.try_get("id")?),
        username: row.try_get("username")?,
        domain: Domain::from_database(row.try_get("domain")?),
        avatar: row::stored(row, FileOwner::AccountAvatar, true)?,
        header: row::stored(row, FileOwner::AccountHeader, true)?,
        signs: LifeSigns {
            last_webfingered_at: moment("last_webfingered_at")?,
            updated_at: moment("updated_at")?,
            ..LifeSigns::default()
        },
    })
}
