//! The effects of posts that go.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::{PgConnection, Row};

use super::{Effects, Leaving, Post, Telling};
use crate::catalogue::Catalogue;
use crate::sql;

const POSTS: &str = "SELECT id, account_id, reblog_of_id FROM statuses WHERE id = ANY($1) ORDER BY id";

/// Feeds of members who follow an author and were here lately; the others have none.
///
/// From each author to who follows it: from the members on, it would be everybody they follow.
const HOMES: &str = "SELECT f.target_account_id AS author, f.account_id AS owner
FROM unnest($1::bigint[]) AS author(id)
CROSS JOIN LATERAL (
  SELECT target_account_id, account_id FROM follows
  WHERE target_account_id >= author.id AND target_account_id <= author.id ORDER BY target_account_id OFFSET 0
) AS f
WHERE EXISTS (
  SELECT FROM users u
  WHERE u.account_id = f.account_id AND u.current_sign_in_at >= now() AT TIME ZONE 'UTC' - make_interval(days => $2) OFFSET 0)";

/// Lists of such members that an author is in.
const LISTS: &str = "SELECT la.account_id AS author, l.id AS owner
FROM list_accounts la JOIN lists l ON l.id = la.list_id JOIN users u ON u.account_id = l.account_id
WHERE la.account_id = ANY($1) AND u.current_sign_in_at >= now() AT TIME ZONE 'UTC' - make_interval(days => $2)";

/// Posts that may stand on an open page of a public timeline: an id holds its milliseconds above 16 bits.
const PUBLIC: &str = "SELECT s.id,
  EXISTS (SELECT FROM media_attachments m WHERE m.status_id = s.id) AS media,
  ARRAY(SELECT DISTINCT lower(t.name) FROM statuses_tags st JOIN tags t ON t.id = st.tag_id
        WHERE st.status_id = s.id ORDER BY 1) AS tags
FROM statuses s
WHERE s.id = ANY($1) AND s.account_id = ANY($2) AND s.visibility = 0
  AND s.id > (extract(epoch FROM now() - interval '14 days') * 1000)::bigint << 16
ORDER BY s.id";

/// Direct posts with the members they name; glitch-soc keeps a feed of them.
const DIRECT: &str = "SELECT DISTINCT m.account_id AS owner, s.id
FROM statuses s
CROSS JOIN LATERAL (
  SELECT account_id FROM mentions WHERE status_id >= s.id AND status_id <= s.id ORDER BY status_id OFFSET 0
) AS m
WHERE s.id = ANY($1) AND s.account_id = ANY($2) AND s.visibility = 3
  AND (SELECT a.domain IS NULL FROM accounts a WHERE a.id = m.account_id)
ORDER BY 1, 2";

/// Reads the effects of these posts, among them boosts by others of posts of these accounts, just before they go.
///
/// Mirrors app/services/batched_remove_status_service.rb.
pub(crate) async fn of(
    c: &mut PgConnection,
    catalogue: &Catalogue,
    gone: &[i64],
    accounts: &[i64],
    telling: Telling,
) -> Result<Effects, sqlx::Error> {
    let mut effects = Effects::default();
    if telling.search {
        effects.queue("chewy:queue:StatusesIndex", gone.to_vec());
        // The public index and this column came together, in 4.2.
        if catalogue.has_column("accounts", "indexable") {
            effects.queue("chewy:queue:PublicStatusesIndex", gone.to_vec());
        }
    }
    if telling.timelines {
        feeds(c, gone, telling.active_days, &mut effects).await?;
        public(c, gone, accounts, &mut effects).await?;
    }
    // Only glitch-soc has both columns. It cleans these feeds in a purge, too.
    if catalogue.has_column("statuses", "local_only") && catalogue.has_column("statuses", "content_type") {
        direct(c, gone, accounts, &mut effects).await?;
    }
    Ok(effects)
}

async fn feeds(c: &mut PgConnection, gone: &[i64], active_days: i32, effects: &mut Effects) -> Result<(), sqlx::Error> {
    let mut by_author: HashMap<i64, Vec<Post>> = HashMap::new();
    for row in sql::query(POSTS).bind(gone).fetch_all(&mut *c).await? {
        let post = Post { id: row.try_get("id")?, boosted: row.try_get("reblog_of_id")? };
        by_author.entry(row.try_get("account_id")?).or_default().push(post);
    }
    let authors: Vec<i64> = by_author.keys().copied().collect();
    let by_author: HashMap<i64, Arc<[Post]>> = by_author.into_iter().map(|(id, posts)| (id, posts.into())).collect();
    for (select, feed, channel) in [(HOMES, "feed:home", "timeline"), (LISTS, "feed:list", "timeline:list")] {
        for row in sql::query(select).bind(&authors).bind(active_days).fetch_all(&mut *c).await? {
            let owner: i64 = row.try_get("owner")?;
            if let Some(posts) = by_author.get(&row.try_get("author")?) {
                let (feed, channel) = (format!("{feed}:{owner}"), format!("{channel}:{owner}"));
                effects.feeds.push(Leaving { feed, channel, posts: Arc::clone(posts) });
            }
        }
    }
    Ok(())
}

async fn public(
    c: &mut PgConnection,
    gone: &[i64],
    accounts: &[i64],
    effects: &mut Effects,
) -> Result<(), sqlx::Error> {
    for row in sql::query(PUBLIC).bind(gone).bind(accounts).fetch_all(c).await? {
        let id: i64 = row.try_get("id")?;
        let mut channels = vec!["timeline:public".to_owned(), "timeline:public:remote".to_owned()];
        if row.try_get("media")? {
            channels.extend(["timeline:public:media".to_owned(), "timeline:public:remote:media".to_owned()]);
        }
        let tags: Vec<String> = row.try_get("tags")?;
        channels.extend(tags.iter().map(|tag| format!("timeline:hashtag:{tag}")));
        effects.deleted.extend(channels.into_iter().map(|channel| (channel, id)));
    }
    Ok(())
}

async fn direct(
    c: &mut PgConnection,
    gone: &[i64],
    accounts: &[i64],
    effects: &mut Effects,
) -> Result<(), sqlx::Error> {
    let mut by_owner: HashMap<i64, Vec<Post>> = HashMap::new();
    for row in sql::query(DIRECT).bind(gone).bind(accounts).fetch_all(c).await? {
        let post = Post { id: row.try_get("id")?, boosted: None };
        by_owner.entry(row.try_get("owner")?).or_default().push(post);
    }
    effects.feeds.extend(by_owner.into_iter().map(|(owner, posts)| Leaving {
        feed: format!("feed:direct:{owner}"),
        channel: format!("timeline:direct:{owner}"),
        posts: posts.into(),
    }));
    Ok(())
}
