//! Accounts of some servers, a stretch at a time, so that no read takes long however many there
//! are.

use model::Domain;
use sqlx::Row;

use super::directory;
use crate::connect::Mastodon;
use crate::sql;

/// Servers that one statement looks through: each may have a whole stretch, of which only one is
/// returned.
const SERVERS: usize = 20;
/// In the order of the index (domain, id), which no other has. The id is that after which the
/// accounts of a server are wanted.
const BY_DOMAIN: &str = "SELECT named.place, near.id
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS named (domain, after, place)
CROSS JOIN LATERAL (
  SELECT id FROM accounts WHERE (domain, id) > (named.domain, named.after) AND domain <= named.domain
  ORDER BY domain, id LIMIT $3
) AS near
ORDER BY named.place, near.id LIMIT $3";

/// A way through the accounts of these servers.
pub(crate) struct Stretches<'a> {
    mastodon: &'a Mastodon,
    domains: Vec<Domain>,
    after: i64,
}

impl<'a> Stretches<'a> {
    pub(crate) fn of(mastodon: &'a Mastodon, domains: &[Domain]) -> Self {
        let mut domains = domains.to_vec();
        domains.sort_unstable();
        domains.dedup();
        Self { mastodon, domains, after: i64::MIN }
    }

    /// The ids of the next accounts, that many if there are: small servers share a stretch. Nothing
    /// when all are through.
    pub(crate) async fn next(&mut self, accounts: usize) -> Result<Option<Vec<i64>>, sqlx::Error> {
        let mut stretch = Vec::new();
        while stretch.len() < accounts && !self.domains.is_empty() {
            let room = accounts - stretch.len();
            let (servers, ids) = self.some(room).await?;
            match ids.last() {
                Some(last) if ids.len() == room => {
                    self.domains.truncate(self.domains.len() + 1 - servers);
                    self.after = *last;
                }
                _ => {
                    self.domains.truncate(self.domains.len() - servers);
                    self.after = i64::MIN;
                }
            }
            stretch.extend_from_slice(&ids);
        }
        Ok((!stretch.is_empty()).then_some(stretch))
    }

    /// Up to so many accounts, and how many servers, of those at the end of the list, they are of.
    async fn some(&self, room: usize) -> Result<(usize, Vec<i64>), sqlx::Error> {
        if let Some(domain) = self.domains.last()
            && let Some(mut ids) = directory::after(self.mastodon, domain, self.after).await?
        {
            ids.truncate(room);
            return Ok((1, ids));
        }
        // One that fills stretches is read alone.
        let servers = if self.after == i64::MIN { SERVERS } else { 1 };
        let domains: Vec<&str> = self.domains.iter().rev().take(servers).map(Domain::as_str).collect();
        let mut after = vec![i64::MIN; domains.len()];
        after[0] = self.after;
        let asked = sql::query(BY_DOMAIN).bind(&domains).bind(after).bind(room as i64);
        let rows = asked.read_all(&self.mastodon.pool).await?;
        let last: usize = match rows.last() {
            Some(row) if rows.len() == room => usize::try_from(row.try_get::<i64, _>("place")?).unwrap_or_default(),
            _ => domains.len(),
        };
        Ok((last, rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?))
    }
}
