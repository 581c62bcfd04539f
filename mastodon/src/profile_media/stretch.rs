//! Some consecutive rows of `accounts`, by id: what one short read goes through.

use model::AccountId;
use sqlx::{PgConnection, Row};

use crate::sql;

const END: &str = "SELECT max(id) AS last FROM (SELECT id FROM accounts WHERE id > $1 ORDER BY id LIMIT $2) AS stretch";

/// The id of the last of the next `rows` rows; `None` when there is no row any more.
pub(super) async fn end(c: &mut PgConnection, after: AccountId, rows: u32) -> Result<Option<AccountId>, sqlx::Error> {
    let row = sql::query(END).bind(after.0).bind(i64::from(rows)).fetch_one(c).await?;
    Ok(row.try_get::<Option<i64>, _>("last")?.map(AccountId))
}
