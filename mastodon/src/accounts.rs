//! The table `accounts`: who is to be checked. Nothing secret of it is ever read.

pub(crate) mod directory;
pub(crate) mod of_server;
mod samples;
pub(crate) mod stretches;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use model::{AccountId, Domain, Millis};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Postgres, Row, Transaction};

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::receipts::seen;
use crate::{moments, sql};

pub use of_server::{of_domain, unconfirmed};
pub use samples::samples;

/// A server and how many of its accounts want checking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainToCheck {
    pub domain: Domain,
    pub accounts: u64,
}

/// An account of another server, as far as asking about it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAccount {
    pub id: AccountId,
    pub username: String,
    pub domain: Domain,
    /// Its ActivityPub address; may be empty, and is where the database has none.
    pub uri: String,
    /// The page of its profile.
    pub url: Option<String>,
}

impl RemoteAccount {
    /// `alice@gone.example`
    #[must_use]
    pub fn handle(&self) -> String {
        format!("{}@{}", self.username, self.domain)
    }
}

/// Which account nothing has confirmed since.
macro_rules! unconfirmed {
    () => {
        "protocol = 1
  AND ($2::timestamp IS NULL
       OR ((updated_at < $2 OR updated_at > $3) AND (created_at < $2 OR created_at > $3)
           AND (last_webfingered_at IS NULL OR last_webfingered_at < $2 OR last_webfingered_at > $3)))"
    };
}

/// Of these servers, each by the index.
const OF_NAMED: &str = concat!(
    "SELECT named.domain, there.accounts FROM unnest($1::text[]) AS named (domain)
CROSS JOIN LATERAL (
  SELECT count(*) AS accounts FROM accounts
  WHERE domain >= named.domain AND domain <= named.domain AND ",
    unconfirmed!(),
    ") AS there"
);

/// Of all, or without an index of those that are named: a stretch of accounts.
const OF_STRETCH: &str = concat!(
    "WITH stretch AS MATERIALIZED (
  SELECT id, domain, protocol, updated_at, created_at, last_webfingered_at
  FROM accounts WHERE id > $4 ORDER BY id LIMIT $5
)
SELECT domain, max(id) AS last, count(*) FILTER (
  WHERE (cardinality($1::text[]) = 0 OR domain = ANY($1)) AND ",
    unconfirmed!(),
    ") AS accounts
FROM stretch GROUP BY domain"
);

/// Accounts per statement.
const ROWS: i64 = 10_000;

/// The servers with ActivityPub accounts that nothing has confirmed since that moment; without one, all accounts want checking.
///
/// Mirrors lib/mastodon/cli/accounts.rb#cull, which skips what was updated or webfingered within
/// its days. Suspended, moved and bot accounts are checked like all others. A moment to come
/// confirms nothing: other servers choose since when an account is there. One pass through the
/// accounts, some thousand at a time; of servers that are named, the index by domain where there is
/// one.
///
/// # Errors
/// When the database does not answer.
pub async fn domains_to_check(
    mastodon: &Mastodon,
    unconfirmed_since: Option<Millis>,
    only: &[Domain],
    now: Millis,
) -> Result<Vec<DomainToCheck>, ReadError> {
    let since = (unconfirmed_since.map(sql::timestamp), moments::latest(now));
    let named = !only.is_empty() && mastodon.catalogue.has_index("accounts", "domain");
    let read = async {
        let mut counted = BTreeMap::new();
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            let asked =
                sql::query(if named { OF_NAMED } else { OF_STRETCH }).bind(names(only)).bind(since.0).bind(since.1);
            let asked = if named { asked } else { asked.bind(from).bind(ROWS) };
            let rows = asked.read_all(&mastodon.pool).await?;
            after = None;
            for row in rows {
                if !named {
                    after = after.max(Some(row.try_get("last")?));
                }
                let Some(domain) = row.try_get::<Option<String>, _>("domain")? else { continue };
                *counted.entry(domain).or_default() += row.try_get::<i64, _>("accounts")?.unsigned_abs();
            }
        }
        Ok(counted)
    };
    let counted: BTreeMap<String, u64> = read.await.map_err(ReadError::DomainsToCheck)?;
    let counted = counted.into_iter().filter(|(_, accounts)| *accounts > 0);
    let domains = counted.map(|(domain, accounts)| DomainToCheck { domain: Domain::from_database(domain), accounts });
    Ok(domains.collect())
}

fn remote_account(row: &PgRow) -> Result<RemoteAccount, sqlx::Error> {
    Ok(RemoteAccount {
        id: AccountId(row.try_get("id")?),
        username: row.try_get("username")?,
        domain: Domain::from_database(row.try_get("domain")?),
        // May be NULL from 4.7 on.
        uri: row.try_get::<Option<String>, _>("uri")?.unwrap_or_default(),
        url: row.try_get("url")?,
    })
}

const OF_IDS: &str =
    "SELECT id, username, domain, uri, url FROM accounts WHERE id = ANY($1) AND domain IS NOT NULL ORDER BY id";

/// Those of these accounts that are there and belong to other servers, by id.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ids(mastodon: &Mastodon, ids: &[AccountId]) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let rows = sql::query(OF_IDS).bind(raw(ids)).read_all(&mastodon.pool).await?;
        rows.iter().map(remote_account).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Existing { count: ids.len(), source })
}

/// Which of these accounts are there.
///
/// # Errors
/// When the database does not answer.
pub async fn existing(mastodon: &Mastodon, ids: &[AccountId]) -> Result<BTreeSet<AccountId>, ReadError> {
    let read = async {
        let rows =
            sql::query("SELECT id FROM accounts WHERE id = ANY($1)").bind(raw(ids)).read_all(&mastodon.pool).await?;
        rows.iter().map(|row| row.try_get("id").map(AccountId)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Existing { count: ids.len(), source })
}

// $2 is the latest moment that is not to come, $3 the last post that is not. A post may carry a
// time to come: then its id tells when it came. Each part is in the order of the one index that
// leads to it: by the id of a post alone, those of everybody would be gone through.
const LAST_LIFE: &str = "SELECT a.id, greatest(
  CASE WHEN a.updated_at <= $2 THEN a.updated_at END,
  CASE WHEN a.last_webfingered_at <= $2 THEN a.last_webfingered_at END,
  (SELECT t.last_status_at FROM account_stats t WHERE t.account_id = a.id AND t.last_status_at <= $2),
  (SELECT CASE
     WHEN least(s.created_at, s.updated_at) <= $2 THEN least(s.created_at, s.updated_at)
     ELSE timestamp 'epoch' + (s.id >> 16) * interval '1 millisecond' END
   FROM statuses s
   WHERE s.account_id >= a.id AND s.account_id <= a.id AND s.id <= $3 AND SEEN
   ORDER BY s.account_id DESC, s.id DESC LIMIT 1),
  (SELECT max(f.created_at) FROM follows f
   WHERE f.account_id >= a.id AND f.account_id <= a.id AND f.created_at <= $2),
  (SELECT max(n.created_at) FROM notifications n
   WHERE n.from_account_id >= a.id AND n.from_account_id <= a.id AND n.activity_type <> 'Poll'
     AND n.created_at <= $2)) AS at
FROM accounts a
WHERE a.id = ANY($1)";

/// The newest thing that reached Mastodon from each of these accounts: a refreshed profile, a post,
/// a follow, or whatever else a member was notified of. Never later than now, as
/// [`crate::domains::last_life`] tells it. Who is not there any more has no entry.
///
/// Leans on the indexes that begin with the account.
///
/// # Errors
/// When the database does not answer.
pub async fn last_life(
    mastodon: &Mastodon,
    ids: &[AccountId],
    now: Millis,
) -> Result<BTreeMap<AccountId, Millis>, ReadError> {
    let read = async {
        let text = AssertSqlSafe(LAST_LIFE.replace("SEEN", seen(&mastodon.catalogue)));
        let rows = sql::query(text)
            .bind(raw(ids))
            .bind(moments::latest(now))
            .bind(moments::latest_post(now))
            .read_all(&mastodon.pool)
            .await?;
        let life = |row: &PgRow| {
            let (id, at): (i64, Option<NaiveDateTime>) = (row.try_get("id")?, row.try_get("at")?);
            Ok(at.map(|at| (AccountId(id), sql::millis(at).min(now))))
        };
        rows.iter().filter_map(|row| life(row).transpose()).collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::LastLifeOfAccounts { count: ids.len(), source })
}

const REMOTE: &str = "WITH stretch AS MATERIALIZED (SELECT id, domain FROM accounts WHERE id > $1 ORDER BY id LIMIT $2)
SELECT max(id) AS last, count(domain) AS n FROM stretch";

/// How many accounts of other servers there are. One pass through the accounts, some thousand at a
/// time.
///
/// # Errors
/// When the database does not answer.
pub async fn remote(mastodon: &Mastodon) -> Result<u64, ReadError> {
    let read = async {
        let (mut counted, mut after) = (0, i64::MIN);
        loop {
            let row = sql::query(REMOTE).bind(after).bind(ROWS).read_one(&mastodon.pool).await?;
            let Some(last) = row.try_get("last")? else { return Ok(counted) };
            after = last;
            counted += row.try_get::<i64, _>("n")?.unsigned_abs();
        }
    };
    read.await.map_err(ReadError::Totals)
}

/// Ids as PostgreSQL takes them.
pub(crate) fn raw(ids: &[AccountId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

/// Names as PostgreSQL takes them.
pub(crate) fn names(domains: &[Domain]) -> Vec<String> {
    domains.iter().map(ToString::to_string).collect()
}

/// The ids among these that belong to members, in order, and the ids of accounts of other servers that are there.
pub(crate) async fn told_apart(
    tx: &mut Transaction<'_, Postgres>,
    ids: &[AccountId],
) -> Result<(Vec<AccountId>, Vec<AccountId>), sqlx::Error> {
    let rows = sql::query("SELECT id, domain IS NULL AS local FROM accounts WHERE id = ANY($1) ORDER BY id")
        .bind(raw(ids))
        .fetch_all(tx)
        .await?;
    let (mut members, mut remote) = (Vec::new(), Vec::new());
    for row in rows {
        let id = AccountId(row.try_get("id")?);
        if row.try_get("local")? { members.push(id) } else { remote.push(id) }
    }
    Ok((members, remote))
}
