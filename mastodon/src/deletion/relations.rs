//! What the accounts did and what refers to them: everything that can be many.
//!
//! Foreign keys would take most of it too. In slices the transactions stay short, and the counters of those who stay become true.

use sqlx::{PgConnection, Row};

use super::ROWS;
use crate::sql;

/// A slice of each, as `$1` accounts and `$2` rows; each tells how many it took.
const SLICES: [&str; 5] = [
    include_str!("relations/favourites.sql"),
    include_str!("relations/poll_votes.sql"),
    include_str!("relations/follows.sql"),
    include_str!("relations/mentions.sql"),
    include_str!("relations/notifications.sql"),
];

/// Removes a slice of every kind; tells whether there may be more.
pub(super) async fn remove_slice(c: &mut PgConnection, accounts: &[i64]) -> Result<bool, sqlx::Error> {
    let mut more = false;
    for slice in SLICES {
        let taken: i64 = sql::query(slice).bind(accounts).bind(ROWS).fetch_one(&mut *c).await?.try_get("n")?;
        // What lies between two of the accounts is found twice, so a full slice may be only half as many rows.
        more |= taken * 2 >= ROWS;
    }
    Ok(more)
}
