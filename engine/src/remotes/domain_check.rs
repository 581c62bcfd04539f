//! The domain check: something that must exist and something that cannot, asked of the same server.

use model::jobs::cull_accounts::{Health, judge_domain};
use model::{Answer, Silence};
use url::Url;

use super::asker::Asking;
use super::canary::cannot_exist;
use super::document::Document;
use super::question::{ACTIVITY_PUB, JSON, Reply};

/// What the canary pair found at one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    pub health: Health,
    /// About NodeInfo, or the instance actor where NodeInfo is absent. `Present` only when it is really one of them;
    /// a page of another kind in their place counts as `NotFound`.
    pub must_exist: Answer,
    /// About an account with a random name. Repeats the silence of the first question when that got no answer, without asking.
    pub cannot_exist: Answer,
}

impl DomainCheck {
    pub(super) fn silent(silence: Silence) -> Self {
        Self::of(silence.into(), silence.into())
    }

    fn of(must_exist: Answer, cannot_exist: Answer) -> Self {
        Self { health: judge_domain(&must_exist, &cannot_exist), must_exist, cannot_exist }
    }
}

impl Asking {
    pub(super) async fn check_domain(&self, sample: &Url) -> DomainCheck {
        let must_exist = match self.must_exist(sample).await {
            Ok(answer) => answer,
            Err(silence) => return DomainCheck::silent(silence),
        };
        let canary = cannot_exist(sample, &mut rand::rng());
        let cannot_exist =
            self.get_patiently(&canary, ACTIVITY_PUB).await.map_or_else(Answer::from, |reply| reply.answer());
        DomainCheck::of(must_exist, cannot_exist)
    }

    /// NodeInfo, and where it is not found the instance actor.
    async fn must_exist(&self, sample: &Url) -> Result<Answer, Silence> {
        let node_info = self.get_patiently(&at(sample, "/.well-known/nodeinfo"), JSON).await?;
        let node_info = found(&node_info, Document::is_node_info);
        if matches!(node_info, Answer::Present | Answer::SlowDown { .. }) {
            return Ok(node_info);
        }
        let actor = self.get_patiently(&at(sample, "/actor"), ACTIVITY_PUB).await?;
        Ok(match found(&actor, Document::is_actor) {
            // Not every software has an instance actor: then NodeInfo's own answer tells more.
            Answer::NotFound => node_info,
            answer => answer,
        })
    }

    /// A domain is never judged by a single failed request: a silence is asked once more after a pause.
    async fn get_patiently(&self, url: &Url, accept: &'static str) -> Result<Reply, Silence> {
        match self.get(url, accept).await {
            Err(silence) if may_pass(silence) => {
                tokio::time::sleep(self.shared.retry_pause).await;
                self.failed_names.forget(url.host_str().unwrap_or_default());
                self.get(url, accept).await
            }
            result => result,
        }
    }
}

fn at(sample: &Url, path: &str) -> Url {
    let mut url = sample.clone();
    url.set_query(None);
    url.set_path(path);
    url
}

/// The reply's answer, where 2xx counts only when the document is what was asked for.
fn found(reply: &Reply, is_it: impl FnOnce(&Document) -> bool) -> Answer {
    match reply.answer() {
        Answer::Present if !reply.document.as_ref().is_some_and(is_it) => Answer::NotFound,
        answer => answer,
    }
}

/// Whether the same question may get an answer a moment later.
fn may_pass(silence: Silence) -> bool {
    match silence {
        Silence::NameServer | Silence::ConnectionRefused | Silence::ConnectionLost | Silence::Timeout => true,
        Silence::NoSuchName
        | Silence::NoAddress
        | Silence::PrivateAddress
        | Silence::CertificateExpired
        | Silence::CertificateName
        | Silence::Certificate
        | Silence::Redirects
        | Silence::NotHttp
        | Silence::BadAddress => false,
    }
}
