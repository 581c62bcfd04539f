//! The domain check: something that must exist and something that cannot, asked of the same server.

use model::jobs::cull_accounts::{Health, HeardKey, judge_domain};
use model::probe::Proof;
use model::{Answer, CaseReason, Silence};
use rand::Rng;
use url::Url;

use super::asker::Asking;
use super::canary::cannot_exist;
use super::document::Document;
use super::evidence::of_silence;
use super::known_accounts::KnownAccount;
use super::question::{Reply, Wanted};
use super::robots::{A_DAY_MS, opts_out};
use super::same_server::same_server;

/// What the canary pair found at one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    pub health: Health,
    /// About NodeInfo, or the instance actor where NodeInfo is absent, or a known account where
    /// both are. `Present` only when it is really one of them; a page of another kind in their
    /// place counts as `SomethingElse`.
    pub must_exist: Answer,
    /// About an account with a random name. Repeats the first answer when that was not `Present`,
    /// without asking.
    pub cannot_exist: Answer,
    /// The software that NodeInfo names, in lower case; where it was asked for.
    pub software: Option<String>,
    /// Whether the headers alone tell what exists from what does not.
    pub headers_suffice: bool,
    /// Whether what must exist was there past caches: a cache may answer it for days after its
    /// server has gone, while everything else is not found.
    pub past_caches: bool,
    /// Of the answer that decided.
    pub proof: Proof,
}

/// What is asked of a server that is well besides, because it will be of use, and who may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Also {
    /// The software that NodeInfo names.
    pub software: bool,
    /// Whether headers alone are enough: it pays where many accounts are to be asked about.
    pub headers: bool,
    /// What must exist is asked past caches: an old copy is not found.
    pub past_caches: bool,
}

impl Also {
    pub const NOTHING: Self = Self { software: false, headers: false, past_caches: false };
    pub const SOFTWARE: Self = Self { software: true, ..Self::NOTHING };
    pub const BOTH: Self = Self { headers: true, ..Self::SOFTWARE };

    /// The same of the server itself, as it is at this moment.
    #[must_use]
    pub fn past_caches(self) -> Self {
        Self { past_caches: true, ..self }
    }
}

impl DomainCheck {
    /// What an answer about one of its accounts is worth: a server that says 410 of somebody who never was means 404 by it.
    #[must_use]
    pub fn believed(&self, answer: Answer) -> Answer {
        match (answer, &self.cannot_exist) {
            (Answer::Gone { .. }, Answer::Gone { .. }) => Answer::NotFound,
            (answer, _) => answer,
        }
    }

    /// Whether neither NodeInfo nor the instance actor was found, so that a known account may stand
    /// in for them.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        matches!(self.must_exist, Answer::NotFound | Answer::SomethingElse)
    }

    /// Whether it is set aside because it gave no answer, which may have been us.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let may_be_us = |answer: &&Answer| matches!(answer, Answer::Silent { silence } if silence.may_be_ours());
        let unanswered = [&self.must_exist, &self.cannot_exist].iter().any(may_be_us);
        self.health != Health::Healthy && unanswered
    }

    /// As of an earlier check that found the server well.
    #[must_use]
    pub fn of_before(headers_suffice: bool) -> Self {
        Self { headers_suffice, ..Self::of(Answer::Present, Answer::NotFound, Proof::default()) }
    }

    pub(super) fn silent(silence: Silence) -> Self {
        Self::of_the_first(silence.into(), of_silence(silence))
    }
}

impl Asking {
    pub(super) async fn check_domain(&self, sample: &Url, also: Also) -> DomainCheck {
        let (must_exist, reply) = match self.must_exist(sample, also.past_caches).await {
            Ok(found) => found,
            Err(silence) => return DomainCheck::silent(silence),
        };
        self.check_by(sample, must_exist, &reply, also).await
    }

    /// The same, by known accounts where `before` found neither of the two that must exist.
    pub(super) async fn check_by_accounts(
        &self,
        sample: &Url,
        known: &[KnownAccount],
        also: Also,
        before: DomainCheck,
    ) -> DomainCheck {
        if !before.found_nothing() {
            return before;
        }
        let wanted = if also.past_caches { Wanted::ActorNow } else { Wanted::Actor };
        match self.about_known(sample, known, wanted).await {
            Ok(Some((answer, reply))) if answer != Answer::NotFound => {
                self.check_by(sample, answer, &reply, also).await
            }
            Ok(_) => before,
            Err(silence) => DomainCheck::silent(silence),
        }
    }

    /// Goes on with the check where this is said of what must exist.
    async fn check_by(&self, sample: &Url, must_exist: Answer, reply: &Reply, also: Also) -> DomainCheck {
        if must_exist != Answer::Present {
            return DomainCheck::of_the_first(must_exist, reply.proof());
        }
        if self.opts_out(sample, A_DAY_MS).await {
            return DomainCheck::opted_out(reply.proof());
        }
        let (mut check, canary) = self.told_apart(sample).await;
        check.past_caches = also.past_caches;
        if check.health == Health::Healthy {
            if also.software {
                check.software = self.software(sample, reply).await;
            }
            check.headers_suffice = also.headers && self.headers_suffice(&canary, &check.cannot_exist).await;
        }
        check
    }

    /// Asks for what cannot exist, where what must exist is there.
    pub(super) async fn told_apart(&self, sample: &Url) -> (DomainCheck, Url) {
        let canary = cannot_exist(sample, &mut rand::rng());
        let refused = self.get_patiently(&canary, Wanted::Actor).await;
        let cannot_exist = refused.as_ref().map_or_else(|silence| Answer::from(*silence), Reply::answer);
        let deciding = refused.as_ref().map_or_else(|silence| of_silence(*silence), Reply::proof);
        let mut check = DomainCheck::of(Answer::Present, cannot_exist, deciding);
        if refused.is_ok_and(|reply| reply.challenge) {
            // A refusal by somebody before the server does not show that the server itself tells accounts apart.
            check.health = Health::SetAside(CaseReason::NotTalking);
        }
        (check, canary)
    }

    /// NodeInfo, and where it is not found the instance actor.
    async fn must_exist(&self, sample: &Url, past_caches: bool) -> Result<(Answer, Reply), Silence> {
        let question = |path, wanted, wanted_now| match past_caches {
            true => (fresh(sample, path), wanted_now),
            false => (at(sample, path), wanted),
        };
        let is_here = |answer: Answer, reply: &Reply| match answer {
            Answer::Present if past_caches && reply.is_old() => Answer::NotFound,
            answer => answer,
        };
        let (url, wanted) = question("/.well-known/nodeinfo", Wanted::Json, Wanted::JsonNow);
        let node_info = self.get_patiently(&url, wanted).await?;
        let answer = is_here(node_info.answer_about(Document::is_node_info), &node_info);
        if matches!(answer, Answer::Present | Answer::SlowDown { .. }) {
            return Ok((answer, node_info));
        }
        let (url, wanted) = question("/actor", Wanted::Actor, Wanted::ActorNow);
        let actor = self.get_patiently(&url, wanted).await?;
        Ok(match is_here(actor.answer_about(Document::is_actor), &actor) {
            // Not every software has an instance actor: then NodeInfo's own answer tells more.
            Answer::NotFound | Answer::SomethingElse => (answer, node_info),
            about_actor => (about_actor, actor),
        })
    }

    /// The software that the NodeInfo document behind the discovery document names.
    pub(super) async fn software(&self, sample: &Url, discovery: &Reply) -> Option<String> {
        let link = discovery.document.as_ref()?.node_info_link()?;
        let url = discovery.url.join(link).ok().and_then(|url| super::question::askable(url.as_str()))?;
        if !same_server(sample.host_str()?, url.host_str()?) {
            return None;
        }
        self.get(&url, Wanted::Json).await.ok()?.document?.software()
    }

    /// Whether it asks us to stay away, as far as it said so within so many milliseconds; else it is
    /// asked.
    pub(super) async fn opts_out(&self, sample: &Url, within_ms: i64) -> bool {
        let (origin, now) = (sample.origin().ascii_serialization(), self.shared.clock.now());
        if let Some(known) = self.shared.opt_outs.get(&origin, within_ms, now) {
            return known;
        }
        match self.get(&at(sample, "/robots.txt"), Wanted::Text).await {
            Ok(reply) => {
                let answer = reply.answer();
                let is_out = answer == Answer::Present && opts_out(&String::from_utf8_lossy(&reply.body));
                // A refusal or trouble says nothing of what the file says.
                if matches!(answer, Answer::Present | Answer::NotFound | Answer::Gone { .. }) {
                    self.shared.opt_outs.remember(origin, is_out, now);
                }
                is_out
            }
            Err(_) => false,
        }
    }

    /// A server that answers HEAD for the canary as it answered GET is believed about accounts, too.
    async fn headers_suffice(&self, canary: &Url, by_get: &Answer) -> bool {
        let by_head = self.get(canary, Wanted::ActorHead).await.map(|reply| reply.answer());
        match (by_head, by_get) {
            (Ok(Answer::Gone { .. }), Answer::Gone { .. }) => true,
            (Ok(by_head), by_get) => by_head == *by_get,
            (Err(_), _) => false,
        }
    }

    pub(super) async fn instance_key(&self, sample: &Url) -> HeardKey {
        match self.get_patiently(&at(sample, "/actor"), Wanted::Actor).await {
            Ok(reply) => key_of(&reply),
            Err(silence) => HeardKey::Unknown(CaseReason::of_silence(silence)),
        }
    }

    pub(super) async fn answers(&self, sample: &Url) -> Result<(), Silence> {
        self.get_patiently(&at(sample, "/.well-known/nodeinfo"), Wanted::Json).await.map(drop)
    }

    /// A domain is never judged by a single failed request: a silence is asked once more after a pause.
    pub(super) async fn get_patiently(&self, url: &Url, wanted: Wanted) -> Result<Reply, Silence> {
        match self.get(url, wanted).await {
            Err(silence) if silence.may_pass() => {
                tokio::time::sleep(self.shared.retry_pause).await;
                self.failed_names.forget(url.host_str().unwrap_or_default());
                self.get(url, wanted).await
            }
            result => result,
        }
    }
}

impl DomainCheck {
    /// What must exist is not there, so that the other question is spared.
    pub(super) fn of_the_first(answer: Answer, proof: Proof) -> Self {
        Self::of(answer.clone(), answer, proof)
    }

    /// What must exist is there, and it asks us to stay away.
    pub(super) fn opted_out(proof: Proof) -> Self {
        let health = Health::SetAside(CaseReason::OptedOut);
        Self { health, ..Self::of(Answer::Present, Answer::Present, proof) }
    }

    fn of(must_exist: Answer, cannot_exist: Answer, proof: Proof) -> Self {
        let health = judge_domain(&must_exist, &cannot_exist);
        Self { health, must_exist, cannot_exist, software: None, headers_suffice: false, past_caches: false, proof }
    }
}

/// The key that a reply for the instance actor tells, as it is remembered: a key is long, and its
/// digest tells it from another as well.
pub(super) fn key_of(reply: &Reply) -> HeardKey {
    match reply.answer() {
        Answer::Present => match reply.document.as_ref().and_then(Document::public_key) {
            Some(key) => HeardKey::Found(hex::encode(ring::digest::digest(&ring::digest::SHA256, key.as_bytes()))),
            None => HeardKey::NotFound,
        },
        Answer::NotFound | Answer::Gone { .. } => HeardKey::NotFound,
        other => HeardKey::Unknown(CaseReason::of_answer(&other)),
    }
}

/// This path by an address that no cache has seen. Software that knows the path pays no heed to the
/// query.
pub(super) fn fresh(sample: &Url, path: &str) -> Url {
    let mut url = at(sample, path);
    url.query_pairs_mut().append_pair("fresh", &format!("{:016x}", rand::rng().random::<u64>()));
    url
}

pub(super) fn at(sample: &Url, path: &str) -> Url {
    let mut url = sample.clone();
    url.set_query(None);
    url.set_path(path);
    url
}
