//! The end of a purge, when the accounts of a server are gone.

use model::Domain;
use sqlx::Row;

use super::{Measured, Writer, commit, measure_files, remove_files, write_down};
use crate::connect::Mastodon;
use crate::deletion::emojis::{self, RemoveEmojis};
use crate::deletion::purge::{ForgetDomain, RefreshInstances, RemoveDomainBlock};
use crate::files::StoredFile;
use crate::journal::Journal;
use crate::sql;
use crate::writer::WriteError;

/// What the end of a purge did, or in a preview would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    pub emojis: u64,
    /// The emojis' files.
    pub media: Measured,
    /// Why Mastodon's Redis still counts the days on which nothing could be delivered there. They do no harm before an account of that
    /// server is known again, and then only until the first delivery arrives.
    pub untold: Option<String>,
}

/// What became of the list of servers that Mastodon shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instances {
    /// It is up to date.
    Refreshed,
    /// It belongs to another role, so it is left to Mastodon, which refreshes it every hour.
    NotOurs { owner: String },
    /// There is none to refresh.
    Absent,
    /// It could not be refreshed now, because Mastodon is at it for instance. No reason to give up a purge: Mastodon refreshes it every hour.
    NotRefreshed { why: String },
}

impl Writer {
    /// Ends the purge of exactly this server, after [`Self::remove_accounts`] has taken its
    /// accounts: custom emojis with their files go, severance events are marked as purged, and what
    /// Mastodon noted of deliveries that failed goes. The list of servers still names it, until
    /// [`Self::refresh_instances`].
    ///
    /// Mirrors app/services/purge_domain_service.rb. Domain blocks stay. May be repeated.
    ///
    /// # Errors
    /// When the journal or the database fails; what was done is done. A Redis that does not answer is no error: see [`Purged::untold`].
    pub async fn finish_purge(&self, domain: &Domain, journal: &dyn Journal) -> Result<Purged, WriteError> {
        self.allow()?;
        let (emojis, media) = self.emojis(domain, journal).await?;
        let untold = match self {
            Self::Apply(mastodon) => forget(mastodon, domain).await?,
            Self::Preview(_) => None,
        };
        Ok(Purged { emojis, media, untold })
    }

    /// Brings the list of servers up to date: once after all servers of a purge, because it reads
    /// all accounts. May be repeated; a preview tells what would become of it.
    pub async fn refresh_instances(&self) -> Instances {
        match self.mastodon().catalogue.view("instances") {
            None => return Instances::Absent,
            Some(view) if !view.ours => return Instances::NotOurs { owner: view.owner.clone() },
            Some(_) => {}
        }
        let Self::Apply(mastodon) = self else { return Instances::Refreshed };
        match commit(mastodon, &RefreshInstances).await {
            Ok(()) => Instances::Refreshed,
            Err(error) => Instances::NotRefreshed { why: error.to_string() },
        }
    }

    /// Removes the site's block of exactly this server; before [`Self::refresh_instances`]. Returns
    /// how many there were, or in a preview are: one or none. May be repeated.
    ///
    /// Mirrors `--purge-domain-blocks` of lib/mastodon/cli/domains.rb.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_domain_block(&self, domain: &Domain) -> Result<u64, WriteError> {
        self.allow()?;
        let name = domain.as_str();
        let removed = match self {
            Self::Preview(mastodon) => count_blocks(mastodon, name).await,
            Self::Apply(mastodon) => commit(mastodon, &RemoveDomainBlock { domain: name }).await,
        };
        removed.map_err(|source| WriteError::ForgetDomain { domain: domain.clone(), source })
    }

    async fn emojis(&self, domain: &Domain, journal: &dyn Journal) -> Result<(u64, Measured), WriteError> {
        let failed = |source| WriteError::RemoveEmojis { domain: domain.clone(), source };
        let (mut count, mut media, mut after) = (0, Measured::default(), i64::MIN);
        loop {
            let page = page(self.mastodon(), domain, after).await.map_err(failed)?;
            let Some(last) = page.last() else { return Ok((count, media)) };
            after = last.id;
            count += page.len() as u64;
            let ids: Vec<i64> = page.iter().map(|emoji| emoji.id).collect();
            let files: Vec<StoredFile> = page.into_iter().filter_map(|emoji| emoji.file).collect();
            media += match self {
                Self::Preview(mastodon) => measure_files(mastodon, &files).await?.into(),
                Self::Apply(mastodon) => {
                    write_down(mastodon, &files, journal).await?;
                    commit(mastodon, &RemoveEmojis { ids: &ids }).await.map_err(failed)?;
                    Measured::from(remove_files(mastodon, &files, journal).await?)
                }
            };
        }
    }
}

/// Forgets what Mastodon notes of the server, in the order of [`Writer::restart_delivery`]; tells why Redis could not be told.
async fn forget(mastodon: &Mastodon, domain: &Domain) -> Result<Option<String>, WriteError> {
    let mut told = Ok(());
    if let Some(redis) = &mastodon.redis {
        told = redis.forget_failed_days(domain).await.map(|_| ());
    }
    commit(mastodon, &ForgetDomain { domain: domain.as_str() })
        .await
        .map_err(|source| WriteError::ForgetDomain { domain: domain.clone(), source })?;
    if let (Some(redis), Ok(())) = (&mastodon.redis, &told) {
        told = redis.forget_given_up().await;
    }
    Ok(told.err().map(|error| format!("Mastodon's Redis could not be told that {domain} is purged: {error}")))
}

async fn count_blocks(mastodon: &Mastodon, domain: &str) -> Result<u64, sqlx::Error> {
    let row = sql::query("SELECT count(*) AS n FROM domain_blocks WHERE domain = $1")
        .bind(domain)
        .read_one(&mastodon.pool)
        .await?;
    row.try_get::<i64, _>("n").map(i64::unsigned_abs)
}

async fn page(mastodon: &Mastodon, domain: &Domain, after: i64) -> Result<Vec<emojis::Emoji>, sqlx::Error> {
    let mut tx = sql::reading(&mastodon.pool).await?;
    let page = emojis::after(&mut tx, domain.as_str(), after).await?;
    tx.commit().await?;
    Ok(page)
}
