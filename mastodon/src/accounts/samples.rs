//! A few accounts of a server by which it can be asked whether it is there.

use model::{AccountId, Domain, Millis};
use sqlx::AssertSqlSafe;

use super::of_server::some_of;
use super::{RemoteAccount, remote_account};
use crate::connect::Mastodon;
use crate::moments;
use crate::read_error::ReadError;
use crate::sql;

/// The accounts known longest and shortest, by the index (domain, id) that came with 4.2.
const BY_DOMAIN: &str =
    "(SELECT COLUMNS FROM accounts WHERE domain >= $1 AND domain <= $1 ORDER BY domain DESC, id DESC LIMIT 500)
  UNION (SELECT COLUMNS FROM accounts WHERE domain >= $1 AND domain <= $1 ORDER BY domain, id LIMIT 500)";
/// The accounts whose addresses follow the address of the server in the index by address, which
/// every release has.
const BY_ADDRESS: &str = "SELECT COLUMNS FROM (
    SELECT * FROM accounts WHERE uri >= 'https://' || $1 || '/' ORDER BY uri LIMIT 1000) AS next
  WHERE domain = $1";
/// Any of them.
const BY_ID: &str = "SELECT COLUMNS FROM accounts WHERE id = ANY($4) AND domain = $1";

/// Most accounts that are looked at.
const MOST: usize = 1_000;

const COLUMNS: &str = "id, username, domain, uri, url, protocol, updated_at, last_webfingered_at";

/// One of each origin first, the one that was heard from most recently.
const SAMPLES: &str = "WITH near AS (NEAR), heard AS (
  SELECT near.*, lower(substring(uri FROM '^[^:]+://[^/]+')) AS origin,
    greatest(CASE WHEN last_webfingered_at <= $3 THEN last_webfingered_at END,
      CASE WHEN t.last_status_at <= $3 THEN t.last_status_at END,
      CASE WHEN near.updated_at <= $3 THEN near.updated_at END) AS at
  FROM near LEFT JOIN account_stats t ON t.account_id = near.id
  WHERE protocol = 1 AND uri ~* '^https?://[^/]'
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY origin ORDER BY at DESC NULLS LAST, id DESC) AS place FROM heard
)
SELECT id, username, domain, uri, url FROM placed ORDER BY place, at DESC NULLS LAST, id DESC LIMIT $2";

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
    limit: u32,
    now: Millis,
) -> Result<Vec<RemoteAccount>, ReadError> {
    let read = async {
        let has_index = mastodon.catalogue.has_index("accounts", "domain");
        let by = if has_index { BY_DOMAIN } else { BY_ADDRESS };
        let found = near(mastodon, by, domain, (limit, now), None).await?;
        if !found.is_empty() || has_index {
            return Ok(found);
        }
        let some = some_of(mastodon, domain, MOST).await?;
        near(mastodon, BY_ID, domain, (limit, now), Some(some)).await
    };
    read.await.map_err(|source| ReadError::AccountsOfDomain {
        domain: domain.clone(),
        after: AccountId(i64::MIN),
        source,
    })
}

async fn near(
    mastodon: &Mastodon,
    near: &'static str,
    domain: &Domain,
    (limit, now): (u32, Millis),
    ids: Option<Vec<i64>>,
) -> Result<Vec<RemoteAccount>, sqlx::Error> {
    let text = SAMPLES.replace("NEAR", near).replace("COLUMNS", COLUMNS);
    let mut asked =
        sql::query(AssertSqlSafe(text)).bind(domain.as_str()).bind(i64::from(limit)).bind(moments::latest(now));
    if let Some(ids) = ids {
        asked = asked.bind(ids);
    }
    let rows = asked.read_all(&mastodon.pool).await?;
    rows.iter().map(remote_account).collect()
}
