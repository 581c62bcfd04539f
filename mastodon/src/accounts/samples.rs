//! A few accounts of a server by which it can be asked whether it is there.

use std::collections::BTreeMap;

use model::{AccountId, Domain, Millis};
use sqlx::AssertSqlSafe;

use super::of_server::some_of;
use super::{RemoteAccount, remote_account};
use crate::connect::Mastodon;
use crate::moments;
use crate::read_error::ReadError;
use crate::sql;

/// The accounts known shortest and, where these are not all, longest, by the index (domain, id)
/// that came with 4.2.
const BY_DOMAIN: &str = "WITH latest AS MATERIALIZED (
    SELECT COLUMNS FROM accounts WHERE domain >= $1 AND domain <= $1 ORDER BY domain DESC, id DESC LIMIT 500)
  SELECT * FROM latest UNION ALL (
    SELECT COLUMNS FROM accounts
    WHERE domain >= $1 AND (domain, id) < ($1, (SELECT id FROM latest ORDER BY id DESC OFFSET 499))
    ORDER BY domain, id LIMIT 500)";
/// The accounts whose addresses follow the address of the server in the index by address, which
/// every release has.
const BY_ADDRESS: &str = "SELECT COLUMNS FROM (
    SELECT * FROM accounts WHERE uri >= 'https://' || $1 || '/' ORDER BY uri LIMIT 1000) AS next
  WHERE domain = $1";
/// Any of them.
const BY_ID: &str = "SELECT COLUMNS FROM accounts WHERE id = ANY($3) AND domain = $1";

/// Most accounts that are looked at.
const MOST: usize = 1_000;

const COLUMNS: &str = "id, username, domain, uri, url, protocol, updated_at, last_webfingered_at";

/// The one that was heard from most recently first.
const HEARD: &str = "SELECT id, username, domain, uri, url FROM (NEAR) AS near
WHERE protocol = 1
ORDER BY greatest(CASE WHEN last_webfingered_at <= $2 THEN last_webfingered_at END,
    (SELECT CASE WHEN last_status_at <= $2 THEN last_status_at END FROM account_stats WHERE account_id = near.id),
    CASE WHEN updated_at <= $2 THEN updated_at END) DESC NULLS LAST, id DESC";

/// Up to `limit` accounts of exactly that server that speak ActivityPub and have an address: one of
/// each origin first, and those first from which something was heard most recently. What was heard
/// is a post, an answer about the account, or a change of it, by `now`: a moment to come tells
/// nothing.
///
/// Looks at 1,000 accounts of the server at most, those known longest and shortest. Where there is
/// no index by domain (4.1, Fedibird) it finds them by their addresses; only for a server whose
/// accounts live at another name than their handles it asks the directory of all servers.
///
/// # Errors
/// When the database does not answer.
pub async fn samples(
    mastodon: &Mastodon,
    domain: &Domain,
    limit: usize,
    now: Millis,
) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let has_index = mastodon.catalogue.has_index("accounts", "domain");
        let by = if has_index { BY_DOMAIN } else { BY_ADDRESS };
        let found = heard(mastodon, by, domain, now, None).await?;
        if !found.is_empty() || has_index {
            return Ok(found);
        }
        let some = some_of(mastodon, domain, MOST).await?;
        heard(mastodon, BY_ID, domain, now, Some(some)).await
    };
    read.await.map(|accounts| of_each_origin(accounts, limit)).map_err(|source| ReadError::AccountsOfDomain {
        domain: domain.clone(),
        after: AccountId(i64::MIN),
        source,
    })
}

async fn heard(
    mastodon: &Mastodon,
    near: &'static str,
    domain: &Domain,
    now: Millis,
    ids: Option<Vec<i64>>,
) -> Result<Vec<RemoteAccount>, sqlx::Error> {
    let text = HEARD.replace("NEAR", near).replace("COLUMNS", COLUMNS);
    let mut asked = sql::query(AssertSqlSafe(text)).bind(domain.as_str()).bind(moments::latest(now));
    if let Some(ids) = ids {
        asked = asked.bind(ids);
    }
    let rows = asked.read_all(&mastodon.pool).await?;
    rows.iter().map(remote_account).collect()
}

/// Those that have an address: the first of each origin, then the second of each, up to that many.
fn of_each_origin(accounts: Vec<RemoteAccount>, limit: usize) -> Vec<RemoteAccount> {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let mut placed: Vec<(usize, RemoteAccount)> = accounts
        .into_iter()
        .filter_map(|account| {
            let place = met.entry(origin(&account.uri)?).or_default();
            *place += 1;
            Some((*place, account))
        })
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().take(limit).map(|(_, account)| account).collect()
}

/// Scheme and host of an address.
fn origin(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    is_web.then(|| format!("{scheme}://{host}").to_lowercase())
}
