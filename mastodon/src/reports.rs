//! The table `reports`: what moderators have still to judge.

use std::collections::BTreeSet;

use model::AccountId;
use sqlx::{AssertSqlSafe, Row};

use crate::accounts::raw;
use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Columns by which a report is open; forks of a Mastodon before 4.0 have the second, and one between the two may have both.
const OPEN: [(&str, &str); 2] = [("action_taken_at", "action_taken_at IS NULL"), ("action_taken", "NOT action_taken")];

/// The condition under which a report is open; where two columns disagree, it is.
pub(crate) fn open(catalogue: &Catalogue) -> String {
    let there = OPEN.iter().filter(|(column, _)| catalogue.has_column("reports", column));
    there.map(|(_, open)| *open).collect::<Vec<_>>().join(" OR ")
}

fn open_quoting(catalogue: &Catalogue) -> String {
    let open = open(catalogue);
    format!(
        "SELECT DISTINCT target_account_id AS id FROM reports
         WHERE target_account_id = ANY($1) AND ({open}) AND cardinality(status_ids) > 0"
    )
}

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
        let open = AssertSqlSafe(open_quoting(&mastodon.catalogue));
        let rows = sql::query(open).bind(raw(ids)).read_all(&mastodon.pool).await?;
        rows.iter().map(|row| row.try_get("id").map(AccountId)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Reports { count: ids.len(), source })
}
