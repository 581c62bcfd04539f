//! One server of a cull: its check, then its accounts page by page.

use futures::{FutureExt, StreamExt, stream};
use mastodon::accounts::{self, RemoteAccount};
use model::case::CaseReason;
use model::jobs::cull_accounts::{Health, KeepReason, Options, Verdict, judge};
use model::{AccountId, Answer, Domain, Millis};
use tokio::sync::Semaphore;

use super::super::removal::{condemned, remove};
use super::limit::Limit;
use super::origins::{Origins, origin_of};
use crate::remotes::Asker;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{Count, Counts};
use crate::store::removed_accounts::Condemned;
use crate::store::run_domains::{self, PageDone, Standing};
use crate::store::{cases, ledger};

/// Accounts of one server between two checkpoints.
const PAGE: u32 = 100;

/// What all servers of a run share.
pub(super) struct Culling<'a> {
    pub ctx: &'a RunContext,
    pub options: &'a Options,
    pub asker: Asker,
    pub limit: Limit,
    /// Turns at Mastodon's database: many servers are at work, few may use it at a time, and waiting for a turn is no fault.
    pub database: Semaphore,
    /// Accounts confirmed since then are left out; `None` asks about all.
    pub confirmed_since: Option<Millis>,
}

/// What one page brought.
#[derive(Default)]
struct Page {
    confirmed: Vec<AccountId>,
    sighted: Vec<AccountId>,
    vanished: Vec<Condemned>,
    counts: Counts,
}

impl Culling<'_> {
    /// Culls one server to its end, or until the run is asked to end or its limit is reached.
    pub(super) async fn server(&self, domain: Domain, standing: Option<Standing>) -> Result<(), JobError> {
        let origins = Origins::default();
        let mut after = standing.map_or(AccountId(i64::MIN), |standing| standing.after);
        loop {
            if self.ctx.signals.wanted() || self.limit.is_used_up() {
                return Ok(());
            }
            let page = self.page(&domain, after).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            // Asked to end, a page is dropped as a whole: nothing of it has been done yet.
            let mut found = tokio::select! {
                found = self.ask(&page, &origins) => found?,
                () = self.ctx.signals.ended() => return Ok(()),
            };
            let allowed = self.limit.take(found.vanished.len());
            let over = found.vanished.split_off(allowed);
            found.counts.add(Count::Held, count(over.len()));
            found.counts.add(Count::Visited, count(over.len()));
            let removed = self.remove(&found.vanished).await?;
            found.counts.extend(&removed);
            self.checkpoint(&domain, after, false, None, &found).await?;
        }
        let reason = origins.reason();
        self.checkpoint(&domain, after, true, reason, &Page::default()).await?;
        self.note_case(&domain, reason).await
    }

    async fn page(&self, domain: &Domain, after: AccountId) -> Result<Vec<RemoteAccount>, JobError> {
        let _turn = self.database.acquire().await;
        Ok(accounts::unconfirmed(&self.ctx.mastodon, domain, after, self.confirmed_since, PAGE).await?)
    }

    async fn remove(&self, vanished: &[Condemned]) -> Result<Counts, JobError> {
        let _turn = self.database.acquire().await;
        remove(self.ctx, vanished).await
    }

    /// Asks about those of a page that the ledger has not confirmed, and judges each.
    async fn ask(&self, page: &[RemoteAccount], origins: &Origins) -> Result<Page, JobError> {
        let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        let since = self.confirmed_since.unwrap_or(Millis(i64::MAX));
        let known = ledger::known(&self.ctx.db, self.ctx.site, &ids, since).await?;
        let unconfirmed: Vec<_> = page.iter().filter(|account| !known.confirmed.contains(&account.id)).collect();
        self.check_origins(&unconfirmed, origins).await;
        let per_origin = usize::try_from(self.options.per_origin.max(1)).unwrap_or(1);
        let questions: Vec<_> = unconfirmed
            .into_iter()
            .map(|account| async move { (account, self.answer(account, origins).await) }.boxed())
            .collect();
        let answers: Vec<_> = stream::iter(questions).buffer_unordered(per_origin).collect().await;
        let now = self.ctx.clock.now();
        let mut found = Page::default();
        for (account, answer) in answers {
            let Some(answer) = answer else {
                found.counts.add(Count::SetAside, 1);
                found.counts.add(Count::Visited, 1);
                continue;
            };
            // Removed accounts are counted when they are gone.
            match judge(&answer, known.sightings.get(&account.id).copied(), self.options, now) {
                Verdict::Remove(vanished) => {
                    found.vanished.push(condemned(account, vanished.status()));
                    continue;
                }
                Verdict::SecondLook(_) => {
                    found.sighted.push(account.id);
                    found.counts.add(Count::SecondLook, 1);
                }
                Verdict::Keep(KeepReason::StillThere) => {
                    found.confirmed.push(account.id);
                    found.counts.add(Count::Confirmed, 1);
                }
                Verdict::Keep(KeepReason::NoAnswer) => found.counts.add(Count::SetAside, 1),
                Verdict::Keep(KeepReason::NoClearAnswer) => found.counts.add(Count::Unanswered, 1),
                Verdict::Keep(KeepReason::LimitReached) => found.counts.add(Count::Held, 1),
            }
            found.counts.add(Count::Visited, 1);
        }
        Ok(found)
    }

    /// Checks every origin that is met for the first time, before any of its accounts counts.
    async fn check_origins(&self, accounts: &[&RemoteAccount], origins: &Origins) {
        for account in accounts {
            let Some(origin) = origin_of(&account.uri) else { continue };
            if origins.health(&origin).is_none() {
                let check = self.asker.check_domain(&account.uri).await;
                origins.learn(&origin, check.health);
            }
        }
    }

    /// The answer about one account, or nothing when its origin is set aside and was not asked.
    async fn answer(&self, account: &RemoteAccount, origins: &Origins) -> Option<Answer> {
        let Some(origin) = origin_of(&account.uri) else {
            return Some(Answer::Silent { silence: model::Silence::BadAddress });
        };
        if origins.health(&origin) != Some(Health::Healthy) {
            return None;
        }
        let mut answer = self.asker.ask(&account.uri).await.answer;
        if matches!(&answer, Answer::Silent { silence } if silence.may_pass()) {
            // Never from a single failed request.
            answer = self.asker.ask(&account.uri).await.answer;
        }
        origins.note(&origin, &answer);
        Some(answer)
    }

    async fn checkpoint(
        &self,
        domain: &Domain,
        after: AccountId,
        done: bool,
        reason: Option<CaseReason>,
        page: &Page,
    ) -> Result<(), JobError> {
        let ctx = self.ctx;
        let page = PageDone {
            site: ctx.site,
            run: &ctx.run,
            owner: &ctx.owner,
            domain,
            after,
            done,
            reason,
            confirmed: &page.confirmed,
            sighted: &page.sighted,
            write_ledger: ctx.keeps_records,
            counts: page.counts.clone(),
            now: ctx.clock.now(),
        };
        Ok(run_domains::checkpoint(&ctx.db, &page).await?)
    }

    /// Opens or closes the case of a server; a preview leaves cases as they are.
    async fn note_case(&self, domain: &Domain, reason: Option<CaseReason>) -> Result<(), JobError> {
        let ctx = self.ctx;
        match reason {
            _ if !ctx.keeps_records => {}
            Some(reason) if reason.opens_case() => {
                cases::unanswered(&ctx.db, ctx.site, domain, reason, ctx.clock.now()).await?;
            }
            Some(_) => {}
            None => cases::answered(&ctx.db, ctx.site, domain, ctx.clock.now()).await?,
        }
        Ok(())
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
