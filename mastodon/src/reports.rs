//! The table `reports`: what moderators have still to judge.

use std::collections::BTreeSet;

use model::AccountId;
use sqlx::Row;

use crate::accounts::raw;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

const QUOTING: &str = "SELECT DISTINCT target_account_id AS id FROM reports
WHERE target_account_id = ANY($1) AND action_taken_at IS NULL AND cardinality(status_ids) > 0";

/// The same where only that it was closed is known, not when: forks of a Mastodon before 4.0.
const QUOTING_OLD: &str = "SELECT DISTINCT target_account_id AS id FROM reports
WHERE target_account_id = ANY($1) AND NOT action_taken AND cardinality(status_ids) > 0";

/// Which of these accounts are reported with posts as evidence, in a report that nobody has closed: removing them would take the
/// evidence away.
///
/// Mirrors what app/services/delete_account_service.rb keeps for as long as the account's row stays. Leans on the index
/// (target_account_id).
///
/// # Errors
/// When the database does not answer.
pub async fn quoting(mastodon: &Mastodon, ids: &[AccountId]) -> Result<BTreeSet<AccountId>, ReadError> {
    let read = async {
        let known = mastodon.catalogue.has_column("reports", "action_taken_at");
        let quoting = if known { QUOTING } else { QUOTING_OLD };
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(quoting).bind(raw(ids)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        rows.iter().map(|row| row.try_get("id").map(AccountId)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Reports { count: ids.len(), source })
}
