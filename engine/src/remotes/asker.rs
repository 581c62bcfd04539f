//! The questions of one run.

use std::sync::Arc;

use model::{Answer, Silence};
use tokio::sync::Semaphore;

use super::document::{Document, bounded};
use super::domain_check::DomainCheck;
use super::failed_names::FailedNames;
use super::origins::Origins;
use super::question::{ACTIVITY_PUB, Reply, askable};
use super::same_server::same_server;
use super::{Limits, Shared};

/// The questions of one run, within its limits. Cheap to clone; all clones share the limits.
#[derive(Clone)]
pub struct Asker {
    asking: Arc<Asking>,
}

/// What all questions of a run share.
pub(super) struct Asking {
    pub(super) shared: Arc<Shared>,
    pub(super) origins: Origins,
    pub(super) slots: Semaphore,
    pub(super) failed_names: FailedNames,
}

/// One question about an account, and its answer with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub answer: Answer,
    /// The address that answered, after redirects; at most 2,000 characters.
    pub final_url: Option<String>,
    /// The HTTP status that came back from there.
    pub status: Option<u16>,
    /// Where the actor says it has moved to; at most 2,000 characters.
    pub moved_to: Option<String>,
}

impl Asker {
    pub(super) fn new(shared: Arc<Shared>, limits: Limits) -> Self {
        let asking = Asking {
            shared,
            origins: Origins::new(limits.per_origin),
            slots: Semaphore::new(limits.concurrency.max(1)),
            failed_names: FailedNames::default(),
        };
        Self { asking: Arc::new(asking) }
    }

    /// Asks for one account by its `uri`, once, with a GET for its ActivityPub form.
    ///
    /// Differs from `tootctl`: a 404 or 410 that came from another server after a redirect does not say that the account is gone.
    pub async fn ask(&self, uri: &str) -> Probe {
        let Some(url) = askable(uri) else { return Probe::silent(Silence::BadAddress) };
        match self.asking.get(&url, ACTIVITY_PUB).await {
            Ok(reply) => Probe::of_reply(&url, &reply),
            Err(silence) => Probe::silent(silence),
        }
    }

    /// Asks the canary pair at the origin of this account: whether that server's answers about its accounts can be trusted.
    pub async fn check_domain(&self, sample_uri: &str) -> DomainCheck {
        match askable(sample_uri) {
            Some(url) => self.asking.check_domain(&url).await,
            None => DomainCheck::silent(Silence::BadAddress),
        }
    }
}

impl Probe {
    fn silent(silence: Silence) -> Self {
        Self { answer: silence.into(), final_url: None, status: None, moved_to: None }
    }

    fn of_reply(asked: &url::Url, reply: &Reply) -> Self {
        let hosts = (asked.host_str().unwrap_or_default(), reply.url.host_str().unwrap_or_default());
        let elsewhere = reply.redirected.filter(|_| !same_server(hosts.0, hosts.1));
        Self {
            answer: reply.answer_from(elsewhere),
            final_url: Some(bounded(reply.url.as_str())),
            status: Some(reply.status),
            moved_to: reply.document.as_ref().and_then(Document::moved_to),
        }
    }
}

impl Reply {
    /// What the reply says.
    pub(super) fn answer(&self) -> Answer {
        let tombstone = self.document.as_ref().is_some_and(Document::is_tombstone);
        Answer::of_status(self.status, tombstone, self.retry_after_s)
    }

    /// What the reply says when a redirect of that status led to another server: what is not known *there* is not thereby gone.
    fn answer_from(&self, elsewhere: Option<u16>) -> Answer {
        match (self.answer(), elsewhere) {
            (Answer::NotFound | Answer::Gone { .. }, Some(status)) => Answer::Trouble { status },
            (answer, _) => answer,
        }
    }
}
