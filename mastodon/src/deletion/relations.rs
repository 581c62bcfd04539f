//! What the accounts did and what refers to them: everything that can be many.
//!
//! Foreign keys would take most of it too. In slices the transactions stay short, and the counters of those who stay become true. They
//! come before the accounts' rows, in transactions of their own, because those of members who use the site right now are counted there:
//! with the rows they would be locked for as long as everything else takes.

mod reactions;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::effects::accounts::Follow;
use crate::effects::{Effects, Telling};
use crate::sql;

/// A slice of each; each account is looked for by itself, in an order that only the right index
/// has. As `$1` accounts and `$2` rows; each tells how many it took.
const FAVOURITES: &str = include_str!("relations/favourites.sql");
const FOLLOWS: &str = include_str!("relations/follows.sql");
const OTHERS: [&str; 3] = [
    include_str!("relations/poll_votes.sql"),
    include_str!("relations/mentions.sql"),
    include_str!("relations/notifications.sql"),
];

/// Whether there is any of it, which takes one question where a slice takes as many as there are
/// kinds. Each account is looked for by itself, and only an index that begins with the account is
/// in this order: otherwise a planner that expects to find somebody soon reads the table until it
/// does, which for a stranger is to its end.
macro_rules! any_of {
    ($table:literal, $column:literal) => {
        concat!(
            "EXISTS (SELECT FROM unnest($1::bigint[]) AS asked(id) CROSS JOIN LATERAL (SELECT 1 FROM ",
            $table,
            " WHERE ",
            $column,
            " >= asked.id AND ",
            $column,
            " <= asked.id ORDER BY ",
            $column,
            " LIMIT 1) AS one)"
        )
    };
}

const ANY: &str = concat!(
    "SELECT ",
    any_of!("poll_votes", "account_id"),
    " OR ",
    any_of!("mentions", "account_id"),
    " OR ",
    any_of!("notifications", "from_account_id"),
    " OR ",
    any_of!("notifications", "account_id"),
    " OR ",
    any_of!("favourites", "account_id"),
    " OR ",
    any_of!("follows", "account_id"),
    " OR ",
    any_of!("follows", "target_account_id"),
    " AS related"
);
pub(super) use any_of;

/// Removes a slice of what these accounts did and what refers to them.
pub(crate) struct RemoveRelations<'a> {
    pub(crate) accounts: &'a [i64],
    /// Rows of one kind.
    pub(crate) size: i64,
    pub(crate) telling: Option<Telling>,
}

impl Step for RemoveRelations<'_> {
    /// Whether there may be more.
    type Done = (bool, Effects);

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<Self::Done, sqlx::Error> {
        let mut effects = Effects::default();
        let more = remove_slice(c, catalogue, self.accounts, self.size, self.telling, &mut effects).await?;
        Ok((more, effects))
    }
}

/// Whether there may be anything of it.
pub(super) async fn any(c: &mut PgConnection, catalogue: &Catalogue, accounts: &[i64]) -> Result<bool, sqlx::Error> {
    let reactions = catalogue.has_table("emoji_reactions");
    Ok(reactions || sql::query(ANY).bind(accounts).fetch_one(c).await?.try_get("related")?)
}

/// Removes a slice of that many rows of every kind; tells whether there may be more.
pub(super) async fn remove_slice(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    accounts: &[i64],
    size: i64,
    telling: Option<Telling>,
    effects: &mut Effects,
) -> Result<bool, sqlx::Error> {
    let mut more = false;
    for slice in OTHERS {
        more |= full(&take(c, slice, accounts, size).await?, size)?;
    }
    // What counts for others comes last: it is locked from here on.
    let reactions = reactions::remove_slice(c, catalogue, accounts, size).await?;
    more |= reactions.count * 2 >= size;
    let favourites = take(c, FAVOURITES, accounts, size).await?;
    let follows = take(c, FOLLOWS, accounts, size).await?;
    if let Some(telling) = telling {
        effects.recounted(reactions.statuses, telling);
        effects.recounted(favourites.try_get("statuses")?, telling);
        for follow in unfollowed(&follows)? {
            effects.unfollowed(&follow);
        }
    }
    Ok(more | full(&favourites, size)? | full(&follows, size)?)
}

async fn take(c: &mut PgConnection, slice: &'static str, accounts: &[i64], size: i64) -> Result<PgRow, sqlx::Error> {
    sql::query(slice).bind(accounts).bind(size).fetch_one(c).await
}

/// What lies between two of the accounts is found twice, so a full slice may be only half as many rows.
fn full(taken: &PgRow, size: i64) -> Result<bool, sqlx::Error> {
    Ok(taken.try_get::<i64, _>("n")? * 2 >= size)
}

fn unfollowed(taken: &PgRow) -> Result<impl Iterator<Item = Follow>, sqlx::Error> {
    let followers: Vec<i64> = taken.try_get("followers")?;
    let followed: Vec<i64> = taken.try_get("followed")?;
    let origins: Vec<Option<String>> = taken.try_get("origins")?;
    let sides = followers.into_iter().zip(followed).zip(origins);
    Ok(sides.map(|((follower, followed), origin)| Follow { follower, followed, origin }))
}
