//! Notices to members about a purge: the texts as drafted and approved, and what a text is filled with.

pub mod sending;
pub mod turns;

use model::notice::text::{MOVED, NAMED};
use model::notice::{Affected, Approved, Language, Texts};
use model::receipt::Kind;
use model::{Domain, Millis, RunId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use super::receipts;

/// What is written down of a notice besides its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub texts: Texts,
    pub approved: Option<Approved>,
}

/// The notice of a run, if one was drafted.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, run: &RunId) -> Result<Option<Stored>, StoreError> {
    const SQL: &str = "SELECT en, ja, approved_at, approved_by FROM notices WHERE run_id = $1";
    let row: Option<(String, String, Option<i64>, Option<String>)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_optional(pool).await)
            .map_err(asking("notices::lookup"))?;
    Ok(row.map(|(en, ja, at, by)| Stored {
        texts: Texts { en, ja },
        approved: at.map(|at| Approved { by: by.unwrap_or_default(), at: Millis(at) }),
    }))
}

const DRAFT: &str = "INSERT INTO notices (run_id, en, ja) VALUES ($1, $2, $3)
    ON CONFLICT (run_id) DO UPDATE SET en = excluded.en, ja = excluded.ja WHERE notices.approved_at IS NULL";

/// Keeps the texts of a draft; one that was approved stays as it is.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn draft(db: &Db, run: &RunId, texts: &Texts) -> Result<(), StoreError> {
    on_db!(db, pool => sqlx::query(DRAFT)
        .bind(run.as_str()).bind(&texts.en).bind(&texts.ja).execute(pool).await.map(|_| ()))
    .map_err(asking("notices::draft"))
}

/// Approves these texts for these members, with the act, in one transaction; from then on they wait to be sent. `false`, and nothing,
/// when the notice was approved before.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn approve(
    db: &Db,
    run: &RunId,
    texts: &Texts,
    members: &[(String, Language)],
    activity: &Activity,
) -> Result<bool, StoreError> {
    const APPROVE: &str =
        "UPDATE notices SET approved_at = $2, approved_by = $3 WHERE run_id = $1 AND approved_at IS NULL";
    const TURN: &str = "INSERT INTO notice_turns (site_id, next_at) VALUES ($1, $2) ON CONFLICT (site_id) DO NOTHING";
    let ask = asking("notices::approve");
    in_transaction!(db, "notices::approve", tx => {
        sqlx::query(DRAFT)
            .bind(run.as_str()).bind(&texts.en).bind(&texts.ja).execute(&mut *tx).await.map_err(&ask)?;
        let first = sqlx::query(APPROVE).bind(run.as_str()).bind(activity.at.0).bind(&activity.operator)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if !first {
            return Ok(false);
        }
        for some in members.chunks(ROWS) {
            let insert = format!(
                "INSERT INTO notice_members (run_id, member, language, state, tries, due_at) VALUES {}",
                tuples(1, some.len(), &["$"; 6]),
            );
            let mut insert = sqlx::query(AssertSqlSafe(insert));
            for (member, language) in some {
                insert = insert.bind(run.as_str()).bind(member).bind(language.as_str()).bind("waiting").bind(0_i64).bind(activity.at.0);
            }
            insert.execute(&mut *tx).await.map_err(&ask)?;
        }
        sqlx::query(TURN).bind(activity.site.0).bind(activity.at.0).execute(&mut *tx).await.map_err(&ask)?;
        activities::record!(tx, activity, "notices::approve");
    });
    Ok(true)
}

/// Up to `limit` members who lost a follow, by name after that one.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn followers(db: &Db, run: &RunId, after: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT member FROM receipt_members
        WHERE run_id = $1 AND member > $2 AND follows > 0 ORDER BY member LIMIT $3";
    on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(run.as_str()).bind(after).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("notices::followers"))
}

/// What the receipt holds of a member, as far as their text tells it.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn affected(db: &Db, run: &RunId, member: &str) -> Result<Affected, StoreError> {
    const LINES: &str = "SELECT follows, moves FROM receipt_members WHERE run_id = $1 AND member = $2";
    const SERVERS: &str = "SELECT domain FROM receipts WHERE run_id = $1 AND member = $2 AND kind = 'follow'
        GROUP BY domain ORDER BY count(*) DESC, domain";
    let ask = asking("notices::affected");
    let lines: Option<(i64, i64)> = on_db!(read db, pool => sqlx::query_as(LINES)
        .bind(run.as_str()).bind(member).fetch_optional(pool).await)
    .map_err(&ask)?;
    let servers: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(SERVERS)
        .bind(run.as_str()).bind(member).fetch_all(pool).await)
    .map_err(&ask)?;
    let moved = receipts::of_member(db, run, member, Kind::Move, None, MOVED).await?;
    let (follows, moves) = lines.unwrap_or_default();
    Ok(Affected {
        member: member.to_owned(),
        follows: follows.unsigned_abs(),
        server_count: servers.len() as u64,
        servers: servers.into_iter().take(NAMED).map(Domain::from_database).collect(),
        moved: moved.into_iter().map(|line| line.what).collect(),
        moves: moves.unsigned_abs(),
    })
}
