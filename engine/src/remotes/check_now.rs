//! The domain check at the moment of a removal: past caches, and not by NodeInfo alone.

use model::jobs::cull_accounts::{Health, HeardHands, HeardKey};
use model::{Answer, CaseReason, Silence};
use url::Url;

use super::asker::Asking;
use super::document::Document;
use super::domain_check::{DomainCheck, at, fresh, key_of};
use super::known_accounts::KnownAccount;
use super::question::{Reply, Wanted};
use super::robots::AN_HOUR_MS;

/// What the canary pair found when something was about to be removed, and whose key signs for the
/// server then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckNow {
    /// Its `must_exist` is about the instance actor, or about a known account where that one is not
    /// there.
    pub check: DomainCheck,
    /// The key of the instance actor, as its digest.
    pub actor_key: HeardKey,
}

impl CheckNow {
    /// Who answers for the server now.
    #[must_use]
    pub fn hands(&self) -> HeardHands {
        HeardHands { software: self.check.software.clone(), actor_key: Some(self.actor_key.clone()) }
    }

    pub(super) fn silent(silence: Silence) -> Self {
        let actor_key = HeardKey::Unknown(CaseReason::of_silence(silence));
        Self { check: DomainCheck::silent(silence), actor_key }
    }
}

impl Asking {
    pub(super) async fn check_domain_now(&self, sample: &Url, known: &[KnownAccount]) -> CheckNow {
        let actor = match self.get_patiently(&fresh(sample, "/actor"), Wanted::ActorNow).await {
            Ok(reply) => reply,
            Err(silence) => return CheckNow::silent(silence),
        };
        let actor_key = key_of(&actor);
        let (must_exist, reply) = match self.there_now(sample, actor, known).await {
            Ok(found) => found,
            Err(silence) => return CheckNow { check: DomainCheck::silent(silence), actor_key },
        };
        if must_exist != Answer::Present {
            return CheckNow { check: DomainCheck::of_the_first(must_exist, reply.proof()), actor_key };
        }
        if self.opts_out(sample, AN_HOUR_MS).await {
            return CheckNow { check: DomainCheck::opted_out(reply.proof()), actor_key };
        }
        let (mut check, _) = self.told_apart(sample).await;
        check.past_caches = true;
        if check.health == Health::Healthy && !matches!(actor_key, HeardKey::Found(_)) {
            // A key tells hands apart better than the name of a software.
            check.software = self.named_software(sample).await;
        }
        CheckNow { check, actor_key }
    }

    /// What must be there now: the instance actor, else a known account, else, where none lives
    /// there, NodeInfo. Who wants quiet is not asked on.
    async fn there_now(&self, sample: &Url, actor: Reply, known: &[KnownAccount]) -> Result<(Answer, Reply), Silence> {
        let about_actor = actor.answer_about(Document::is_actor);
        if matches!(about_actor, Answer::Present | Answer::SlowDown { .. }) && !actor.is_old() {
            return Ok((about_actor, actor));
        }
        // Not every software has an instance actor: what it says of one tells less than what it
        // says of its accounts, unless that is nothing.
        match self.about_known(sample, known, Wanted::ActorNow).await? {
            Some((Answer::NotFound, _)) => Ok((absent(about_actor), actor)),
            Some(about_known) => Ok(about_known),
            None => {
                let node_info = self.get_patiently(&fresh(sample, "/.well-known/nodeinfo"), Wanted::JsonNow).await?;
                let answer = node_info.answer_about(Document::is_node_info);
                let is_there = answer == Answer::Present && !node_info.is_old();
                Ok(if is_there { (answer, node_info) } else { (absent(about_actor), actor) })
            }
        }
    }

    async fn named_software(&self, sample: &Url) -> Option<String> {
        let discovery = self.get(&at(sample, "/.well-known/nodeinfo"), Wanted::Json).await.ok()?;
        self.software(sample, &discovery).await
    }
}

/// What is not there now, though a cache may still have it.
fn absent(about_actor: Answer) -> Answer {
    if about_actor == Answer::Present { Answer::NotFound } else { about_actor }
}
