//! Asking about a page of accounts, and judging each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use mastodon::accounts::{self, RemoteAccount};
use model::jobs::cull_accounts::{Health, KeepReason, Options, Sighting, Signs, Verdict, judge};
use model::{AccountId, Answer, Millis};

use super::checks::is_news;
use super::decision::ids;
use super::origins::{Noted, Origins, origin_of};
use super::server::Culling;
use crate::jobs::removal::condemned;
use crate::remotes::Probe;
use crate::run_context::JobError;
use crate::store::condemned_accounts::{self, Condemned};
use crate::store::counts::{Count, Counts};
use crate::store::ledger;
use crate::store::run_domains::Sighted;

/// The accounts of a page with what was said of each; nothing where its origin is set aside.
pub(super) type Answers<'a> = Vec<(&'a RemoteAccount, Option<Probe>)>;

/// What one page brought.
#[derive(Default)]
pub(super) struct Page {
    pub confirmed: Vec<AccountId>,
    /// Gone at a first look.
    pub sighted: Vec<Sighted>,
    pub condemned: Vec<Condemned>,
    /// Condemned before, and let go now.
    pub spared: Vec<AccountId>,
    pub counts: Counts,
}

impl Culling<'_> {
    /// The accounts of a page that the ledger has not confirmed, and when those seen to be gone were first seen so.
    pub(super) async fn known(&self, page: &[RemoteAccount]) -> Result<ledger::Known, JobError> {
        let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let since = self.seen_since.unwrap_or(Millis(i64::MAX));
        Ok(ledger::known(&self.ctx.db, self.ctx.site, &ids, (since, self.ctx.clock.now())).await?)
    }

    /// Asks about those of a page that are neither confirmed nor held, and judges each. Who is held
    /// is condemned as before.
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
        // Of what is heard later than that, nothing counts for longer.
        let asked_at = self.ctx.clock.now();
        self.check_origins(&unconfirmed, origins, ahead, origins.checked_before()).await?;
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
            // What a person released counts no longer than a first look: later it is judged like
            // anybody else.
            let now = self.ctx.clock.now();
            let held = held_since.get(&account.id).map(|at| Sighting { at: *at });
            let is_over = held.is_some_and(|held| !held.counts(life, self.options, now));
            let options = if is_over { self.options } else { &self.judging };
            self.judge((account, asked_at), probe, Signs { first, life }, options, &mut found);
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

    /// Judges an account by what was heard since it was asked.
    fn judge(
        &self,
        (account, asked_at): (&RemoteAccount, Millis),
        probe: Option<Probe>,
        signs: Signs,
        options: &Options,
        found: &mut Page,
    ) {
        let Some(Probe { answer, proof }) = probe else {
            found.counts.add(Count::SetAside, 1);
            found.counts.add(Count::Visited, 1);
            return;
        };
        let now = self.ctx.clock.now();
        match judge(&answer, &signs, options, now) {
            // Counted when it is gone, or held.
            Verdict::Remove(vanished) => {
                let account = condemned(account, vanished.status(), asked_at);
                found.condemned.push(Condemned { proof, life: signs.life, ..account });
                return;
            }
            Verdict::SecondLook(_) => {
                let counts_from = signs.floor(options, now);
                found.sighted.push(Sighted { id: account.id, counts_from, life: signs.life });
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
        // The name is asked for first: a server that still knows it need not prove itself.
        let mut is_kept = self.is_contradicted(account, &probe.answer).await;
        let now = self.ctx.clock.now();
        let is_news = !is_kept && is_news(&probe.answer, first, &self.judging, now);
        if is_news && !self.may_tell_news(account, &origin, origins).await? {
            if origins.health(&origin) != Some(Health::Healthy) {
                return Ok(None);
            }
            // A cache may have said it.
            probe.answer = Answer::SomethingElse;
            return Ok(Some(probe));
        }
        let said = std::mem::replace(&mut probe.answer, Answer::SomethingElse);
        let believed = origins.believed(&origin, said.clone());
        if believed != said {
            is_kept = self.is_contradicted(account, &believed).await;
        }
        if !is_kept {
            probe.answer = believed;
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

    /// Whether the domain of its handle contradicts the 404 of an account, or knows it at another
    /// address.
    async fn is_contradicted(&self, account: &RemoteAccount, answer: &Answer) -> bool {
        *answer == Answer::NotFound
            && self.asker.second_witness(&account.uri, &account.username, &account.domain).await.keeps()
    }

    /// The network address of the first account of a page that has one.
    pub(super) async fn address_of(&self, page: &[RemoteAccount]) -> Option<IpAddr> {
        let first = page.iter().find(|account| origin_of(&account.uri).is_some())?;
        self.asker.address_of(&first.uri).await
    }
}

fn says_gone(probe: &Probe) -> bool {
    matches!(probe.answer, Answer::Gone { .. } | Answer::NotFound)
}
