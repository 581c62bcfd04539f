//! What is known of the life of accounts with a saved picture, a stretch of ids at a time.

use model::jobs::remove_profile_media::LifeSigns;
use model::{AccountId, Domain, Millis};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row};

use super::stretch;
use crate::accounts::raw;
use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::files::{FileOwner, StoredFile, row};
use crate::read_error::ReadError;
use crate::sql::Statement;
use crate::{moments, receipts, reports, sql};

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

/// Accounts with a saved picture among some consecutive rows of `accounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Where the stretch ends, and the next one goes on.
    pub last: AccountId,
    pub accounts: Vec<ProfilePictures>,
}

const SIGNS: &str = include_str!("signs.sql");
/// $3 after this id, $4 up to this one.
const PICTURED: &str = "a.id > $3 AND a.id <= $4 AND (a.header_file_name <> '' OR a.avatar_file_name <> '')";

/// The question about accounts of which that holds, in which values go on at `$3`.
pub(super) fn about<'q>(which: &str, catalogue: &Catalogue, now: Millis) -> Statement<'q> {
    let text = SIGNS
        .replace("/*open*/", &reports::open(catalogue))
        .replace("/*seen*/", receipts::seen(catalogue))
        .replace("/*which*/", which);
    sql::query(AssertSqlSafe(text)).bind(moments::latest(now)).bind(moments::latest_post(now))
}

/// The facts about the accounts with a saved picture among the next `rows` rows of `accounts`, by id; `None` after the last row. A
/// stretch costs the same however few of its rows have a picture.
///
/// # Errors
/// When the database does not answer.
pub async fn signs_after(
    mastodon: &Mastodon,
    after: AccountId,
    rows: u32,
    now: Millis,
) -> Result<Option<Signs>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let Some(last) = stretch::end(&mut tx, after, rows).await? else { return Ok(None) };
        let about = about(PICTURED, &mastodon.catalogue, now);
        let found = about.bind(after.0).bind(last.0).fetch_all(&mut tx).await?;
        tx.commit().await?;
        let accounts = found.iter().map(pictures_of).collect::<Result<_, _>>()?;
        Ok(Some(Signs { last, accounts }))
    };
    read.await.map_err(|source| ReadError::Pictures { after, source })
}

/// The facts about these accounts, by id; one that is not there, or that is a member's, is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn signs_of_accounts(
    mastodon: &Mastodon,
    ids: &[AccountId],
    now: Millis,
) -> Result<Vec<ProfilePictures>, ReadError> {
    let read = async {
        let about = about("a.id = ANY($3)", &mastodon.catalogue, now);
        let found = about.bind(raw(ids)).read_all(&mastodon.pool).await?;
        found.iter().map(pictures_of).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Signs { count: ids.len(), source })
}

fn pictures_of(row: &PgRow) -> Result<ProfilePictures, sqlx::Error> {
    Ok(ProfilePictures {
        id: AccountId(row.try_get("id")?),
        username: row.try_get("username")?,
        domain: Domain::from_database(row.try_get("domain")?),
        avatar: row::stored(row, FileOwner::AccountAvatar, true)?,
        header: row::stored(row, FileOwner::AccountHeader, true)?,
        signs: signs_of(row)?,
    })
}

pub(super) fn signs_of(row: &PgRow) -> Result<LifeSigns, sqlx::Error> {
    let moment = |column| row.try_get::<Option<_>, _>(column).map(|at| at.map(sql::millis));
    let of_id = |column| row.try_get::<Option<i64>, _>(column).map(|id| id.map(moments::time_of_post));
    Ok(LifeSigns {
        last_webfingered_at: moment("last_webfingered_at")?,
        updated_at: moment("updated_at")?,
        last_status_at: moment("last_status_at")?.max(of_id("last_status_id")?),
        last_interaction_at: moment("last_interaction_at")?,
        last_addressed_at: of_id("last_addressed_id")?,
        linked_here: row.try_get("linked_here")?,
        any_follow: row.try_get("any_follow")?,
        listed: row.try_get("listed")?,
        noted: row.try_get("noted")?,
        reported: row.try_get("reported")?,
    })
}
