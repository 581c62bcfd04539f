//! Our site: a Mastodon's database, to which day after day what reaches it is written.

use std::collections::{BTreeSet, HashMap};

use model::Millis;
use model::time::DAY_MS;
use sqlx::{PgConnection, PgPool};

use super::draw::MEMBERS;
use super::luck::{Luck, Stream};
use super::{History, START};
use crate::world::moment::{snowflake, timestamp};

/// Members' ids; those of others are made of time.
const FIRST_MEMBER: i64 = 1_000;
/// Posts of others are kept for so many days, so that the table stays small.
const POSTS_KEPT_DAYS: i64 = 60;
/// Whoever is removed is noted by the database itself, beside Mastodon's tables.
const NOTES_REMOVALS: &str = "CREATE SCHEMA years;
    CREATE TABLE years.removed (id bigint NOT NULL);
    CREATE FUNCTION years.note() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO years.removed SELECT id FROM gone; RETURN NULL; END';
    CREATE TRIGGER years_note AFTER DELETE ON accounts REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION years.note()";
/// What is written here refers to rows that are there, and nothing refers to what is deleted here:
/// PostgreSQL need not look at every foreign key.
const TRUSTED: &str = "SET LOCAL session_replication_role = replica";

/// The site of a history.
#[derive(Debug)]
pub struct Home<'a> {
    pool: PgPool,
    history: &'a History,
    places: HashMap<i64, usize>,
    there: Vec<bool>,
    given_up: BTreeSet<usize>,
}

/// The id of an account in Mastodon's database.
fn id(history: &History, place: usize) -> i64 {
    snowflake(history.accounts[place].known_from, u32::try_from(place).unwrap_or_default())
}

fn stamps(moments: impl Iterator<Item = Millis>) -> Vec<String> {
    moments.map(timestamp).collect()
}

impl<'a> Home<'a> {
    /// Fills an empty Mastodon database with what the site knows at the start.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle(pool: PgPool, history: &'a History) -> Result<Self, sqlx::Error> {
        let there = vec![false; history.accounts.len()];
        let mut home = Self { pool, history, places: HashMap::new(), there, given_up: BTreeSet::new() };
        sqlx::raw_sql(NOTES_REMOVALS).execute(&home.pool).await?;
        sqlx::query(
            "INSERT INTO accounts (id, username, private_key, created_at, updated_at)
             SELECT -99, 'mastodon.internal', $1, $3::timestamp, $3::timestamp
             UNION ALL SELECT $2 + n, 'm' || n, NULL, $3::timestamp, $3::timestamp FROM generate_series(0, $4 - 1) AS n",
        )
        .bind(crate::instance_key::PRIVATE)
        .bind(FIRST_MEMBER)
        .bind(timestamp(START))
        .bind(i32::try_from(MEMBERS).unwrap_or_default())
        .execute(&home.pool)
        .await?;
        let first: Vec<usize> =
            (0..history.accounts.len()).filter(|at| history.accounts[*at].known_from < START).collect();
        let mut connection = home.pool.acquire().await?;
        home.meet(&mut connection, &first, START).await?;
        sqlx::query("ANALYZE").execute(&mut *connection).await?;
        Ok(home)
    }

    /// The place in the history of an account of the database.
    #[must_use]
    pub fn place_of(&self, id: i64) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// Whether an account of the history is there.
    #[must_use]
    pub fn has(&self, place: usize) -> bool {
        self.there[place]
    }

    /// Who was removed since this was last asked, by place in the history.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn removed(&mut self) -> Result<Vec<usize>, sqlx::Error> {
        let ids: Vec<i64> = sqlx::query_scalar("DELETE FROM years.removed RETURNING id").fetch_all(&self.pool).await?;
        let removed: Vec<usize> = ids.into_iter().filter_map(|id| self.place_of(id)).collect();
        for place in &removed {
            self.there[*place] = false;
        }
        Ok(removed)
    }

    /// Writes what reaches the site on a day of those that are there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn day(&mut self, day: u32) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        sqlx::query(TRUSTED).execute(&mut *tx).await?;
        let known: Vec<usize> = self.history.newly_known(day).collect();
        self.meet(&mut tx, &known, self.history.clocks(self.history.years.day(day)).1).await?;
        let signs: Vec<_> = self.history.signs(day).into_iter().filter(|sign| self.has(sign.account)).collect();
        let ids: Vec<i64> = signs.iter().map(|sign| id(self.history, sign.account)).collect();
        let shown = |at: Millis| self.history.clocks(at).1;
        let at = stamps(signs.iter().map(|sign| shown(sign.at)));
        let posts: Vec<i64> = signs.iter().map(|sign| snowflake(shown(sign.at), sign.account as u32)).collect();
        sqlx::query(
            "WITH signs AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::timestamp[]) AS s (post, account, at)),
               counted AS (
                 INSERT INTO account_stats (account_id, created_at, updated_at, last_status_at, statuses_count)
                 SELECT account, at, at, at, 1 FROM signs
                 ON CONFLICT (account_id) DO UPDATE SET last_status_at = excluded.last_status_at,
                   statuses_count = account_stats.statuses_count + 1)
             INSERT INTO statuses (id, account_id, uri, created_at, updated_at, local)
             SELECT post, account, 'https://posts.example/' || post, at, at, false FROM signs",
        )
        .bind(&posts)
        .bind(&ids)
        .bind(&at)
        .execute(&mut *tx)
        .await?;
        self.fetched(
            &mut tx,
            &signs.iter().filter(|sign| sign.fetched).map(|sign| (sign.account, shown(sign.at))).collect::<Vec<_>>(),
        )
        .await?;
        self.deliver(&mut tx, day, &signs.iter().map(|sign| self.history.accounts[sign.account].server).collect())
            .await?;
        tx.commit().await?;
        if day % 30 == 29 {
            self.tidy(day).await?;
        }
        Ok(())
    }

    /// Mastodon gets to know accounts: somebody here saw or followed them.
    async fn meet(&mut self, to: &mut PgConnection, places: &[usize], at: Millis) -> Result<(), sqlx::Error> {
        if places.is_empty() {
            return Ok(());
        }
        let history = self.history;
        let ids: Vec<i64> = places.iter().map(|place| id(history, *place)).collect();
        self.places.extend(ids.iter().copied().zip(places.iter().copied()));
        for place in places {
            self.there[*place] = true;
        }
        let of = |place: usize| (&history.accounts[place], &history.servers[history.accounts[place].server]);
        let text = |make: &dyn Fn(usize) -> String| places.iter().map(|place| make(*place)).collect::<Vec<String>>();
        let names = text(&|place| of(place).0.name.clone());
        let domains = text(&|place| of(place).1.domain.clone());
        let uris = text(&|place| format!("https://{}{}", of(place).1.host, of(place).0.path));
        let inboxes = text(&|place| format!("https://{}/inbox", of(place).1.host));
        let seen = stamps(places.iter().map(|place| history.seen_at_first(*place).min(at)));
        sqlx::query(
            "INSERT INTO accounts (id, username, domain, uri, url, inbox_url, shared_inbox_url, protocol,
               created_at, updated_at, last_webfingered_at)
             SELECT id, name, domain, uri, uri, inbox, inbox, 1, seen, seen, seen
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamp[])
               AS a (id, name, domain, uri, inbox, seen)",
        )
        .bind(&ids)
        .bind(&names)
        .bind(&domains)
        .bind(&uris)
        .bind(&inboxes)
        .bind(&seen)
        .execute(&mut *to)
        .await?;
        let new: BTreeSet<usize> = places.iter().copied().collect();
        let follows = history.follows.iter().filter(|(_, place)| new.contains(place));
        let (members, targets): (Vec<i64>, Vec<i64>) =
            follows.map(|(member, place)| (FIRST_MEMBER + *member as i64, id(history, *place))).unzip();
        sqlx::query(
            "INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
             SELECT member, target, $3::timestamp, $3::timestamp FROM unnest($1::bigint[], $2::bigint[]) AS f (member, target)",
        )
        .bind(&members)
        .bind(&targets)
        .bind(timestamp(at))
        .execute(&mut *to)
        .await?;
        Ok(())
    }

    /// Mastodon fetched the documents of these accounts.
    async fn fetched(&self, to: &mut PgConnection, fetched: &[(usize, Millis)]) -> Result<(), sqlx::Error> {
        let ids: Vec<i64> = fetched.iter().map(|(place, _)| id(self.history, *place)).collect();
        sqlx::query(
            "UPDATE accounts AS a SET last_webfingered_at = f.at, updated_at = f.at
             FROM unnest($1::bigint[], $2::timestamp[]) AS f (id, at) WHERE a.id = f.id",
        )
        .bind(&ids)
        .bind(stamps(fetched.iter().map(|(_, at)| *at)))
        .execute(&mut *to)
        .await?;
        Ok(())
    }

    /// Mastodon gives servers up, and takes those back from which something came.
    async fn deliver(&mut self, to: &mut PgConnection, day: u32, heard: &BTreeSet<usize>) -> Result<(), sqlx::Error> {
        let history = self.history;
        let host = |place: &usize| history.servers[*place].host.clone();
        let new: Vec<usize> = (0..history.servers.len())
            .filter(|place| {
                !self.given_up.contains(place) && !heard.contains(place) && history.is_given_up(*place, day)
            })
            .collect();
        let back: Vec<usize> = self.given_up.intersection(heard).copied().collect();
        if !new.is_empty() {
            sqlx::query(
                "INSERT INTO unavailable_domains (domain, created_at, updated_at)
                 SELECT DISTINCT a.domain, $2::timestamp, $2::timestamp FROM unnest($1::text[]) AS a (domain)
                 ON CONFLICT DO NOTHING",
            )
            .bind(new.iter().map(host).collect::<Vec<_>>())
            .bind(timestamp(history.clocks(history.years.day(day)).1))
            .execute(&mut *to)
            .await?;
        }
        if !back.is_empty() {
            sqlx::query("DELETE FROM unavailable_domains WHERE domain = ANY($1)")
                .bind(back.iter().map(host).collect::<Vec<_>>())
                .execute(&mut *to)
                .await?;
        }
        self.given_up.extend(new);
        self.given_up.retain(|place| !back.contains(place));
        Ok(())
    }

    /// Old posts of others go, as on a site that keeps them for a while.
    async fn tidy(&self, day: u32) -> Result<(), sqlx::Error> {
        let before = snowflake(self.history.years.day(day).plus_ms(-POSTS_KEPT_DAYS * DAY_MS), 0);
        let mut tx = self.pool.begin().await?;
        sqlx::query(TRUSTED).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM statuses WHERE id < $1 AND local = false").bind(before).execute(&mut *tx).await?;
        tx.commit().await?;
        sqlx::query("VACUUM ANALYZE statuses, accounts, account_stats").execute(&self.pool).await?;
        Ok(())
    }
}

impl History {
    /// When Mastodon last fetched an account before the history begins, or got to know it.
    pub(super) fn seen_at_first(&self, place: usize) -> Millis {
        let known_from = self.accounts[place].known_from;
        let before = START.plus_ms(-8 * DAY_MS);
        if known_from >= before {
            return known_from;
        }
        Luck::new(self.years.seed, Stream::Follows, self.accounts.len() + place).moment(known_from, before)
    }
}
