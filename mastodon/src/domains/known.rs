//! Which servers Mastodon knows anybody of, and how many.

use std::collections::BTreeMap;

use model::Domain;
use sqlx::Row;

use crate::accounts::{directory, names};
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

const KNOWN: &str = "SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS named (name, place)
WHERE EXISTS (SELECT FROM accounts a WHERE a.domain >= name AND a.domain <= name ORDER BY a.domain OFFSET 0) ORDER BY place";

/// Those of these servers of which there is an account, in their order. One look into the index for each.
///
/// # Errors
/// When the database does not answer.
pub async fn known(mastodon: &Mastodon, domains: &[Domain]) -> Result<Vec<Domain>, ReadError> {
    let read = async {
        if !mastodon.catalogue.has_index("accounts", "domain") {
            let there = counted(mastodon, domains).await?;
            return Ok(domains.iter().filter(|domain| there.contains_key(domain)).cloned().collect());
        }
        let rows = sql::query(KNOWN).bind(names(domains)).read_all(&mastodon.pool).await?;
        rows.iter().map(|row| row.try_get("name").map(Domain::from_database)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

/// How many accounts there are of each of these servers; who has none has no entry. Reads the index
/// by domain and nothing else; where there is none, the directory that was made of one pass.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(mastodon: &Mastodon, domains: &[Domain]) -> Result<BTreeMap<Domain, u64>, ReadError> {
    const SQL: &str = "SELECT named.domain, there.n FROM unnest($1::text[]) AS named (domain)
        CROSS JOIN LATERAL (
          SELECT count(*) AS n FROM accounts a WHERE a.domain >= named.domain AND a.domain <= named.domain) AS there
        WHERE there.n > 0";
    let read = async {
        if !mastodon.catalogue.has_index("accounts", "domain") {
            return counted(mastodon, domains).await;
        }
        let rows = sql::query(SQL).bind(names(domains)).read_all(&mastodon.pool).await?;
        let counted = rows.iter().map(|row| {
            let accounts = row.try_get::<i64, _>("n")?.unsigned_abs();
            Ok((Domain::from_database(row.try_get("domain")?), accounts))
        });
        counted.collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

/// The same as the directory has it.
async fn counted(mastodon: &Mastodon, domains: &[Domain]) -> Result<BTreeMap<Domain, u64>, sqlx::Error> {
    let mut counted = BTreeMap::new();
    for domain in domains {
        let ids = directory::after(mastodon, domain, i64::MIN).await?.unwrap_or_default();
        let row = sql::query("SELECT count(*) AS n FROM accounts WHERE id = ANY($1)")
            .bind(ids)
            .read_one(&mastodon.pool)
            .await?;
        let there = row.try_get::<i64, _>("n")?.unsigned_abs();
        if there > 0 {
            counted.insert(domain.clone(), there);
        }
    }
    Ok(counted)
}
