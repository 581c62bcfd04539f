//! Direct conversations of those who stay: posts that go are taken out of them.

use sqlx::PgConnection;

use crate::catalogue::Catalogue;
use crate::sql;

/// Rows that lose their last post go; the others end with the newest post that is left.
///
/// Mirrors AccountConversation#remove_status. `participant_account_ids` keeps everybody, as Mastodon leaves it.
const CONVERSATIONS: &str = include_str!("conversations.sql");

/// The post that a conversation answers to is known from 4.5 on, without a foreign key.
const PARENTS: &str = "UPDATE conversations SET parent_status_id = NULL, parent_account_id = NULL
WHERE parent_status_id = ANY($1) AND parent_status_id IS NOT NULL";

/// Takes these posts out of every conversation.
pub(super) async fn forget_statuses(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    gone: &[i64],
) -> Result<(), sqlx::Error> {
    sql::query(CONVERSATIONS).bind(gone).execute(&mut *c).await?;
    if catalogue.has_column("conversations", "parent_status_id") {
        sql::query(PARENTS).bind(gone).execute(c).await?;
    }
    Ok(())
}
