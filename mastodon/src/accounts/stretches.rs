//! Accounts of some servers, a stretch at a time, so that no read takes long however many there
//! are.

use model::Domain;
use sqlx::Row;

use super::directory;
use crate::connect::Mastodon;
use crate::sql;

/// Accounts per stretch. Everything that each of them did is counted.
const ACCOUNTS: usize = 200;
/// In the order of the index (domain, id), which no other has.
const BY_DOMAIN: &str =
    "SELECT id FROM accounts WHERE (domain, id) > ($1, $2) AND domain <= $1 ORDER BY domain, id LIMIT $3";

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

    /// The ids of the next accounts, some hundreds: small servers share a stretch. Nothing when all
    /// are through.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<i64>>, sqlx::Error> {
        let mut stretch = Vec::new();
        while let Some(domain) = self.domains.last() {
            let room = ACCOUNTS - stretch.len();
            let mut ids = match directory::after(self.mastodon, domain, self.after).await? {
                Some(ids) => ids,
                None => self.by_domain(domain, room).await?,
            };
            ids.truncate(room);
            stretch.extend_from_slice(&ids);
            match ids.last() {
                Some(last) if ids.len() == room => {
                    self.after = *last;
                    return Ok(Some(stretch));
                }
                _ => {
                    self.domains.pop();
                    self.after = i64::MIN;
                }
            }
        }
        Ok((!stretch.is_empty()).then_some(stretch))
    }

    async fn by_domain(&self, domain: &Domain, room: usize) -> Result<Vec<i64>, sqlx::Error> {
        let asked = sql::query(BY_DOMAIN).bind(domain.as_str()).bind(self.after).bind(room as i64);
        let rows = asked.read_all(&self.mastodon.pool).await?;
        rows.iter().map(|row| row.try_get("id")).collect()
    }
}
