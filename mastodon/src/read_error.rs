//! Why something could not be read.

use model::receipt::Kind;
use model::{AccountId, Domain};

/// A read of Mastodon's database that failed, named by the question.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the servers to check could not be read")]
    DomainsToCheck(#[source] sqlx::Error),
    #[error("the accounts of {domain} after {after} could not be read")]
    AccountsOfDomain { domain: Domain, after: AccountId, source: sqlx::Error },
    #[error("it could not be read which of {count} accounts are there")]
    Existing { count: usize, source: sqlx::Error },
    #[error("the profile pictures after account {after} could not be read")]
    Pictures { after: AccountId, source: sqlx::Error },
    #[error("the signs of life of {count} accounts could not be read")]
    Signs { count: usize, source: sqlx::Error },
    #[error("the numbers of {count} servers could not be read")]
    Impact { count: usize, source: sqlx::Error },
    #[error("the signs of life of {count} servers could not be read")]
    LastLife { count: usize, source: sqlx::Error },
    #[error("the signs of life of {count} accounts that vanished could not be read")]
    LastLifeOfAccounts { count: usize, source: sqlx::Error },
    #[error("what members have with {count} accounts ({}) could not be read", kind.as_str())]
    Receipt { kind: Kind, count: usize, source: sqlx::Error },
    #[error("which of {count} members can read a message could not be read")]
    Members { count: usize, source: sqlx::Error },
    #[error("the servers from which posts reached us of late could not be read")]
    Lively(#[source] sqlx::Error),
    #[error("the servers that Mastodon has given up could not be read")]
    Unavailable(#[source] sqlx::Error),
    #[error("on how many days deliveries to {count} servers failed could not be read")]
    FailedDays { count: usize, source: redis::RedisError },
    #[error("the hosts of the inboxes of {domain} could not be read")]
    InboxHosts { domain: Domain, source: sqlx::Error },
    #[error("the inboxes of the accounts after {after} could not be read")]
    Inboxes { after: AccountId, source: sqlx::Error },
    #[error("the servers below {domain} could not be read")]
    Subdomains { domain: Domain, source: sqlx::Error },
    #[error("the totals could not be read")]
    Totals(#[source] sqlx::Error),
    #[error("the reports about {count} accounts could not be read")]
    Reports { count: usize, source: sqlx::Error },
    #[error("the accounts whose picture is missing after account {after} could not be read")]
    MissingPictures { after: AccountId, source: sqlx::Error },
    #[error("{count} accounts could not be looked up by name")]
    Named { count: usize, source: sqlx::Error },
    #[error("the servers whose media Mastodon rejects could not be read")]
    RejectingMedia(#[source] sqlx::Error),
    #[error("the key that the site signs its requests with could not be read")]
    InstanceKey(#[source] sqlx::Error),
    #[error("what is stored in {table} after {after} could not be summed")]
    StoredMedia { table: &'static str, after: i64, source: sqlx::Error },
    #[error("the owners of {count} stored objects could not be looked for")]
    StoredObjects { count: usize, source: sqlx::Error },
    #[error("the sizes of the tables could not be estimated")]
    AboutRows(#[source] sqlx::Error),
}
