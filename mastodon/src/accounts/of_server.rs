//! The accounts of one server, a page at a time by id.

use model::{AccountId, Domain, Millis};
use sqlx::{AssertSqlSafe, Row};

use super::{RemoteAccount, directory, remote_account};
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::{moments, sql};

/// Those of a page that nothing has confirmed since.
const UNCONFIRMED: &str = "protocol = 1
  AND ($4::timestamp IS NULL
       OR ((updated_at < $4 OR updated_at > $5) AND (created_at < $4 OR created_at > $5)
           AND (last_webfingered_at IS NULL OR last_webfingered_at < $4 OR last_webfingered_at > $5)))";
/// All of a page, asked with the same values.
const ALL: &str = "($4::timestamp IS NULL OR $5::timestamp IS NOT NULL)";

/// In the order of the index (domain, id), which no other has: by the id alone, the accounts of all
/// servers might be gone through.
const BY_DOMAIN: &str = "SELECT id, username, domain, uri, url FROM accounts
WHERE (domain, id) > ($1, $2) AND domain <= $1 AND WHICH
ORDER BY domain, id
LIMIT $3";

/// Where there is no such index, those that the directory names.
const BY_ID: &str = "SELECT id, username, domain, uri, url FROM accounts
WHERE id = ANY($2) AND domain = $1 AND WHICH
ORDER BY id
LIMIT $3";

/// The accounts of one server that [`super::domains_to_check`] counts, by id.
///
/// Leans on the index (domain, id) where there is one: from 4.2 on.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed(
    mastodon: &Mastodon,
    domain: &Domain,
    after: AccountId,
    since: (Option<Millis>, Millis),
    limit: u32,
) -> Result<Vec<RemoteAccount>, ReadError> {
    let page = page(mastodon, UNCONFIRMED, domain, after, since, limit).await;
    page.map_err(|source| ReadError::AccountsOfDomain { domain: domain.clone(), after, source })
}

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
    let page = page(mastodon, ALL, domain, after, (None, Millis(0)), limit).await;
    page.map_err(|source| ReadError::AccountsOfDomain { domain: domain.clone(), after, source })
}

async fn page(
    mastodon: &Mastodon,
    which: &'static str,
    domain: &Domain,
    after: AccountId,
    (since, now): (Option<Millis>, Millis),
    limit: u32,
) -> Result<Vec<RemoteAccount>, sqlx::Error> {
    let (since, latest) = (since.map(sql::timestamp), moments::latest(now));
    let most = limit as usize;
    let mut page = Vec::new();
    let ids = directory::after(mastodon, domain, after.0).await?;
    // Without an index some are asked about by their ids, until there are enough or no more.
    let asked: Vec<Option<&[i64]>> = match &ids {
        None => vec![None],
        Some(ids) => ids.chunks(most.max(1)).map(Some).collect(),
    };
    for ids in asked {
        let text = if ids.is_some() { BY_ID } else { BY_DOMAIN };
        let query = sql::query(AssertSqlSafe(text.replace("WHICH", which))).bind(domain.as_str());
        let query = match ids {
            None => query.bind(after.0),
            Some(ids) => query.bind(ids),
        };
        let rows = query.bind(i64::from(limit)).bind(since).bind(latest).read_all(&mastodon.pool).await?;
        for row in &rows {
            page.push(remote_account(row)?);
        }
        if page.len() >= most {
            break;
        }
    }
    page.truncate(most);
    Ok(page)
}

/// The ids of some accounts of exactly that server, the oldest.
pub(crate) async fn some_of(mastodon: &Mastodon, domain: &Domain, most: usize) -> Result<Vec<i64>, sqlx::Error> {
    const SQL: &str = "SELECT id FROM accounts WHERE domain >= $1 AND domain <= $1 ORDER BY domain, id LIMIT $2";
    if let Some(mut ids) = directory::after(mastodon, domain, i64::MIN).await? {
        ids.truncate(most);
        return Ok(ids);
    }
    let rows = sql::query(SQL).bind(domain.as_str()).bind(most as i64).read_all(&mastodon.pool).await?;
    rows.iter().map(|row| row.try_get("id")).collect()
}
