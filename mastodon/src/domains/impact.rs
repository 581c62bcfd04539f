//! What a purge of servers would touch, counted a stretch of accounts at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use model::case::Impact;
use model::{Bytes, Domain, Millis};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::life;
use crate::accounts::names;
use crate::accounts::stretches::Stretches;
use crate::connect::Mastodon;
use crate::deletion::pace::Slices;
use crate::deletion::statuses;
use crate::read_error::ReadError;
use crate::receipts::seen;
use crate::sql;

const COUNTED: &str = include_str!("impact.sql");

/// Our members who follow somebody there: each counts once per server, however many they follow.
const MEMBERS: &str = "SELECT DISTINCT there.domain, f.account_id AS id
FROM (SELECT id, domain FROM accounts WHERE id = ANY($1) OFFSET 0) AS there
CROSS JOIN LATERAL (
  SELECT account_id FROM follows
  WHERE target_account_id >= there.id AND target_account_id <= there.id ORDER BY target_account_id OFFSET 0
) AS f
WHERE (SELECT m.domain IS NULL FROM accounts m WHERE m.id = f.account_id)";

/// Who wrote to our members alone; several people there may have written in one conversation.
const TALKS: &str = "SELECT DISTINCT there.domain, s.conversation_id AS id
FROM (SELECT id, domain FROM accounts WHERE id = ANY($1) OFFSET 0) AS there
CROSS JOIN LATERAL (
  SELECT conversation_id FROM statuses s
  WHERE s.account_id >= there.id AND s.account_id <= there.id AND s.visibility = 3 AND SEEN
    AND s.conversation_id IS NOT NULL
  ORDER BY s.account_id OFFSET 0
) AS s";

/// There is no index by server.
const EMOJIS: &str = "SELECT domain, count(*) AS n, coalesce(sum(image_file_size), 0)::bigint AS bytes
FROM custom_emojis WHERE domain = ANY($1) GROUP BY domain";

const UNAVAILABLE: &str = "SELECT domain, created_at FROM unavailable_domains WHERE domain = ANY($1)";

/// Accounts per stretch: of the first one, at least, and at most. Some have a post, others 50,000.
const ACCOUNTS: (i64, i64, i64) = (50, 5, 300);
/// Between two stretches, so that those who use the site go first.
const REST: Duration = Duration::from_millis(5);

/// What was counted so far.
#[derive(Default)]
struct Tally {
    impact: Impact,
    members: BTreeSet<i64>,
    talks: BTreeSet<i64>,
}

/// What a purge of each of these servers would touch here; a server that Mastodon does not know has
/// no entry.
///
/// Counts everything that each account did, as many accounts at a time as take a tenth of a second,
/// so a server with a million posts takes a while but no statement does. Leans on the indexes that
/// begin with the account, and from 4.2 on with the domain; without that, one pass through the
/// accounts serves all servers.
///
/// # Errors
/// When the database does not answer.
pub async fn impact(
    mastodon: &Mastodon,
    domains: &[Domain],
    now: Millis,
) -> Result<BTreeMap<Domain, Impact>, ReadError> {
    let read = async {
        let mut tallies: BTreeMap<Domain, Tally> = BTreeMap::new();
        let mut stretches = Stretches::of(mastodon, domains);
        let (first, fewest, most) = ACCOUNTS;
        let slices = Slices::of(first, fewest, most);
        while let Some(ids) = stretches.next(usize::try_from(slices.size()).unwrap_or_default()).await? {
            let (size, begun) = (slices.size(), Instant::now());
            count(mastodon, &ids, &mut tallies).await?;
            slices.learn(size, begun.elapsed(), ids.len() as i64 == size);
            tokio::time::sleep(REST).await;
        }
        let mut tx = sql::reading(&mastodon.pool).await?;
        beside_accounts(&mut tx, domains, &mut tallies).await?;
        tx.commit().await?;
        let life = life::life(mastodon, domains, now).await?;
        let whole = tallies.into_iter().map(|(domain, tally)| {
            let Tally { mut impact, members, talks } = tally;
            impact.media += impact.pictures + impact.post_media;
            (impact.members_following, impact.conversations) = (members.len() as u64, talks.len() as u64);
            impact.last_sign_of_life = life.get(&domain).copied();
            (domain, impact)
        });
        Ok(whole.collect())
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

/// Adds what a stretch of accounts has. Each question is a transaction of its own: nothing has to
/// be of one moment, and each holds a snapshot no longer than it must.
async fn count(mastodon: &Mastodon, ids: &[i64], tallies: &mut BTreeMap<Domain, Tally>) -> Result<(), sqlx::Error> {
    let (pool, catalogue) = (&mastodon.pool, &mastodon.catalogue);
    // Where posts expire, those that have are in no index by account.
    let indexed = if statuses::expire(catalogue) { seen(catalogue) } else { "true" };
    let counted = AssertSqlSafe(COUNTED.replace("SEEN", seen(catalogue)).replace("INDEXED", indexed));
    for row in sql::query(counted).bind(ids).read_all(pool).await? {
        let impact = &mut tallies.entry(domain(&row)?).or_default().impact;
        let number = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        impact.accounts += number("accounts")?;
        impact.statuses += number("statuses")?;
        impact.pictures += Bytes(number("picture_bytes")?);
        impact.post_media += Bytes(number("post_bytes")?);
        impact.bookmarked += number("bookmarked")?;
        impact.favourited += number("favourited")?;
        impact.followed_there += number("followed_there")?;
        impact.followers_there += number("followers_there")?;
    }
    for row in sql::query(MEMBERS).bind(ids).read_all(pool).await? {
        tallies.entry(domain(&row)?).or_default().members.insert(row.try_get("id")?);
    }
    let talks = AssertSqlSafe(TALKS.replace("SEEN", seen(catalogue)));
    for row in sql::query(talks).bind(ids).read_all(pool).await? {
        tallies.entry(domain(&row)?).or_default().talks.insert(row.try_get("id")?);
    }
    Ok(())
}

/// Adds what does not belong to an account.
async fn beside_accounts(
    c: &mut PgConnection,
    domains: &[Domain],
    tallies: &mut BTreeMap<Domain, Tally>,
) -> Result<(), sqlx::Error> {
    for row in sql::query(EMOJIS).bind(names(domains)).fetch_all(&mut *c).await? {
        let impact = &mut tallies.entry(domain(&row)?).or_default().impact;
        impact.emojis = row.try_get::<i64, _>("n")?.unsigned_abs();
        // The sum of everything is made of it later.
        impact.media = Bytes(row.try_get::<i64, _>("bytes")?.unsigned_abs());
    }
    for row in sql::query(UNAVAILABLE).bind(names(domains)).fetch_all(c).await? {
        let impact = &mut tallies.entry(domain(&row)?).or_default().impact;
        impact.unavailable_since = Some(sql::millis(row.try_get("created_at")?));
    }
    Ok(())
}

fn domain(row: &PgRow) -> Result<Domain, sqlx::Error> {
    row.try_get("domain").map(Domain::from_database)
}
