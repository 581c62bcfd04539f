//! What members have on a server and would lose with it: follows, followers, bookmarks, favourites; and where those moved to whom they
//! follow.

use model::receipt::{FollowOptions, Kind, Line};
use model::{AccountId, Domain};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row};

use crate::accounts::raw;
use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Most lines read at once.
pub const MOST: u32 = 1_000;

/// Where a reading goes on: after this row of this account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    account: AccountId,
    row: i64,
}

impl Place {
    /// Before everything.
    pub const START: Self = Self { account: AccountId(i64::MIN), row: i64::MIN };

    /// Where more may follow after a page; nothing when it was not full.
    fn after(rows: &[PgRow], limit: u32) -> Result<Option<Self>, sqlx::Error> {
        match rows.last() {
            Some(last) if u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit) => {
                Ok(Some(Self { account: AccountId(last.try_get("account")?), row: last.try_get("row")? }))
            }
            _ => Ok(None),
        }
    }
}

/// Lines of one kind, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub lines: Vec<Line>,
    /// Where more may follow; absent when this is the end.
    pub next: Option<Place>,
}

/// What members have of one kind with these accounts of other servers, after a place: at most `limit` lines, and never more than
/// [`MOST`].
///
/// Posts that were deleted or have expired are left out, as nobody sees them. An account has moved to one of another server, or of the
/// site itself, which says that both are one (`alsoKnownAs`), and which the member neither follows nor has asked to follow, and may follow.
///
/// Mirrors app/services/follow_service.rb for what may be followed. Leans on the indexes of `follows`, `follow_requests`, `blocks` and
/// `account_domain_blocks` by account, of `statuses` by account, and of `bookmarks` and `favourites` by status.
///
/// # Errors
/// When the database does not answer.
pub async fn after(
    mastodon: &Mastodon,
    kind: Kind,
    accounts: &[AccountId],
    place: Place,
    limit: u32,
) -> Result<Page, ReadError> {
    let limit = limit.min(MOST);
    let read = async {
        let mut asked = sql::query(AssertSqlSafe(text(kind, &mastodon.catalogue)))
            .bind(raw(accounts))
            .bind(place.account.0)
            .bind(place.row)
            .bind(i64::from(limit));
        if kind == Kind::Move {
            asked = asked.bind(mastodon.settings().local_domain.as_str());
        }
        let rows = asked.read_all(&mastodon.pool).await?;
        page(kind, &rows, limit)
    };
    read.await.map_err(|source| ReadError::Receipt { kind, count: accounts.len(), source })
}

fn page(kind: Kind, rows: &[PgRow], limit: u32) -> Result<Page, sqlx::Error> {
    let lines = rows.iter().map(|row| line(kind, row)).collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(Page { lines, next: Place::after(rows, limit)? })
}

fn line(kind: Kind, row: &PgRow) -> Result<Line, sqlx::Error> {
    let follow = match kind {
        Kind::Follow | Kind::Move => Some(FollowOptions {
            show_boosts: row.try_get("show_reblogs")?,
            notify: row.try_get("notify")?,
            languages: row.try_get("languages")?,
        }),
        Kind::Follower | Kind::Bookmark | Kind::Favourite => None,
    };
    Ok(Line {
        member: row.try_get("member")?,
        kind,
        what: row.try_get("what")?,
        domain: Domain::from_database(row.try_get("domain")?),
        follow,
    })
}

/// Follows of accounts that moved; its fifth value is the site's own name.
const MOVES: &str = include_str!("receipts/moves.sql");

/// The statement of one kind: the accounts, the place and the limit are its values.
fn text(kind: Kind, catalogue: &Catalogue) -> String {
    let languages = languages(catalogue);
    let alive = seen(catalogue);
    let handle = "there.username || '@' || there.domain";
    let (what, tie) = match kind {
        Kind::Follow => (
            format!("{handle} AS what, f.show_reblogs, f.notify, {languages} AS languages"),
            of_follows("target_account_id", "account_id"),
        ),
        Kind::Follower => (format!("{handle} AS what"), of_follows("account_id", "target_account_id")),
        Kind::Bookmark => ("coalesce(s.uri, s.url, '') AS what".to_owned(), of_posts("bookmarks", alive)),
        Kind::Favourite => ("coalesce(s.uri, s.url, '') AS what".to_owned(), of_posts("favourites", alive)),
        Kind::Move => return MOVES.replace("THE_LANGUAGES", languages),
    };
    format!(
        "SELECT there.id AS account, f.id AS row, there.domain, member.username AS member, {what}
        FROM (SELECT id, username, domain FROM accounts WHERE id = ANY($1) AND id >= $2 OFFSET 0) AS there {tie}
        WHERE (there.id, f.id) > ($2, $3)
        ORDER BY there.id, f.id
        LIMIT $4"
    )
}

/// The languages of the follow `f`, which Fedibird does not have.
fn languages(catalogue: &Catalogue) -> &'static str {
    match catalogue.has_column("follows", "languages") {
        true => "coalesce(array_remove(f.languages, NULL), '{}')::text[]",
        false => "'{}'::text[]",
    }
}

/// From each account of the server to who is tied to it, in the order of the one index that leads
/// there: from the members on, it would be all that they have.
fn of_follows(this_side: &'static str, other_side: &'static str) -> String {
    format!(
        "CROSS JOIN LATERAL (
          SELECT * FROM follows WHERE {this_side} >= there.id AND {this_side} <= there.id ORDER BY {this_side} OFFSET 0
        ) AS f
        {}",
        member(other_side)
    )
}

fn of_posts(table: &'static str, alive: &'static str) -> String {
    format!(
        "CROSS JOIN LATERAL (
          SELECT s.id, s.uri, s.url FROM statuses s
          WHERE s.account_id >= there.id AND s.account_id <= there.id AND {alive} ORDER BY s.account_id OFFSET 0
        ) AS s
        CROSS JOIN LATERAL (
          SELECT id, account_id FROM {table} WHERE status_id >= s.id AND status_id <= s.id ORDER BY status_id OFFSET 0
        ) AS f
        {}",
        member("account_id")
    )
}

/// The member on that side of `f`.
fn member(side: &'static str) -> String {
    format!(
        "CROSS JOIN LATERAL (SELECT username FROM accounts WHERE id = f.{side} AND domain IS NULL OFFSET 0) AS member"
    )
}

/// Which posts `s` somebody can still see.
pub(crate) fn seen(catalogue: &Catalogue) -> &'static str {
    // Fedibird keeps posts that have expired outside of its indexes.
    match catalogue.has_column("statuses", "expired_at") {
        true => "s.deleted_at IS NULL AND s.expired_at IS NULL",
        false => "s.deleted_at IS NULL",
    }
}
