//! The table `accounts`: who is to be checked. Nothing secret of it is ever read.

mod samples;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use model::{AccountId, Domain, Millis};
use sqlx::postgres::PgRow;
use sqlx::{Postgres, Row, Transaction};

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::{moments, sql};

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

const DOMAINS_TO_CHECK: &str = "SELECT domain, count(*) AS accounts
FROM accounts
WHERE domain IS NOT NULL AND protocol = 1
  AND (cardinality($1::text[]) = 0 OR domain = ANY($1))
  AND ($2::timestamp IS NULL
       OR ((updated_at < $2 OR updated_at > $3) AND (created_at < $2 OR created_at > $3)
           AND (last_webfingered_at IS NULL OR last_webfingered_at < $2 OR last_webfingered_at > $3)))
GROUP BY domain
ORDER BY domain";

/// The servers with ActivityPub accounts that nothing has confirmed since that moment; without one, all accounts want checking.
///
/// Mirrors lib/mastodon/cli/accounts.rb#cull, which skips what was updated or webfingered within its days. Suspended, moved and bot
/// accounts are checked like all others. A moment to come confirms nothing: other servers choose
/// since when an account is there. One scan of the table.
///
/// # Errors
/// When the database does not answer.
pub async fn domains_to_check(
    mastodon: &Mastodon,
    unconfirmed_since: Option<Millis>,
    only: &[Domain],
    now: Millis,
) -> Result<Vec<DomainToCheck>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(DOMAINS_TO_CHECK)
            .bind(names(only))
            .bind(unconfirmed_since.map(sql::timestamp))
            .bind(moments::latest(now))
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        rows.iter().map(domain_to_check).collect::<Result<_, _>>()
    };
    read.await.map_err(ReadError::DomainsToCheck)
}

fn domain_to_check(row: &PgRow) -> Result<DomainToCheck, sqlx::Error> {
    let accounts: i64 = row.try_get("accounts")?;
    Ok(DomainToCheck { domain: Domain::from_database(row.try_get("domain")?), accounts: accounts.unsigned_abs() })
}

const UNCONFIRMED: &str = "SELECT id, username, domain, uri, url
FROM accounts
WHERE domain = $1 AND id > $2 AND protocol = 1
  AND ($3::timestamp IS NULL
       OR ((updated_at < $3 OR updated_at > $5) AND (created_at < $3 OR created_at > $5)
           AND (last_webfingered_at IS NULL OR last_webfingered_at < $3 OR last_webfingered_at > $5)))
ORDER BY id
LIMIT $4";

/// The accounts of one server that [`domains_to_check`] counts, by id.
///
/// Leans on the index (domain, id) where there is one: from 4.2 on.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed(
    mastodon: &Mastodon,
    domain: &Domain,
    after: AccountId,
    (unconfirmed_since, now): (Option<Millis>, Millis),
    limit: u32,
) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(UNCONFIRMED)
            .bind(domain.as_str())
            .bind(after.0)
            .bind(unconfirmed_since.map(sql::timestamp))
            .bind(i64::from(limit))
            .bind(moments::latest(now))
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        rows.iter().map(remote_account).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::AccountsOfDomain { domain: domain.clone(), after, source })
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

const OF_DOMAIN: &str =
    "SELECT id, username, domain, uri, url FROM accounts WHERE domain = $1 AND id > $2 ORDER BY id LIMIT $3";

/// Every account of exactly that server, by id, whatever protocol it speaks: what a purge removes.
///
/// # Errors
/// When the database does not answer.
pub async fn of_domain(
    mastodon: &Mastodon,
    domain: &Domain,
    after: AccountId,
    limit: u32,
) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows =
            sql::query(OF_DOMAIN).bind(domain.as_str()).bind(after.0).bind(i64::from(limit)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        rows.iter().map(remote_account).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::AccountsOfDomain { domain: domain.clone(), after, source })
}

const OF_IDS: &str =
    "SELECT id, username, domain, uri, url FROM accounts WHERE id = ANY($1) AND domain IS NOT NULL ORDER BY id";

/// Those of these accounts that are there and belong to other servers, by id.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ids(mastodon: &Mastodon, ids: &[AccountId]) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(OF_IDS).bind(raw(ids)).fetch_all(&mut tx).await?;
        tx.commit().await?;
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
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query("SELECT id FROM accounts WHERE id = ANY($1)").bind(raw(ids)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        rows.iter().map(|row| row.try_get("id").map(AccountId)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Existing { count: ids.len(), source })
}

// $2 is the latest moment that is not to come, $3 the last post that is not.
const LAST_LIFE: &str = "SELECT a.id, greatest(
    CASE WHEN a.updated_at <= $2 THEN a.updated_at END,
    CASE WHEN a.last_webfingered_at <= $2 THEN a.last_webfingered_at END,
    CASE WHEN t.last_status_at <= $2 THEN t.last_status_at END,
    s.at, f.at, n.at) AS at
FROM accounts a
LEFT JOIN account_stats t ON t.account_id = a.id
LEFT JOIN LATERAL (
  -- Of a post with a time to come its id tells when it came.
  SELECT CASE
    WHEN least(created_at, updated_at) <= $2 THEN least(created_at, updated_at)
    ELSE timestamp 'epoch' + (id >> 16) * interval '1 millisecond' END AS at
  FROM statuses WHERE account_id = a.id AND id <= $3 ORDER BY id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT max(created_at) AS at FROM follows WHERE account_id = a.id AND created_at <= $2) f ON true
LEFT JOIN LATERAL (
  SELECT max(created_at) AS at FROM notifications
  WHERE from_account_id = a.id AND activity_type <> 'Poll' AND created_at <= $2) n ON true
WHERE a.id = ANY($1)";

/// The newest thing that reached Mastodon from each of these accounts: a refreshed profile, a post, a follow, or whatever else a member
/// was notified of. Never later than now, as [`crate::domains::last_life`] tells it. Who is not there any more has no entry.
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
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(LAST_LIFE)
            .bind(raw(ids))
            .bind(moments::latest(now))
            .bind(moments::latest_post(now))
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        let life = |row: &PgRow| {
            let (id, at): (i64, Option<NaiveDateTime>) = (row.try_get("id")?, row.try_get("at")?);
            Ok(at.map(|at| (AccountId(id), sql::millis(at).min(now))))
        };
        rows.iter().filter_map(|row| life(row).transpose()).collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::LastLifeOfAccounts { count: ids.len(), source })
}

const REMOTE: &str = "SELECT count(*) AS n FROM accounts WHERE domain IS NOT NULL";

/// How many accounts of other servers there are. One scan of the table.
///
/// # Errors
/// When the database does not answer.
pub async fn remote(mastodon: &Mastodon) -> Result<u64, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let row = sql::query(REMOTE).fetch_one(&mut tx).await?;
        tx.commit().await?;
        row.try_get::<i64, _>("n").map(i64::unsigned_abs)
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
