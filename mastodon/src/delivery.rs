//! What Mastodon itself knows of deliveries that fail, server by server.
//!
//! Mirrors app/lib/delivery_failure_tracker.rb. For each server that it delivers to, Mastodon counts in Redis the days on which a delivery
//! failed; at the seventh it gives up and notes that in `unavailable_domains`. A delivery that arrives, or anything that comes from
//! there, undoes both. A server is known here by the host of its inboxes, which for some is another than that of its accounts.

mod inboxes;

use std::collections::BTreeMap;

use model::{Domain, Millis};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::accounts::of_server::some_of;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

pub use inboxes::{InboxHost, Stretch, inbox_hosts_after, own_inbox};

/// Most servers read at once.
pub const MOST: u32 = 1_000;

/// A server that Mastodon has given up delivering to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    pub domain: Domain,
    pub since: Millis,
}

const UNAVAILABLE: &str =
    "SELECT domain, created_at FROM unavailable_domains WHERE domain > $1 ORDER BY domain LIMIT $2";

/// The servers that Mastodon has given up, by name after that one: at most `limit`, and never more than [`MOST`]. None when there are
/// no more.
///
/// Leans on the index (domain).
///
/// # Errors
/// When the database does not answer.
pub async fn unavailable_after(
    mastodon: &Mastodon,
    after: Option<&Domain>,
    limit: u32,
) -> Result<Vec<Unavailable>, ReadError> {
    let read = async {
        let rows = sql::query(UNAVAILABLE)
            .bind(after.map_or("", Domain::as_str))
            .bind(i64::from(limit.min(MOST)))
            .read_all(&mastodon.pool)
            .await?;
        rows.iter().map(unavailable).collect::<Result<_, _>>()
    };
    read.await.map_err(ReadError::Unavailable)
}

fn unavailable(row: &PgRow) -> Result<Unavailable, sqlx::Error> {
    Ok(Unavailable {
        domain: Domain::from_database(row.try_get("domain")?),
        since: sql::millis(row.try_get("created_at")?),
    })
}

/// On how many days a delivery to each of these servers failed since one last arrived; a server without such a day has no entry.
/// Nothing at all where no Redis is set up, because then nobody here knows.
///
/// From 4.5 on Mastodon counts minutes instead, for the servers of its discovery providers alone.
///
/// # Errors
/// When Redis does not answer.
pub async fn failed_days(mastodon: &Mastodon, domains: &[Domain]) -> Result<Option<BTreeMap<Domain, u64>>, ReadError> {
    let Some(redis) = &mastodon.redis else { return Ok(None) };
    let days =
        redis.failed_days(domains).await.map_err(|source| ReadError::FailedDays { count: domains.len(), source })?;
    Ok(Some(domains.iter().cloned().zip(days).filter(|(_, days)| *days > 0).collect()))
}

/// Accounts of a server whose inboxes are looked at: those of one server all lie on the same few hosts.
const SAMPLE: usize = 1_000;

/// Most hosts of one server, so that whoever keeps them needs little room.
const MOST_HOSTS: i64 = 8;

const INBOX_HOSTS: &str = "SELECT DISTINCT inbox.host
FROM unnest($2::bigint[]) AS asked (id)
CROSS JOIN LATERAL (SELECT inbox_url, shared_inbox_url FROM accounts WHERE id = asked.id OFFSET 0) AS there
CROSS JOIN LATERAL (VALUES (there.inbox_url), (there.shared_inbox_url)) AS address (url)
CROSS JOIN LATERAL (SELECT lower(substring(address.url FROM '^https?://([^/:?#]+)'))) AS inbox (host)
WHERE inbox.host <> $1
ORDER BY inbox.host
LIMIT $3";

/// The hosts of the inboxes of a server's accounts, but for the server itself: under these, too, Mastodon may note that deliveries fail.
/// A few, by some of its accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn inbox_hosts(mastodon: &Mastodon, domain: &Domain) -> Result<Vec<Domain>, ReadError> {
    let read = async {
        let some = some_of(mastodon, domain, SAMPLE).await?;
        let rows =
            sql::query(INBOX_HOSTS).bind(domain.as_str()).bind(some).bind(MOST_HOSTS).read_all(&mastodon.pool).await?;
        rows.iter().map(|row| row.try_get::<String, _>("host")).collect::<Result<Vec<_>, _>>()
    };
    let hosts = read.await.map_err(|source| ReadError::InboxHosts { domain: domain.clone(), source })?;
    // What is no name, such as a bare address, is nobody's to forget.
    Ok(hosts.iter().filter_map(|host| host.parse().ok()).collect())
}
