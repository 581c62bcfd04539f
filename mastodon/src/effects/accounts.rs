//! The effects of what accounts had to do with others, and of the accounts themselves.

use sqlx::{PgConnection, Row};

use super::{Effects, Telling};
use crate::sql;

/// A follow that is gone.
pub(crate) struct Follow {
    pub(crate) follower: i64,
    pub(crate) followed: i64,
    /// Where the follower comes from: the beginning of its address up to its server's name, or `local`.
    pub(crate) origin: Option<String>,
}

impl Effects {
    /// What Rails keeps of a relationship: Mirrors Follow's callbacks.
    pub(crate) fn unfollowed(&mut self, follow: &Follow) {
        let Follow { follower, followed, origin } = follow;
        self.strangers(*follower, *followed);
        if let Some(origin) = origin {
            self.cache.push(format!("followers_hash:{followed}:{origin}"));
        }
        // Kept from 4.3 on; before, there is nothing to drop.
        self.cache.push(format!("follow_recommendations/{follower}"));
    }

    /// What is kept of a post whose favourites or reactions are counted anew.
    pub(crate) fn recounted(&mut self, posts: Vec<i64>, telling: Telling) {
        self.cache.extend(posts.iter().map(|post| format!("statuses/{post}")));
        if telling.search {
            self.queue("chewy:queue:StatusesIndex", posts);
        }
    }

    fn strangers(&mut self, one: i64, other: i64) {
        self.cache.extend([format!("relationships/{one}/{other}"), format!("relationships/{other}/{one}")]);
    }
}

const BLOCKS: &str = "SELECT account_id, target_account_id FROM blocks
WHERE account_id = ANY($1) OR target_account_id = ANY($1)";

/// Adds the effects of the rows of these accounts, which take their blocks and bookmarks along.
pub(crate) async fn of_rows(
    c: &mut PgConnection,
    accounts: &[i64],
    telling: Telling,
    effects: &mut Effects,
) -> Result<(), sqlx::Error> {
    for row in sql::query(BLOCKS).bind(accounts).fetch_all(&mut *c).await? {
        let (by, of): (i64, i64) = (row.try_get("account_id")?, row.try_get("target_account_id")?);
        effects.strangers(by, of);
        effects.cache.extend([format!("exclude_account_ids_for:{by}"), format!("exclude_account_ids_for:{of}")]);
    }
    if telling.search {
        let bookmarks = sql::query("SELECT DISTINCT status_id FROM bookmarks WHERE account_id = ANY($1)");
        let bookmarks = bookmarks.bind(accounts).fetch_all(c).await?;
        let posts = bookmarks.iter().map(|row| row.try_get("status_id")).collect::<Result<_, _>>()?;
        effects.queue("chewy:queue:StatusesIndex", posts);
        effects.queue("chewy:queue:AccountsIndex", accounts.to_vec());
    }
    Ok(())
}
