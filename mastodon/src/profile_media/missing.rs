//! Pictures that are missing and could come back.

use model::jobs::remove_profile_media::LifeSigns;
use model::{AccountId, Domain, Millis};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{signs, stretch};
use crate::accounts::raw;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// An account of another server without a picture that has an address to fetch it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPictures {
    pub id: AccountId,
    pub username: String,
    pub domain: Domain,
    pub uri: String,
    pub avatar: bool,
    pub header: bool,
    pub signs: LifeSigns,
}

/// Accounts with a missing picture among some consecutive rows of `accounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where the stretch ends, and the next one goes on.
    pub last: AccountId,
    pub accounts: Vec<MissingPictures>,
}

/// Mirrors RedownloadAvatarWorker and RedownloadHeaderWorker, which do nothing for anybody else.
macro_rules! missing {
    ($which:literal) => {
        concat!(
            $which,
            " AND a.suspended_at IS NULL AND (coalesce(a.avatar_file_name, '') = '' AND a.avatar_remote_url <> ''
              OR coalesce(a.header_file_name, '') = '' AND a.header_remote_url <> '')"
        )
    };
}

/// The accounts with a missing picture among the next `rows` rows of `accounts`, by id; `None` after the last row.
///
/// # Errors
/// When the database does not answer.
pub async fn missing_after(
    mastodon: &Mastodon,
    after: AccountId,
    rows: u32,
    now: Millis,
) -> Result<Option<Missing>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let Some(last) = stretch::end(&mut tx, after, rows).await? else { return Ok(None) };
        let about = signs::about(missing!("a.id > $3 AND a.id <= $4"), &mastodon.catalogue, now);
        let found = about.bind(after.0).bind(last.0).fetch_all(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(Missing { last, accounts: found.iter().map(missing_of_row).collect::<Result<_, _>>()? }))
    };
    read.await.map_err(|source| ReadError::MissingPictures { after, source })
}

/// Those of these accounts, each a name and its server, that have a missing picture, by id.
///
/// # Errors
/// When the database does not answer.
pub async fn missing_of(
    mastodon: &Mastodon,
    named: &[(String, Domain)],
    now: Millis,
) -> Result<Vec<MissingPictures>, ReadError> {
    let names: Vec<String> = named.iter().map(|(name, _)| name.to_lowercase()).collect();
    let domains: Vec<String> = named.iter().map(|(_, domain)| domain.as_str().to_lowercase()).collect();
    let read = async {
        let which = missing!(
            "a.id = ANY(ARRAY(SELECT n.id FROM unnest($3::text[], $4::text[]) AS asked(name, domain)
              CROSS JOIN LATERAL (
                SELECT id FROM accounts
                WHERE lower(username) = asked.name AND coalesce(lower(domain), '') = asked.domain OFFSET 0) AS n))"
        );
        let about = signs::about(which, &mastodon.catalogue, now);
        let found = about.bind(names).bind(domains).read_all(&mastodon.pool).await?;
        found.iter().map(missing_of_row).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Named { count: named.len(), source })
}

fn missing_of_row(row: &PgRow) -> Result<MissingPictures, sqlx::Error> {
    Ok(MissingPictures {
        id: AccountId(row.try_get("id")?),
        username: row.try_get("username")?,
        domain: Domain::from_database(row.try_get("domain")?),
        uri: row.try_get::<Option<String>, _>("uri")?.unwrap_or_default(),
        avatar: row.try_get("avatar_missing")?,
        header: row.try_get("header_missing")?,
        signs: signs::signs_of(row)?,
    })
}

/// The pictures that an account has now: the name of each, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPictures {
    pub id: AccountId,
    pub avatar: Option<HeldPicture>,
    pub header: Option<HeldPicture>,
}

/// A picture that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPicture {
    pub file_name: String,
    /// `…_updated_at`: when Mastodon stored it.
    pub since: Option<Millis>,
}

const HELD: &str = "SELECT id, avatar_file_name, avatar_updated_at, header_file_name, header_updated_at
FROM accounts WHERE id = ANY($1)";

/// Which pictures these accounts have now. One that is not there any more is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn held_now(mastodon: &Mastodon, ids: &[AccountId]) -> Result<Vec<HeldPictures>, ReadError> {
    let read = async {
        let rows = sql::query(HELD).bind(raw(ids)).read_all(&mastodon.pool).await?;
        rows.iter()
            .map(|row| {
                Ok(HeldPictures {
                    id: AccountId(row.try_get("id")?),
                    avatar: held(row, "avatar_file_name", "avatar_updated_at")?,
                    header: held(row, "header_file_name", "header_updated_at")?,
                })
            })
            .collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Existing { count: ids.len(), source })
}

fn held(row: &PgRow, name: &str, since: &str) -> Result<Option<HeldPicture>, sqlx::Error> {
    let file_name: Option<String> = row.try_get(name)?;
    let since = row.try_get::<Option<_>, _>(since)?.map(sql::millis);
    Ok(file_name.filter(|name| !name.is_empty()).map(|file_name| HeldPicture { file_name, since }))
}
