//! How many accounts have a saved picture, without counting them.

use model::AccountId;
use sqlx::{AssertSqlSafe, Row};

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// About how many accounts with a saved picture come after that one, as PostgreSQL's planner believes: counting them would read the
/// whole table. Tells how far a run is, and nothing else.
///
/// # Errors
/// When the database does not answer.
pub async fn estimate_after(mastodon: &Mastodon, after: AccountId) -> Result<u64, ReadError> {
    let read = async {
        let explain = format!(
            "EXPLAIN (FORMAT JSON) SELECT FROM accounts
             WHERE id > {} AND domain IS NOT NULL AND (avatar_file_name <> '' OR header_file_name <> '')",
            after.0
        );
        let row = sql::query(AssertSqlSafe(explain)).read_one(&mastodon.pool).await?;
        let plan: serde_json::Value = row.try_get(0)?;
        // Rows are a whole number on the wire, whatever the planner computed.
        Ok(plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_u64).unwrap_or(0))
    };
    read.await.map_err(|source| ReadError::Pictures { after, source })
}
