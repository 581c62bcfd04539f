//! When the site's account may write again: one turn for all processes, as Mastodon's limit is one for the account.

use model::notice::Halt;
use model::{Millis, SiteId};

use crate::store::activities::{self, Activity};
use crate::store::damage::Reading;
use crate::store::db::{Db, StoreError, asking, in_transaction, on_db};

/// Nobody sends anything before that moment.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn rest(db: &Db, site: SiteId, until: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_turns SET next_at = $2 WHERE site_id = $1 AND next_at < $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(until.0).execute(pool).await.map(|_| ()))
        .map_err(asking("notices::turns::rest"))
}

/// Nobody sends anything until a person says so.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn halt(db: &Db, site: SiteId, why: Halt) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_turns SET halted = $2 WHERE site_id = $1";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(why.as_str()).execute(pool).await.map(|_| ()))
        .map_err(asking("notices::turns::halt"))
}

/// Why nothing is sent, if so.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn halted(db: &Db, site: SiteId) -> Result<Option<Halt>, StoreError> {
    const SQL: &str = "SELECT halted FROM notice_turns WHERE site_id = $1 AND halted IS NOT NULL";
    let why: Option<String> = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_optional(pool).await)
        .map_err(asking("notices::turns::halted"))?;
    let read = |why: String| Reading::of(&site).part("notice_turns.halted", Halt::named(&why)).unwrap_or(Halt::Damaged);
    Ok(why.map(read))
}

/// Lets the sending go on, with the act.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn resume(db: &Db, activity: &Activity) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE notice_turns SET halted = NULL WHERE site_id = $1 AND halted IS NOT NULL";
    in_transaction!(db, "notices::turns::resume", tx => {
        let halted = sqlx::query(SQL).bind(activity.site.0)
            .execute(&mut *tx).await.map_err(asking("notices::turns::resume"))?.rows_affected() > 0;
        if halted {
            activities::record!(tx, activity, "notices::turns::resume");
        }
    });
    Ok(())
}
