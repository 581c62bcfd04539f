//! Removed pictures, remembered for a while to see whether they were fetched again.

use mastodon::files::FileOwner;
use model::storage::regret::{REGRET_DAYS, REMEMBERED_DAYS, Regret, Removed, SOON_DAYS};
use model::time::DAY_MS;
use model::{AccountId, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use super::removal_journal::word;

/// A picture that is about to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Going {
    pub account: AccountId,
    pub owner: FileOwner,
    pub file_name: String,
    /// How many days its owner has been quiet.
    pub quiet_days: u32,
    /// How many pictures it stands for.
    pub weight: u32,
}

/// A picture that went, or was about to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub account: AccountId,
    pub owner: FileOwner,
    pub file_name: String,
}

/// What was seen of one later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The account has another picture since then.
    Back(Millis),
    /// It was never removed, or its account is gone: there is nothing to learn from it.
    Nothing,
}

/// Remembers these, before they go; twice, after a stop, is once.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn remember(db: &Db, site: SiteId, going: &[Going], now: Millis) -> Result<(), StoreError> {
    in_transaction!(db, "removed_pictures::remember", tx => {
        for going in going.chunks(ROWS) {
            let insert = format!(
                "INSERT INTO removed_pictures
                    (site_id, account_id, picture, file_name, removed_at, quiet_days, weight)
                VALUES {} ON CONFLICT (site_id, account_id, picture, file_name) DO NOTHING",
                tuples(1, going.len(), &["$"; 7])
            );
            let mut insert = sqlx::query(AssertSqlSafe(insert));
            for one in going {
                insert = insert
                    .bind(site.0)
                    .bind(one.account.0)
                    .bind(word(one.owner))
                    .bind(&one.file_name)
                    .bind(now.0)
                    .bind(i64::from(one.quiet_days))
                    .bind(i64::from(one.weight));
            }
            insert.execute(&mut *tx).await.map_err(asking("removed_pictures::remember"))?;
        }
    });
    Ok(())
}

/// Up to `limit` of those that have not been seen again, after one. Rows of no picture that we know
/// are passed over.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn unseen(db: &Db, site: SiteId, after: Option<&Gone>, limit: u32) -> Result<Vec<Gone>, StoreError> {
    let words = FileOwner::ALL.map(|owner| format!("'{}'", word(owner))).join(", ");
    let sql = format!(
        "SELECT account_id, picture, file_name FROM removed_pictures
        WHERE site_id = $1 AND back_at IS NULL AND picture IN ({words})
            AND (account_id, picture, file_name) > ($2, $3, $4)
        ORDER BY account_id, picture, file_name LIMIT $5"
    );
    let (account, picture, name) =
        after.map_or((i64::MIN, "", ""), |gone| (gone.account.0, word(gone.owner), gone.file_name.as_str()));
    let rows: Vec<(i64, String, String)> = on_db!(read db, pool => sqlx::query_as(AssertSqlSafe(sql))
        .bind(site.0).bind(account).bind(picture).bind(name).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("removed_pictures::unseen"))?;
    let gone = |(account, picture, file_name): (i64, String, String)| {
        let owner = FileOwner::ALL.into_iter().find(|owner| word(*owner) == picture)?;
        Some(Gone { account: AccountId(account), owner, file_name })
    };
    Ok(rows.into_iter().filter_map(gone).collect())
}

/// Writes down what was seen of them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn saw(db: &Db, site: SiteId, seen: &[(Gone, Seen)]) -> Result<(), StoreError> {
    const BACK: &str = "UPDATE removed_pictures SET back_at = $1
        WHERE site_id = $2 AND account_id = $3 AND picture = $4 AND file_name = $5";
    const NOTHING: &str = "DELETE FROM removed_pictures
        WHERE site_id = $1 AND account_id = $2 AND picture = $3 AND file_name = $4";
    in_transaction!(db, "removed_pictures::saw", tx => {
        for (gone, seen) in seen {
            let act = match seen {
                Seen::Back(at) => sqlx::query(BACK).bind(at.0),
                Seen::Nothing => sqlx::query(NOTHING),
            };
            act.bind(site.0).bind(gone.account.0).bind(word(gone.owner)).bind(&gone.file_name)
                .execute(&mut *tx).await.map_err(asking("removed_pictures::saw"))?;
        }
    });
    Ok(())
}

/// What became of all that are remembered; those removed too long ago are forgotten first.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn regret(db: &Db, site: SiteId, now: Millis) -> Result<Regret, StoreError> {
    const FORGET: &str = "DELETE FROM removed_pictures WHERE site_id = $1 AND removed_at < $2";
    const SQL: &str = "SELECT quiet_days, CAST(sum(weight) AS BIGINT),
            CAST(sum(CASE WHEN back_at - removed_at <= $2 THEN weight ELSE 0 END) AS BIGINT),
            CAST(sum(CASE WHEN back_at - removed_at <= $3 THEN weight ELSE 0 END) AS BIGINT)
        FROM removed_pictures WHERE site_id = $1 GROUP BY quiet_days ORDER BY quiet_days";
    let ask = asking("removed_pictures::regret");
    on_db!(db, pool => sqlx::query(FORGET).bind(site.0).bind(now.days_before(REMEMBERED_DAYS).0)
        .execute(pool).await.map(|_| ()))
    .map_err(&ask)?;
    let rows: Vec<(i64, i64, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0)
        .bind(i64::from(SOON_DAYS) * DAY_MS)
        .bind(i64::from(REGRET_DAYS) * DAY_MS)
        .fetch_all(pool).await)
    .map_err(&ask)?;
    let removed = |(quiet_days, pictures, back_soon, back): (i64, i64, i64, i64)| Removed {
        quiet_days: u32::try_from(quiet_days).unwrap_or(0),
        pictures: pictures.unsigned_abs(),
        back_soon: back_soon.unsigned_abs(),
        back: back.unsigned_abs(),
    };
    Ok(rows.into_iter().map(removed).collect())
}
