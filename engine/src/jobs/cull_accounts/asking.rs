//! Asking about a page of accounts, and judging each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use mastodon::accounts::{self, RemoteAccount};
use model::jobs::cull_accounts::{
    Health, KeepReason, Options, Sighting, Signs, Verdict, check_counts, judge, judge_doubtful,
};
use model::{AccountId, Answer, Millis};

use super::decision::ids;
use super::origins::{Noted, Origins, origin_of};
use super::server::Culling;
use crate::jobs::removal::condemned;
use crate::remotes::{DomainCheck, KnownAccount, Probe};
use crate::run_context::JobError;
use crate::store::condemned_accounts::{self, Condemned};
use crate::store::counts::{Count, Counts};
use crate::store::remembered_servers::{self, Checked};
use crate::store::{ledger, looks};

/// So many accounts to ask about that a server is asked first whether headers alone are enough.
const MANY: u64 = 20;
/// Accounts of a server that are known where it has to show itself by them.
const SAMPLES: u32 = 9;

/// For so many days what was said of an account that is held with a mass is not asked again.
const HELD_DAYS: u32 = 28;

/// The accounts of a page with what was said of each; nothing where its origin is set aside.
type Answers<'a> = Vec<(&'a RemoteAccount, Option<Probe>)>;

/// What one page brought.
#[derive(Default)]
pub(super) struct Page {
    pub confirmed: Vec<AccountId>,
    /// Gone at a first look, each with the moment from which on an earlier first look would count.
    pub sighted: Vec<(AccountId, Millis)>,
    pub condemned: Vec<Condemned>,
    /// Condemned before, and let go now.
    pub spared: Vec<AccountId>,
    pub counts: Counts,
}

impl Culling<'_> {
    /// The accounts of a page that the ledger has not confirmed, and when those seen to be gone were first seen so.
    pub(super) async fn known(&self, page: &[RemoteAccount]) -> Result<ledger::Known, JobError> {
        let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let since = self.confirmed_since.unwrap_or(Millis(i64::MAX));
        Ok(ledger::known(&self.ctx.db, self.ctx.site, &ids, (since, self.ctx.clock.now())).await?)
    }

    /// Asks about those of a page that are neither confirmed nor held, and judges each. Who is held is condemned as before.
    pub(super) async fn ask(
        &self,
        page: &[RemoteAccount],
        held: Vec<Condemned>,
        known: &ledger::Known,
        origins: &Origins,
        ahead: u64,
    ) -> Result<Page, JobError> {
        let mut found = Page { condemned: held, ..Page::default() };
        let held: BTreeSet<AccountId> = ids(&found.condemned).into_iter().collect();
        let is_open = |account: &&RemoteAccount| !known.confirmed.contains(&account.id) && !held.contains(&account.id);
        let unconfirmed: Vec<_> = page.iter().filter(is_open).collect();
        self.check_origins(&unconfirmed, origins, ahead, self.checked_before(page).await?).await?;
        let per_origin = usize::try_from(self.options.per_origin.max(1)).unwrap_or(1);
        let questions: Vec<_> = unconfirmed
            .into_iter()
            .map(|account| {
                let first = known.sightings.get(&account.id).copied();
                async move { Ok::<_, JobError>((account, self.answer(account, first, origins).await?)) }.boxed()
            })
            .collect();
        let mut answers: Answers<'_> = stream::iter(questions).buffer_unordered(per_origin).try_collect().await?;
        self.check_who_showed_nobody(&mut answers, origins).await?;
        let gone = answers.iter().filter(|(_, probe)| probe.as_ref().is_some_and(says_gone)).map(|(a, _)| a.id);
        let gone: Vec<AccountId> = gone.collect();
        let life = self.life_of(&gone).await?;
        let held_since = match &self.options.release {
            Some(released) => condemned_accounts::held_since(&self.ctx.db, released, &gone).await?,
            None => HashMap::new(),
        };
        for (account, probe) in answers {
            let (first, life) = (known.sightings.get(&account.id).copied(), life.get(&account.id).copied());
            // What a person released counts no longer than a first look: later it is judged like anybody else.
            let now = self.ctx.clock.now();
            let held = held_since.get(&account.id).map(|at| Sighting { at: *at });
            let is_over = held.is_some_and(|held| !held.counts(life, self.options, now));
            let options = if is_over { self.options } else { &self.judging };
            self.judge(account, probe, Signs { first, life }, options, &mut found);
        }
        Ok(found)
    }

    /// The newest thing that reached Mastodon from each of these.
    pub(super) async fn life_of(&self, ids: &[AccountId]) -> Result<BTreeMap<AccountId, Millis>, JobError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let _turn = self.database.acquire().await;
        Ok(accounts::last_life(&self.ctx.mastodon, ids, self.ctx.clock.now()).await?)
    }

    fn judge(&self, account: &RemoteAccount, probe: Option<Probe>, signs: Signs, options: &Options, found: &mut Page) {
        let Some(Probe { answer, proof }) = probe else {
            found.counts.add(Count::SetAside, 1);
            found.counts.add(Count::Visited, 1);
            return;
        };
        let now = self.ctx.clock.now();
        match judge(&answer, &signs, options, now) {
            // Counted when it is gone, or held.
            Verdict::Remove(vanished) => {
                found.condemned.push(Condemned { proof, ..condemned(account, vanished.status(), now) });
                return;
            }
            Verdict::SecondLook(_) => {
                found.sighted.push((account.id, signs.floor(options, now)));
                found.counts.add(Count::SecondLook, 1);
            }
            Verdict::Keep(KeepReason::StillThere) => {
                found.confirmed.push(account.id);
                found.counts.add(Count::Confirmed, 1);
            }
            Verdict::Keep(KeepReason::NoAnswer) => found.counts.add(Count::SetAside, 1),
            Verdict::Keep(KeepReason::NoClearAnswer) => found.counts.add(Count::Unanswered, 1),
        }
        found.counts.add(Count::Visited, 1);
    }

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
                None => origins.learn(&origin, &account.uri, self.check(account, ahead >= MANY).await?),
            }
        }
        Ok(())
    }

    /// The check of a server that an earlier run has made and that still counts. One in trouble is
    /// always checked.
    async fn checked_before(&self, page: &[RemoteAccount]) -> Result<Option<Checked>, JobError> {
        let (ctx, Some(first)) = (self.ctx, page.first()) else { return Ok(None) };
        let (db, site, domain) = (&ctx.db, ctx.site, &first.domain);
        if self.options.release.is_some() || looks::is_watched(db, site, domain).await? {
            return Ok(None);
        }
        let checked = remembered_servers::checked(db, site, domain).await?;
        Ok(checked.filter(|checked| check_counts(checked.at, ctx.clock.now())))
    }

    /// Checks the origin of an account; accounts that were heard from last stand in where it has
    /// nothing else that must exist.
    async fn check(&self, account: &RemoteAccount, many: bool) -> Result<DomainCheck, JobError> {
        let check = self.asker.check_domain(&account.uri, many).await;
        if !check.found_nothing() {
            return Ok(check);
        }
        let known = {
            let _turn = self.database.acquire().await;
            accounts::samples(&self.ctx.mastodon, &account.domain, SAMPLES).await?
        };
        let known: Vec<KnownAccount> = known.into_iter().map(KnownAccount::from).collect();
        Ok(self.asker.check_by_accounts(&account.uri, &known, many, check).await)
    }

    /// The answer about one account, or nothing when its origin is set aside and was not asked.
    async fn answer(
        &self,
        account: &RemoteAccount,
        first: Option<Sighting>,
        origins: &Origins,
    ) -> Result<Option<Probe>, JobError> {
        let Some(origin) = origin_of(&account.uri) else {
            return Ok(Some(self.asker.ask(&account.uri).await));
        };
        if origins.health(&origin) != Some(Health::Healthy) {
            return Ok(None);
        }
        let mut probe = if origins.headers_suffice(&origin) {
            self.asker.glance(&account.uri).await
        } else {
            self.asker.ask(&account.uri).await
        };
        if matches!(&probe.answer, Answer::Silent { silence } if silence.may_pass()) {
            // Never from a single failed request.
            probe = self.asker.ask(&account.uri).await;
        }
        let now = self.ctx.clock.now();
        if may_tell_news(&probe.answer, first, &self.judging, now)
            && !self.is_checked_and_well(account, &origin, origins).await?
        {
            return Ok(None);
        }
        probe.answer = origins.believed(&origin, probe.answer);
        if probe.answer == Answer::NotFound
            && self.asker.second_witness(&account.uri, &account.username, &account.domain).await.keeps()
        {
            // It contradicts the 404, or knows the account at another address.
            probe.answer = Answer::SomethingElse;
        }
        if origins.note(&origin, &probe) == Noted::Doubtful {
            self.check_again(account, &origin, &probe.answer, origins).await?;
        }
        if matches!(probe.answer, Answer::Silent { .. }) && origins.health(&origin) == Some(Health::Healthy) {
            // Its server is there: only this account stays without an answer.
            probe.answer = Answer::SomethingElse;
        }
        Ok(Some(probe))
    }

    /// Those of a page that the last cull held because a mass was gone, as they were found then. A person decides about them, and a cull
    /// that a schedule began asks about them again only every four weeks, or when something came from them.
    pub(super) async fn held_before(&self, page: &[RemoteAccount]) -> Result<Vec<Condemned>, JobError> {
        let Some(run) = &self.held_by else { return Ok(Vec::new()) };
        let (ctx, now) = (self.ctx, self.ctx.clock.now());
        let those: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let held = condemned_accounts::held_with_a_mass(&ctx.db, run, &those, now.days_before(HELD_DAYS)).await?;
        let life = self.life_of(&ids(&held)).await?;
        let is_as_before =
            |account: &Condemned| life.get(&account.id).is_none_or(|life| (*life).min(now) <= account.answered_at);
        Ok(held.into_iter().filter(is_as_before).collect())
    }

    /// Checks the origins that an earlier run found well and that now showed none of their accounts: what they said of them means
    /// nothing when they are not well any more.
    async fn check_who_showed_nobody(&self, answers: &mut Answers<'_>, origins: &Origins) -> Result<(), JobError> {
        let mut shown: BTreeMap<String, (&RemoteAccount, bool)> = BTreeMap::new();
        for (account, probe) in answers.iter() {
            let (Some(origin), Some(probe)) = (origin_of(&account.uri), probe) else { continue };
            shown.entry(origin).or_insert((*account, false)).1 |= probe.answer == Answer::Present;
        }
        for (origin, (account, present)) in shown {
            let is_doubtful = !present && origins.is_checked_before(&origin) && origins.reason().is_none();
            if is_doubtful && !self.is_checked_and_well(account, &origin, origins).await? {
                let there = |account: &RemoteAccount| origin_of(&account.uri).as_ref() == Some(&origin);
                answers.iter_mut().filter(|(account, _)| there(account)).for_each(|(_, probe)| *probe = None);
            }
        }
        Ok(())
    }

    /// Whether an origin is well by a check of this run, which is made where only an earlier one
    /// has been.
    async fn is_checked_and_well(
        &self,
        account: &RemoteAccount,
        origin: &str,
        origins: &Origins,
    ) -> Result<bool, JobError> {
        let _one_at_a_time = origins.checking().await;
        if origins.is_checked_before(origin) {
            let many = origins.headers_suffice(origin);
            origins.learn(origin, &account.uri, self.check(account, many).await?);
        }
        Ok(origins.health(origin) == Some(Health::Healthy))
    }

    /// Asks the canary pair again where there was no answer, or several in a row were unclear: a server may refuse what concerns suspended
    /// accounts, or send those who ask for one of them on to a server that is gone, and be well. Then only those accounts stay without an
    /// answer.
    async fn check_again(
        &self,
        account: &RemoteAccount,
        origin: &str,
        answer: &Answer,
        origins: &Origins,
    ) -> Result<(), JobError> {
        let mut check = self.check(account, false).await?;
        match judge_doubtful(check.health, &check.cannot_exist, answer) {
            Health::Healthy if matches!(answer, Answer::Silent { .. }) => {}
            Health::Healthy => origins.clear(origin),
            aside => {
                check.health = aside;
                origins.learn(origin, &account.uri, check);
            }
        }
        Ok(())
    }

    /// The network address of the first account of a page that has one.
    pub(super) async fn address_of(&self, page: &[RemoteAccount]) -> Option<IpAddr> {
        let first = page.iter().find(|account| origin_of(&account.uri).is_some())?;
        self.asker.address_of(&first.uri).await
    }
}

/// Whether an answer leads to something that only a server may say that is well now: a first look, or a removal.
fn may_tell_news(answer: &Answer, first: Option<Sighting>, options: &Options, now: Millis) -> bool {
    let signs = Signs { first, life: None };
    match judge(answer, &signs, options, now) {
        Verdict::Remove(_) => true,
        Verdict::SecondLook(_) => signs.first_that_counts(options, now).is_none(),
        Verdict::Keep(_) => false,
    }
}

fn says_gone(probe: &Probe) -> bool {
    matches!(probe.answer, Answer::Gone { .. } | Answer::NotFound)
}
