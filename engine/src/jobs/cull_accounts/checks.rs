//! When a server has to show that it is well: before its accounts count, and again when it stops
//! making sense.

use std::collections::BTreeMap;

use mastodon::accounts::{self, RemoteAccount};
use model::case::State;
use model::jobs::cull_accounts::{Health, Options, Sighting, Signs, Verdict, check_counts, judge, judge_doubtful};
use model::{Answer, Millis};

use super::asking::Answers;
use super::origins::{Origins, origin_of};
use super::server::{Culling, Work};
use crate::remotes::{Also, DomainCheck, KnownAccount};
use crate::run_context::JobError;
use crate::store::remembered_servers::{self, Checked};

/// So many accounts to ask about that a server is asked first whether headers alone are enough.
const MANY: u64 = 20;
/// Accounts of a server that are known where it has to show itself by them.
const SAMPLES: usize = 9;

impl Culling<'_> {
    /// Checks every origin that is met for the first time, before any of its accounts counts;
    /// those of a server that was checked of late wait for an answer that needs it.
    pub(super) async fn check_origins(
        &self,
        accounts: &[&RemoteAccount],
        origins: &Origins,
        ahead: u64,
        before: Option<Checked>,
    ) -> Result<(), JobError> {
        for account in accounts {
            let Some(origin) = origin_of(&account.uri) else { continue };
            if origins.health(&origin).is_some() {
                continue;
            }
            match before {
                Some(before) => origins.trust(&origin, &account.uri, before.headers_suffice),
                None => {
                    let check = self.check(account, also(ahead >= MANY)).await?;
                    origins.learn(&origin, &account.uri, check, self.ctx.clock.now());
                }
            }
        }
        Ok(())
    }

    /// The check of a server that an earlier run has made and that still counts. One in trouble is
    /// always checked.
    pub(super) fn checked_before(&self, work: &Work) -> Option<Checked> {
        let is_in_trouble = work.watched.is_some_and(|state| state != State::Here);
        let asks_anew = self.options.release.is_some() || is_in_trouble;
        work.checked.filter(|checked| !asks_anew && check_counts(checked.at, self.ctx.clock.now()))
    }

    /// Checks the origin of an account past caches. Where nothing is there past them, a server may
    /// still be well by what they answer, but then it tells no news.
    async fn check(&self, account: &RemoteAccount, also: Also) -> Result<DomainCheck, JobError> {
        let now = self.check_by_any(account, also.past_caches()).await?;
        match now.must_exist {
            Answer::Present | Answer::Silent { .. } | Answer::SlowDown { .. } => Ok(now),
            _ => self.check_by_any(account, also).await,
        }
    }

    /// Checks the origin of an account; accounts that were heard from last stand in where it has
    /// nothing else that must exist.
    async fn check_by_any(&self, account: &RemoteAccount, also: Also) -> Result<DomainCheck, JobError> {
        let check = self.asker.check_domain(&account.uri, also).await;
        if !check.found_nothing() {
            return Ok(check);
        }
        let known = {
            let _turn = self.database.acquire().await;
            accounts::samples(&self.ctx.mastodon, &account.domain, SAMPLES, self.ctx.clock.now()).await?
        };
        let known: Vec<KnownAccount> = known.into_iter().map(KnownAccount::from).collect();
        Ok(self.asker.check_by_accounts(&account.uri, &known, also, check).await)
    }

    /// Checks the origins that were last seen to be well before and that now showed none of their
    /// accounts: what they said of them means nothing when they are not well any more.
    pub(super) async fn check_who_showed_nobody(
        &self,
        answers: &mut Answers<'_>,
        origins: &Origins,
    ) -> Result<(), JobError> {
        let mut shown: BTreeMap<String, (&RemoteAccount, bool)> = BTreeMap::new();
        for (account, probe) in answers.iter() {
            let (Some(origin), Some(probe)) = (origin_of(&account.uri), probe) else { continue };
            shown.entry(origin).or_insert((*account, false)).1 |= probe.answer == Answer::Present;
        }
        let now = self.ctx.clock.now();
        for (origin, (account, present)) in shown {
            let is_doubtful = !present && origins.is_checked_before(&origin, now) && origins.reason().is_none();
            if is_doubtful && !self.is_checked_and_well(account, &origin, origins).await? {
                let there = |account: &RemoteAccount| origin_of(&account.uri).as_ref() == Some(&origin);
                answers.iter_mut().filter(|(account, _)| there(account)).for_each(|(_, probe)| *probe = None);
            }
        }
        Ok(())
    }

    /// Whether an origin is so well that something may be told by it that only a server may say
    /// which is well now: it is itself, past caches.
    pub(super) async fn may_tell_news(
        &self,
        account: &RemoteAccount,
        origin: &str,
        origins: &Origins,
    ) -> Result<bool, JobError> {
        Ok(self.is_checked_and_well(account, origin, origins).await? && origins.is_well_past_caches(origin))
    }

    /// Whether an origin is well by a check of this run and of late, which is made where there is
    /// none.
    async fn is_checked_and_well(
        &self,
        account: &RemoteAccount,
        origin: &str,
        origins: &Origins,
    ) -> Result<bool, JobError> {
        let _one_at_a_time = origins.checking().await;
        if origins.is_checked_before(origin, self.ctx.clock.now())
            && !self.proves_itself(account, origin, origins).await?
        {
            let also = also(origins.headers_suffice(origin));
            let check = self.check(account, also).await?;
            origins.learn(origin, &account.uri, check, self.ctx.clock.now());
        }
        Ok(origins.health(origin) == Some(Health::Healthy))
    }

    /// Whether an origin that was found well before shows, past caches, the key that is
    /// remembered, and still tells accounts apart. That takes less than the whole check, and counts
    /// for a removal that follows.
    async fn proves_itself(&self, account: &RemoteAccount, origin: &str, origins: &Origins) -> Result<bool, JobError> {
        let ctx = self.ctx;
        let remembered = remembered_servers::lookup(&ctx.db, ctx.site, &account.domain).await?;
        if remembered.actor_key.is_none() {
            return Ok(false);
        }
        let now = self.asker.check_domain_now(&account.uri, &[]).await;
        let is_same = now.hands().compared_to(&remembered).doubt().is_none();
        if now.check.health != Health::Healthy || !is_same {
            return Ok(false);
        }
        let check = DomainCheck { headers_suffice: origins.headers_suffice(origin), ..now.check };
        origins.prove(origin, &account.uri, check, ctx.clock.now());
        Ok(true)
    }

    /// Asks the canary pair again where there was no answer, or several in a row were unclear: a
    /// server may refuse what concerns suspended accounts, or send those who ask for one of them on
    /// to a server that is gone, and be well. Then only those accounts stay without an answer.
    pub(super) async fn check_again(
        &self,
        account: &RemoteAccount,
        origin: &str,
        answer: &Answer,
        origins: &Origins,
    ) -> Result<(), JobError> {
        let mut check = self.check(account, Also::NOTHING).await?;
        match judge_doubtful(check.health, &check.cannot_exist, answer) {
            Health::Healthy if matches!(answer, Answer::Silent { .. }) => {}
            Health::Healthy => origins.clear(origin),
            aside => {
                check.health = aside;
                origins.learn(origin, &account.uri, check, self.ctx.clock.now());
            }
        }
        Ok(())
    }
}

/// What a whole check finds out: who is remembered by its software is known again by it.
fn also(headers: bool) -> Also {
    if headers { Also::BOTH } else { Also::SOFTWARE }
}

/// Whether an answer leads to something that only a server may say that is well now: a first look,
/// or a removal.
pub(super) fn is_news(answer: &Answer, first: Option<Sighting>, options: &Options, now: Millis) -> bool {
    let signs = Signs { first, life: None };
    match judge(answer, &signs, options, now) {
        Verdict::Remove(_) => true,
        Verdict::SecondLook(_) => signs.first_that_counts(options, now).is_none(),
        Verdict::Keep(_) => false,
    }
}
