//! Large purges to which a second person has to agree.

use model::RunId;

use super::activities::{self, Activity};
use super::db::{Db, StoreError, asking, in_transaction, on_db};

/// Asks for the agreement of somebody else; bind run and the name of who ordered it.
pub(crate) const ASK: &str = "INSERT INTO agreements (run_id, ordered_by) VALUES ($1, $2)";

/// Who ordered a purge to which a second person has to agree; nothing when nobody has to.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn wanted_by(db: &Db, run: &RunId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT ordered_by FROM agreements WHERE run_id = $1 AND agreed_at IS NULL";
    on_db!(read db, pool => sqlx::query_scalar(SQL).bind(run.as_str()).fetch_optional(pool).await)
        .map_err(asking("agreements::wanted_by"))
}

/// Agrees to a purge that waits: it comes at its time, or now where that is over, and its servers are looked at before. `false` when nobody
/// has to agree any more, it was undone, or the one who agrees is the one who ordered it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn agree(db: &Db, run: &RunId, activity: &Activity) -> Result<bool, StoreError> {
    // Holds the run, which somebody may undo at this moment.
    const WAITS: &str = "UPDATE runs SET due_at = due_at WHERE id = $1 AND state = 'queued'";
    const AGREE: &str = "UPDATE agreements SET agreed_by = $2, agreed_at = $3
        WHERE run_id = $1 AND agreed_at IS NULL AND ordered_by <> $2";
    const LATE: &str = "UPDATE runs SET due_at = $2 WHERE id = $1 AND due_at < $2";
    const LOOK: &str = "UPDATE cases SET next_look_at = $2 WHERE purge_run = $1";
    let ask = asking("agreements::agree");
    Ok(in_transaction!(db, "agreements::agree", tx => {
        let waits = sqlx::query(WAITS).bind(run.as_str())
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        let agreed = waits && sqlx::query(AGREE).bind(run.as_str()).bind(&activity.operator).bind(activity.at.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if agreed {
            let late = sqlx::query(LATE).bind(run.as_str()).bind(activity.at.0)
                .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
            if late {
                // Its last look is as old as its time.
                sqlx::query(LOOK).bind(run.as_str()).bind(activity.at.0).execute(&mut *tx).await.map_err(&ask)?;
            }
            activities::record!(tx, activity, "agreements::agree");
        }
        agreed
    }))
}
