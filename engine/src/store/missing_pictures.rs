//! Pictures that are missing: found by a run, then asked for, until they come.

use mastodon::writer::Wanted;
use model::jobs::restore_profile_media::Urgency;
use model::{AccountId, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::counts::{self, Count, Counts};
use super::damage::Reading;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};

/// An account with a missing picture, and who waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub wanted: Wanted,
    /// Where its server is asked whether it answers.
    pub uri: String,
    pub urgency: Urgency,
}

/// Forgets what earlier runs found and never asked for: it is found again if it is still missing.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_unasked(db: &Db, site: SiteId, run: &RunId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM missing_pictures WHERE site_id = $1 AND asked_at IS NULL AND run_id <> $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(run.as_str()).execute(pool).await.map(drop))
        .map_err(asking("missing_pictures::forget_unasked"))
}

/// Keeps what a run found, but for pictures that were asked for since `asked_since`. Says how many are kept.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn keep(db: &Db, site: SiteId, run: &RunId, found: &[Found], asked_since: Millis) -> Result<u64, StoreError> {
    let mut kept = 0;
    in_transaction!(db, "missing_pictures::keep", tx => {
        for found in found.chunks(ROWS) {
            let insert = format!(
                "INSERT INTO missing_pictures (site_id, account_id, run_id, uri, urgency, avatar, header)
                VALUES {} ON CONFLICT (site_id, account_id) DO UPDATE SET run_id = excluded.run_id, uri = excluded.uri,
                urgency = excluded.urgency, avatar = excluded.avatar, header = excluded.header, asked_at = NULL
                WHERE missing_pictures.asked_at IS NULL OR missing_pictures.asked_at < ${}",
                tuples(1, found.len(), &["$"; 7]),
                7 * found.len() + 1
            );
            let mut insert = sqlx::query(AssertSqlSafe(insert));
            for one in found {
                insert = insert
                    .bind(site.0)
                    .bind(one.wanted.id.0)
                    .bind(run.as_str())
                    .bind(&one.uri)
                    .bind(rank(one.urgency))
                    .bind(i64::from(one.wanted.avatar))
                    .bind(i64::from(one.wanted.header));
            }
            let insert = insert.bind(asked_since.0);
            kept += insert.execute(&mut *tx).await.map_err(asking("missing_pictures::keep"))?.rows_affected();
        }
    });
    Ok(kept)
}

/// How many that a run found are still to be asked for.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn count_unasked(db: &Db, run: &RunId) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT count(*) FROM missing_pictures WHERE run_id = $1 AND asked_at IS NULL";
    let count: i64 = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(run.as_str()).fetch_one(pool).await)
        .map_err(asking("missing_pictures::count_unasked"))?;
    Ok(count.unsigned_abs())
}

/// The next that a run found and has not asked for, the most urgent first. One whose urgency cannot
/// be read is the least urgent.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn unasked(db: &Db, run: &RunId, limit: u32) -> Result<Vec<Found>, StoreError> {
    const SQL: &str = "SELECT account_id, uri, urgency, avatar, header FROM missing_pictures
        WHERE run_id = $1 AND asked_at IS NULL ORDER BY urgency, account_id LIMIT $2";
    let rows: Vec<(i64, String, i64, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("missing_pictures::unasked"))?;
    let found = |(id, uri, urgency, avatar, header): (i64, String, i64, i64, i64)| {
        let known = usize::try_from(urgency).ok().and_then(|nth| Urgency::ALL.get(nth).copied());
        let urgency = Reading::of(&id).part("missing_pictures.urgency", known).unwrap_or(Urgency::Active);
        Found { wanted: Wanted { id: AccountId(id), avatar: avatar != 0, header: header != 0 }, uri, urgency }
    };
    Ok(rows.into_iter().map(found).collect())
}

/// Records that these were asked for, and forgets those whose server was silent; counts both for the run, once.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn asked(
    db: &Db,
    site: SiteId,
    run: &RunId,
    asked: &[AccountId],
    silent: &[AccountId],
    now: Millis,
) -> Result<(), StoreError> {
    const ASKED: &str = "UPDATE missing_pictures SET asked_at = $1
        WHERE site_id = $2 AND account_id = $3 AND run_id = $4 AND asked_at IS NULL";
    const SILENT: &str = "DELETE FROM missing_pictures
        WHERE site_id = $1 AND account_id = $2 AND run_id = $3 AND asked_at IS NULL";
    in_transaction!(db, "missing_pictures::asked", tx => {
        let (mut newly, mut left) = (0, 0);
        for id in asked {
            let done = sqlx::query(ASKED).bind(now.0).bind(site.0).bind(id.0).bind(run.as_str()).execute(&mut *tx).await;
            newly += done.map_err(asking("missing_pictures::asked"))?.rows_affected();
        }
        for id in silent {
            let done = sqlx::query(SILENT).bind(site.0).bind(id.0).bind(run.as_str()).execute(&mut *tx).await;
            left += done.map_err(asking("missing_pictures::asked"))?.rows_affected();
        }
        let counts = Counts::of(Count::Asked, newly).and(Count::SetAside, left).and(Count::Visited, newly + left);
        counts::add_all!(tx, run, &counts, "missing_pictures::asked");
    });
    Ok(())
}

/// Pictures that were asked for and have not been seen since, by account.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn awaited(db: &Db, site: SiteId, after: AccountId, limit: u32) -> Result<Vec<(Wanted, RunId)>, StoreError> {
    const SQL: &str = "SELECT account_id, avatar, header, run_id FROM missing_pictures
        WHERE site_id = $1 AND account_id > $2 AND asked_at IS NOT NULL ORDER BY account_id LIMIT $3";
    let rows: Vec<(i64, i64, i64, String)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(after.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("missing_pictures::awaited"))?;
    let wanted = |(id, avatar, header, run): (i64, i64, i64, String)| {
        (Wanted { id: AccountId(id), avatar: avatar != 0, header: header != 0 }, RunId::from_database(run))
    };
    Ok(rows.into_iter().map(wanted).collect())
}

/// Records that these came, each counted once for the run that asked for it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn came(db: &Db, site: SiteId, came: &[(AccountId, RunId)]) -> Result<(), StoreError> {
    const CAME: &str =
        "DELETE FROM missing_pictures WHERE site_id = $1 AND account_id = $2 AND run_id = $3 AND asked_at IS NOT NULL";
    in_transaction!(db, "missing_pictures::came", tx => {
        for (id, run) in came {
            let gone = sqlx::query(CAME).bind(site.0).bind(id.0).bind(run.as_str()).execute(&mut *tx).await
                .map_err(asking("missing_pictures::came"))?.rows_affected();
            counts::add_all!(tx, run, &Counts::of(Count::Came, gone), "missing_pictures::came");
        }
    });
    Ok(())
}

/// Gives up on what was asked for before that moment.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn give_up(db: &Db, site: SiteId, before: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM missing_pictures WHERE site_id = $1 AND asked_at < $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(before.0).execute(pool).await.map(drop))
        .map_err(asking("missing_pictures::give_up"))
}

fn rank(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::Named => 0,
        Urgency::Known => 1,
        Urgency::InTouch => 2,
        Urgency::Active => 3,
    }
}
