//! The counters Mastodon keeps, counted from the rows.

use sqlx::PgConnection;

use super::PopulationError;
use super::scene::Scene;
use crate::world::moment::timestamp;

/// Fills `account_stats` and `status_stats` and refreshes the view of known servers.
pub(crate) async fn write(scene: &Scene, connection: &mut PgConnection) -> Result<(), PopulationError> {
    let now = timestamp(scene.now);
    sqlx::query(include_str!("totals/account_stats.sql")).execute(&mut *connection).await?;
    sqlx::query(include_str!("totals/status_stats.sql")).bind(&now).execute(&mut *connection).await?;
    if scene.tables.has_column("status_stats", "quotes_count") {
        sqlx::query(include_str!("totals/quotes.sql")).bind(&now).execute(&mut *connection).await?;
    }
    sqlx::query("UPDATE statuses SET poll_id = polls.id FROM polls WHERE polls.status_id = statuses.id")
        .execute(&mut *connection)
        .await?;
    sqlx::query("REFRESH MATERIALIZED VIEW instances").execute(&mut *connection).await?;
    Ok(())
}
