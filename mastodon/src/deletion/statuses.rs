//! Posts: a slice of those of some accounts, with everybody's boosts of them.

use sqlx::{PgConnection, Row};

use super::{Step, conversations, counters, leftovers};
use crate::catalogue::Catalogue;
use crate::effects::{self, Effects, Telling};
use crate::sql;

/// Removes a slice of the posts of these accounts.
pub(crate) struct RemoveStatuses<'a> {
    pub(crate) accounts: &'a [i64],
    /// Posts to take, and boosts of them.
    pub(crate) size: i64,
    pub(crate) telling: Option<Telling>,
}

/// What one slice was.
#[derive(Default)]
pub(crate) struct StatusesRemoved {
    /// Posts of the accounts themselves.
    pub(crate) statuses: u64,
    /// Boosts of those posts by members.
    pub(crate) boosts_by_members: u64,
    /// Whether nothing was left to remove.
    pub(crate) finished: bool,
    /// Whether it took as many as it might.
    pub(crate) full: bool,
    /// Whether it had to look through all posts, which takes a while however many are taken.
    pub(crate) searched: bool,
    pub(crate) effects: Effects,
}

/// Each account is looked for by itself, and only an index that begins with the account is in this
/// order. Locked in the order of their ids, so that two at work here never wait for each other in a
/// circle; and no boost or reply can be added to a post that is locked.
const SLICE: &str = "SELECT id FROM statuses
WHERE id = ANY(ARRAY(
  SELECT s.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM statuses WHERE account_id >= asked.id AND account_id <= asked.id ORDER BY account_id LIMIT $2
  ) AS s
  LIMIT $2))
ORDER BY id
FOR UPDATE";

/// The same where posts expire: there the index by account knows only those that did not.
const ALIVE: &str = "SELECT id FROM statuses
WHERE id = ANY(ARRAY(
  SELECT s.id FROM unnest($1::bigint[]) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT id FROM statuses
    WHERE account_id >= asked.id AND account_id <= asked.id AND deleted_at IS NULL AND expired_at IS NULL
    ORDER BY account_id LIMIT $2
  ) AS s
  LIMIT $2))
ORDER BY id
FOR UPDATE";

/// And the others, which no index finds: one look through all posts for all of the accounts.
const EXPIRED: &str = "SELECT id FROM statuses
WHERE id = ANY(ARRAY(SELECT id FROM statuses WHERE account_id = ANY($1) LIMIT $2)) ORDER BY id FOR UPDATE";

/// Whose a boost is, is asked of each: from the members on, it would be all posts of all of them.
const BOOSTS: &str = "SELECT b.id, b.account_id = ANY($2) AS own,
  coalesce((SELECT author.domain IS NULL FROM accounts author WHERE author.id = b.account_id), false) AS by_member
FROM unnest($1::bigint[]) AS boosted(id)
CROSS JOIN LATERAL (
  SELECT id, account_id FROM statuses
  WHERE reblog_of_id >= boosted.id AND reblog_of_id <= boosted.id AND NOT id = ANY($1)
  ORDER BY reblog_of_id LIMIT $3
) AS b
LIMIT $3";

impl Step for RemoveStatuses<'_> {
    type Done = StatusesRemoved;

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<StatusesRemoved, sqlx::Error> {
        let (mut gone, searched) = self.slice(c, catalogue).await?;
        let mut done = StatusesRemoved { statuses: gone.len() as u64, searched, ..StatusesRemoved::default() };
        if gone.is_empty() {
            return Ok(StatusesRemoved { finished: true, ..done });
        }
        let more_posts = gone.len() as i64 == self.size;

        let rows = sql::query(BOOSTS).bind(&gone).bind(self.accounts).bind(self.size).fetch_all(&mut *c).await?;
        let more_boosts = rows.len() as i64 == self.size;
        if more_boosts {
            // A famous post: its boosts go first, in slices of their own, and the posts with the last of them.
            gone.clear();
            done.statuses = 0;
        }
        for row in &rows {
            gone.push(row.try_get("id")?);
            done.statuses += u64::from(row.try_get::<bool, _>("own")?);
            done.boosts_by_members += u64::from(row.try_get::<bool, _>("by_member")?);
        }

        if let Some(telling) = self.telling {
            done.effects = effects::posts::of(c, catalogue, &gone, self.accounts, telling).await?;
        }
        // Fewer than there might be are the last. What comes meanwhile is seen when the accounts' rows are to go.
        done.full = more_posts || more_boosts;
        done.finished = !done.full && !expire(catalogue);
        conversations::forget_statuses(c, catalogue, &gone).await?;
        counters::of_statuses(c, catalogue, &gone, self.accounts).await?;
        leftovers::of_statuses(c, catalogue, &gone).await?;
        sql::query("DELETE FROM statuses WHERE id = ANY($1)").bind(&gone).execute(c).await?;
        Ok(done)
    }
}

/// Whether posts expire here: then no index by account knows all of them.
pub(crate) fn expire(catalogue: &Catalogue) -> bool {
    catalogue.has_column("statuses", "expired_at")
}

impl RemoveStatuses<'_> {
    /// The posts to remove, and whether all posts had to be looked through for them.
    async fn slice(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<(Vec<i64>, bool), sqlx::Error> {
        if !expire(catalogue) {
            return Ok((self.asked(SLICE, c).await?, false));
        }
        let alive = self.asked(ALIVE, c).await?;
        if !alive.is_empty() {
            return Ok((alive, false));
        }
        sql::may_take_long(c).await?;
        Ok((self.asked(EXPIRED, c).await?, true))
    }

    async fn asked(&self, ask: &'static str, c: &mut PgConnection) -> Result<Vec<i64>, sqlx::Error> {
        let rows = sql::query(ask).bind(self.accounts).bind(self.size).fetch_all(c).await?;
        rows.iter().map(|row| row.try_get("id")).collect()
    }
}
