//! What members had on servers that a run purges: lines, and how many of them each member has.

use std::collections::BTreeMap;

use model::receipt::{FollowOptions, Kind, Line, Lines, MemberReceipt};
use model::{Domain, Failures, Millis, RunId, SiteId};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::counts::{Count, Counts};
use super::damage::Reading;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use super::runs::lease;

/// Members whose lines are deleted in one transaction.
const MEMBERS_AT_ONCE: u32 = 50;

/// A row of `receipts`: member, kind, what, domain, follow.
type Row = (String, String, String, String, Option<String>);

/// Writes these lines down, counts those that are new, and says where to go on, in one transaction. Lines that are there already are
/// left alone, so what is read again after a stop is neither doubled nor counted twice. Refused when the lease is lost.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(
    db: &Db,
    (run, owner): (&RunId, &str),
    point: &impl Serialize,
    failures: &Failures,
    lines: &[Line],
) -> Result<(), StoreError> {
    let ask = asking("receipts::checkpoint");
    let (point, failures) = lease::texts(point, failures)?;
    in_transaction!(db, "receipts::checkpoint", tx => {
        let mut new: BTreeMap<String, Lines> = BTreeMap::new();
        let mut added = Counts::default();
        for lines in lines.chunks(ROWS) {
            let insert = format!(
                "INSERT INTO receipts (run_id, member, kind, what, domain, follow) VALUES {}
                ON CONFLICT (run_id, member, kind, what) DO NOTHING RETURNING member, kind",
                tuples(1, lines.len(), &["$"; 6])
            );
            let mut insert = sqlx::query_as(AssertSqlSafe(insert));
            for line in lines {
                insert = insert
                    .bind(run.as_str())
                    .bind(&line.member)
                    .bind(line.kind.as_str())
                    .bind(&line.what)
                    .bind(line.domain.as_str())
                    .bind(follow_text(line)?);
            }
            let written: Vec<(String, String)> = insert.fetch_all(&mut *tx).await.map_err(&ask)?;
            for (member, kind) in written {
                let kind = named(&kind)?;
                new.entry(member).or_default().add(kind, 1);
                added.add(Count::Saved(kind), 1);
            }
        }
        let new: Vec<_> = new.into_iter().collect();
        for members in new.chunks(ROWS) {
            let add = format!(
                "INSERT INTO receipt_members (run_id, member, follows, followers, bookmarks, favourites, moves) VALUES {}
                ON CONFLICT (run_id, member) DO UPDATE SET
                    follows = receipt_members.follows + excluded.follows,
                    followers = receipt_members.followers + excluded.followers,
                    bookmarks = receipt_members.bookmarks + excluded.bookmarks,
                    favourites = receipt_members.favourites + excluded.favourites,
                    moves = receipt_members.moves + excluded.moves
                RETURNING member, follows",
                tuples(1, members.len(), &["$"; 7])
            );
            let mut add = sqlx::query_as(AssertSqlSafe(add));
            for (member, lines) in members {
                add = add.bind(run.as_str()).bind(member);
                for kind in Kind::ALL {
                    add = add.bind(i64::try_from(lines.of(kind)).unwrap_or(i64::MAX));
                }
            }
            let follows: Vec<(String, i64)> = add.fetch_all(&mut *tx).await.map_err(&ask)?;
            let follows: BTreeMap<_, _> = follows.into_iter().collect();
            // Whose follows are all new had none before.
            let first = |(member, lines): &&(String, Lines)| {
                lines.follows > 0 && follows.get(member).is_some_and(|all| all.unsigned_abs() == lines.follows)
            };
            added.add(Count::MembersFollowing, members.iter().filter(first).count() as u64);
        }
        lease::write_checkpoint!(tx, "receipts::checkpoint", run, owner, (&point, &failures), &added);
    });
    Ok(())
}

/// Up to `limit` members who have lines, by name, after a name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn members(db: &Db, run: &RunId, after: &str, limit: u32) -> Result<Vec<MemberReceipt>, StoreError> {
    const SQL: &str = "SELECT member, follows, followers, bookmarks, favourites, moves FROM receipt_members
        WHERE run_id = $1 AND member > $2 ORDER BY member LIMIT $3";
    let rows: Vec<(String, i64, i64, i64, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(after).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("receipts::members"))?;
    let of_member = |(member, follows, followers, bookmarks, favourites, moves): (_, i64, i64, i64, i64, i64)| {
        let mut lines = Lines::default();
        for (kind, n) in Kind::ALL.into_iter().zip([follows, followers, bookmarks, favourites, moves]) {
            lines.add(kind, n.unsigned_abs());
        }
        MemberReceipt { member, lines }
    };
    Ok(rows.into_iter().map(of_member).collect())
}

/// Up to `limit` lines of all members, by member, kind and what, after one.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn after(db: &Db, run: &RunId, last: Option<&Line>, limit: u32) -> Result<Vec<Line>, StoreError> {
    const SQL: &str = "SELECT member, kind, what, domain, follow FROM receipts
        WHERE run_id = $1 AND (member, kind, what) > ($2, $3, $4) ORDER BY member, kind, what LIMIT $5";
    let (member, kind, what) =
        last.map_or(("", "", ""), |line| (line.member.as_str(), line.kind.as_str(), line.what.as_str()));
    let rows: Vec<Row> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(member).bind(kind).bind(what).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("receipts::after"))?;
    rows.into_iter().map(line).collect()
}

/// Up to `limit` lines of one kind of one member, by account or post, after one.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn of_member(
    db: &Db,
    run: &RunId,
    member: &str,
    kind: Kind,
    last: Option<&Line>,
    limit: u32,
) -> Result<Vec<Line>, StoreError> {
    const SQL: &str = "SELECT member, kind, what, domain, follow FROM receipts
        WHERE run_id = $1 AND member = $2 AND kind = $3 AND what > $4 ORDER BY what LIMIT $5";
    let what = last.map_or("", |line| line.what.as_str());
    let rows: Vec<Row> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(member).bind(kind.as_str()).bind(what).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("receipts::of_member"))?;
    rows.into_iter().map(line).collect()
}

/// Deletes the lines of some members of one run that ended at that moment or earlier, and what is said to them about it; `false` when
/// there are none. Their numbers stay with the run.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget(db: &Db, site: SiteId, ended: Millis) -> Result<bool, StoreError> {
    const SOME: &str = "SELECT m.run_id, m.member FROM receipt_members m
        WHERE m.run_id = (
            SELECT r.id FROM runs r
            WHERE r.site_id = $1 AND r.job = 'purge-domain' AND r.ended_at <= $2
                AND EXISTS (SELECT 1 FROM receipt_members o WHERE o.run_id = r.id)
            ORDER BY r.id LIMIT 1)
        ORDER BY m.member LIMIT $3";
    const NOTICE: &str = "DELETE FROM notice_members WHERE run_id = $1 AND member <= $2";
    const LINES: &str = "DELETE FROM receipts WHERE run_id = $1 AND member <= $2";
    const MEMBERS: &str = "DELETE FROM receipt_members WHERE run_id = $1 AND member <= $2";
    const TEXTS: &str = "DELETE FROM notices
        WHERE run_id = $1 AND NOT EXISTS (SELECT 1 FROM receipt_members m WHERE m.run_id = $1)";
    let ask = asking("receipts::forget");
    let some: Vec<(String, String)> = on_db!(read db, pool => sqlx::query_as(SOME)
        .bind(site.0).bind(ended.0).bind(i64::from(MEMBERS_AT_ONCE)).fetch_all(pool).await)
    .map_err(&ask)?;
    let Some((run, member)) = some.last() else { return Ok(false) };
    in_transaction!(db, "receipts::forget", tx => {
        for delete in [NOTICE, LINES, MEMBERS] {
            sqlx::query(delete).bind(run).bind(member).execute(&mut *tx).await.map_err(&ask)?;
        }
        sqlx::query(TEXTS).bind(run).execute(&mut *tx).await.map_err(&ask)?;
    });
    Ok(true)
}

fn follow_text(line: &Line) -> Result<Option<String>, StoreError> {
    let text = line.follow.as_ref().map(serde_json::to_string).transpose();
    text.map_err(|_| StoreError::Damaged("receipts.follow"))
}

fn line((member, kind, what, domain, follow): Row) -> Result<Line, StoreError> {
    let row = format!("{member} {kind} {what}");
    // Who follows, and whom, is worth more than how: what cannot be read is as Mastodon has it for
    // a new follow.
    let usual = || FollowOptions { show_boosts: true, notify: false, languages: Vec::new() };
    let follow =
        follow.map(|text| Reading::of(&row).part("receipts.follow", serde_json::from_str(&text)).unwrap_or_else(usual));
    Ok(Line { member, kind: named(&kind)?, what, domain: Domain::from_database(domain), follow })
}

fn named(kind: &str) -> Result<Kind, StoreError> {
    Kind::named(kind).ok_or(StoreError::Damaged("receipts.kind"))
}
