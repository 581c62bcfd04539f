//! What remains of a server when its accounts are gone.

use sqlx::PgConnection;

use super::{Step, delivery};
use crate::catalogue::Catalogue;
use crate::sql;

/// Marks the severance events of the server as purged, so that members are told that the list is no longer there, and forgets that
/// nothing could be delivered to it.
pub(crate) struct ForgetDomain<'a> {
    pub(crate) domain: &'a str,
}

/// Blocks by an administrator (0) and by members (1) name a server. There are such events from 4.3 on.
const SEVERANCE: &str = "UPDATE relationship_severance_events SET purged = true
WHERE type IN (0, 1) AND target_name = $1 AND NOT purged";

impl Step for ForgetDomain<'_> {
    type Done = ();

    async fn run(&self, c: &mut PgConnection, catalogue: &Catalogue) -> Result<(), sqlx::Error> {
        if catalogue.has_column("relationship_severance_events", "purged") {
            sql::query(SEVERANCE).bind(self.domain).execute(&mut *c).await?;
        }
        delivery::forget_given_up(c, self.domain).await?;
        Ok(())
    }
}

/// Removes the site's block of exactly that server. The flags of accounts below it stay as they are.
pub(crate) struct RemoveDomainBlock<'a> {
    pub(crate) domain: &'a str,
}

impl Step for RemoveDomainBlock<'_> {
    type Done = u64;

    async fn run(&self, c: &mut PgConnection, _: &Catalogue) -> Result<u64, sqlx::Error> {
        let removed = sql::query("DELETE FROM domain_blocks WHERE domain = $1").bind(self.domain).execute(c).await?;
        Ok(removed.rows_affected())
    }
}

/// Brings the list of known servers up to date, without anybody having to wait for it.
pub(crate) struct RefreshInstances;

impl Step for RefreshInstances {
    type Done = ();

    async fn run(&self, c: &mut PgConnection, _: &Catalogue) -> Result<(), sqlx::Error> {
        // It has to read all accounts, and does so best in its own way; it locks nothing that
        // anybody else writes.
        const SET: &str = "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on;
            SET LOCAL enable_mergejoin = on; SET LOCAL statement_timeout = '10min'";
        sqlx::raw_sql(SET).execute(&mut *c).await?;
        sql::query("REFRESH MATERIALIZED VIEW CONCURRENTLY instances").execute(c).await?;
        Ok(())
    }
}
