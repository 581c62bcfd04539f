//! Follows that can go on elsewhere: accounts that moved before their server closed.

use model::Domain;
use model::receipt::{FollowOptions, Kind, Line};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row};

use super::{MOST, Place, languages};
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// A follow that a member would lose, and the one that they can have instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescue {
    /// Who moved, as people write it: `alice@gone.example`.
    pub moved: String,
    /// The account they moved to, followed as the member chose for the old one.
    pub instead: Line,
}

/// Rescues in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescues {
    pub rescues: Vec<Rescue>,
    /// Where more may follow; absent when this is the end.
    pub next: Option<Place>,
}

const RESCUES: &str = include_str!("rescues.sql");

/// The follows of members on this server that can go on elsewhere, after a place: at most `limit`, and never more than [`MOST`].
///
/// The account there has moved to one of another server, or of the site itself, which says that both are one (`alsoKnownAs`), and which
/// the member neither follows nor has asked to follow, and may follow. Who followed two accounts that are now one has two.
///
/// Mirrors app/services/follow_service.rb for what may be followed. Leans on the indexes of `accounts` by domain (from 4.2 on) or by
/// `moved_to_account_id`, and on those of `follows`, `follow_requests`, `blocks` and `account_domain_blocks` by account.
///
/// # Errors
/// When the database does not answer.
pub async fn rescues_after(
    mastodon: &Mastodon,
    domain: &Domain,
    place: Place,
    limit: u32,
) -> Result<Rescues, ReadError> {
    let limit = limit.min(MOST);
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let text = RESCUES.replace("THE_LANGUAGES", languages(&mastodon.catalogue));
        let rows = sql::query(AssertSqlSafe(text))
            .bind(domain.as_str())
            .bind(place.account.0)
            .bind(place.row)
            .bind(i64::from(limit))
            .bind(mastodon.settings().local_domain.as_str())
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        let rescues = rows.iter().map(rescue).collect::<Result<_, sqlx::Error>>()?;
        Ok(Rescues { rescues, next: Place::after(&rows, limit)? })
    };
    read.await.map_err(|source| ReadError::Rescues { domain: domain.clone(), source })
}

fn rescue(row: &PgRow) -> Result<Rescue, sqlx::Error> {
    let follow = FollowOptions {
        show_boosts: row.try_get("show_reblogs")?,
        notify: row.try_get("notify")?,
        languages: row.try_get("languages")?,
    };
    let instead = Line {
        member: row.try_get("member")?,
        kind: Kind::Follow,
        what: row.try_get("what")?,
        domain: Domain::from_database(row.try_get("domain")?),
        follow: Some(follow),
    };
    Ok(Rescue { moved: row.try_get("moved")?, instead })
}
