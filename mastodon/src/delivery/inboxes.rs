//! Where the accounts of other servers take their deliveries, as far as that is on a host of
//! another name.

use std::collections::BTreeMap;

use model::{AccountId, Domain};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::accounts::of_server::some_of;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// A host that takes deliveries for the accounts of another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxHost {
    pub host: Domain,
    /// The server of the accounts.
    pub domain: Domain,
    /// The address of an inbox on that host: one for all accounts where there is one.
    pub inbox: String,
}

/// What a stretch of accounts tells: each host once for each server, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The last account of the stretch; nothing when there was none.
    pub last: Option<AccountId>,
    /// Accounts read, members included.
    pub read: u64,
    pub hosts: Vec<InboxHost>,
}

const STRETCH: &str = "WITH stretch AS (
  SELECT id, domain, inbox_url, shared_inbox_url FROM accounts WHERE id > $1 ORDER BY id LIMIT $2
), taken AS (
  SELECT DISTINCT ON (inbox.host, there.domain) inbox.host, there.domain, address.url
  FROM stretch AS there
  CROSS JOIN LATERAL (VALUES (1, there.shared_inbox_url), (2, there.inbox_url)) AS address (place, url)
  CROSS JOIN LATERAL (SELECT lower(substring(address.url FROM '^https?://([^/:?#]+)'))) AS inbox (host)
  WHERE there.domain IS NOT NULL AND inbox.host <> lower(there.domain)
  ORDER BY inbox.host, there.domain, address.place, address.url
)
SELECT ends.last, ends.read, taken.host, taken.domain, taken.url
FROM (SELECT max(id) AS last, count(*) AS read FROM stretch) AS ends LEFT JOIN taken ON true
ORDER BY taken.host, taken.domain";

/// The hosts that take deliveries for accounts of another name, by the accounts after that one,
/// `limit` of them.
///
/// Reads so many rows by the primary key and nothing else: there is no index by inbox.
///
/// # Errors
/// When the database does not answer.
pub async fn inbox_hosts_after(mastodon: &Mastodon, after: AccountId, limit: u32) -> Result<Stretch, ReadError> {
    let read = async {
        let rows = sql::query(STRETCH).bind(after.0).bind(i64::from(limit)).read_all(&mastodon.pool).await?;
        stretch(&rows)
    };
    read.await.map_err(|source| ReadError::Inboxes { after, source })
}

fn stretch(rows: &[PgRow]) -> Result<Stretch, sqlx::Error> {
    let mut stretch = Stretch { last: None, read: 0, hosts: Vec::new() };
    let mut inboxes = BTreeMap::new();
    for row in rows {
        stretch.last = row.try_get::<Option<i64>, _>("last")?.map(AccountId);
        stretch.read = row.try_get::<i64, _>("read")?.unsigned_abs();
        let Some(host) = row.try_get::<Option<String>, _>("host")? else { continue };
        // What is no name, such as a bare address, is not how Mastodon gives a server up.
        let Ok(host) = host.parse() else { continue };
        let domain = Domain::from_database(row.try_get("domain")?);
        // One host may be written in two ways, and so may the server itself.
        if host != domain {
            inboxes.entry((host, domain)).or_insert(row.try_get("url")?);
        }
    }
    stretch.hosts = inboxes.into_iter().map(|((host, domain), inbox)| InboxHost { host, domain, inbox }).collect();
    Ok(stretch)
}

/// Accounts of a server among which one is looked for whose inbox is on the server itself.
const SAMPLE: usize = 20;

const OWN_INBOX: &str = "SELECT address.url
FROM unnest($2::bigint[]) AS asked (id)
CROSS JOIN LATERAL (SELECT inbox_url, shared_inbox_url FROM accounts WHERE id = asked.id OFFSET 0) AS there
CROSS JOIN LATERAL (VALUES (1, there.shared_inbox_url), (2, there.inbox_url)) AS address (place, url)
WHERE lower(substring(address.url FROM '^https?://([^/:?#]+)')) = $1
ORDER BY address.place, address.url
LIMIT 1";

/// The address of an inbox on a server itself, by a few of its accounts: one for all of them where
/// there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn own_inbox(mastodon: &Mastodon, domain: &Domain) -> Result<Option<String>, ReadError> {
    let read = async {
        let some = some_of(mastodon, domain, SAMPLE).await?;
        let mut tx = sql::reading(&mastodon.pool).await?;
        let row = sql::query(OWN_INBOX).bind(domain.as_str()).bind(some).fetch_optional(&mut tx).await?;
        tx.commit().await?;
        row.map(|row| row.try_get("url")).transpose()
    };
    read.await.map_err(|source| ReadError::InboxHosts { domain: domain.clone(), source })
}
