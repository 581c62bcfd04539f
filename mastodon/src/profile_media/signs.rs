//! Signs of life, for a batch of accounts at once.

use model::Millis;
use sqlx::{PgConnection, Row};

use super::ProfilePictures;
use crate::sql;

/// One row per account; each part leans on an index that begins with the account.
const SIGNS: &str = include_str!("signs.sql");

/// Fills in what the row of the account itself does not tell.
pub(super) async fn add(
    connection: &mut PgConnection,
    ids: &[i64],
    pictures: &mut [ProfilePictures],
) -> Result<(), sqlx::Error> {
    let rows = sql::query(SIGNS).bind(ids).fetch_all(connection).await?;
    for row in rows {
        let id: i64 = row.try_get("id")?;
        let Ok(at) = pictures.binary_search_by_key(&id, |account| account.id.0) else { continue };
        let signs = &mut pictures[at].signs;
        let moment = |column| row.try_get::<Option<_>, _>(column).map(|at| at.map(sql::millis));
        // The time of a post is in its id: milliseconds above 16 bits of chance.
        let newest_post = row.try_get::<Option<i64>, _>("last_status_id")?.map(|id| Millis(id >> 16));
        signs.last_status_at = moment("last_status_at")?.max(newest_post);
        signs.last_interaction_at = moment("last_interaction_at")?;
        signs.linked_here = row.try_get("linked_here")?;
        signs.any_follow = row.try_get("any_follow")?;
    }
    Ok(())
}
