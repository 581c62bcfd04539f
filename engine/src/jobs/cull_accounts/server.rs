//! One server of a cull: its check, then its accounts page by page, then what becomes of those that are gone.

use mastodon::accounts::{self, DomainToCheck, RemoteAccount};
use model::case::{CaseReason, State};
use model::jobs::cull_accounts::Options;
use model::{AccountId, Domain, Millis, RunId};
use tokio::sync::Semaphore;

use super::asking::Page;
use super::budget::Budget;
use super::connection::{Connection, Trust};
use super::origins::Origins;
use super::seats::Seats;
use super::to_usize;
use crate::looks::hearing::silent_for_long;
use crate::looks::signs::{life_of, note_life, spare_the_living};
use crate::remotes::Asker;
use crate::run_context::{JobError, RunContext};
use crate::store::looks::{self, Look};
use crate::store::remembered_servers::{self, Checked};
use crate::store::run_domains::{self, PageDone, Standing};
use crate::store::{cases, condemned_accounts, ledger};

/// Accounts of one server between two checkpoints.
const PAGE: u32 = 100;

/// A server to be culled, and how far an earlier process of this run was with it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub server: DomainToCheck,
    pub standing: Option<Standing>,
    /// What it is held to be, if it is in trouble, or was.
    pub watched: Option<State>,
    /// When an earlier run found it well by the whole check.
    pub checked: Option<Checked>,
    pub asks: Asks,
}

/// Whom of a server a cull asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// All that nothing has confirmed.
    All,
    /// Only those that are due for a second look: it has no turn.
    SecondLooks,
}

/// What all servers of a run share.
pub(super) struct Culling<'a> {
    pub ctx: &'a RunContext,
    pub options: &'a Options,
    /// The options by which answers are judged: a release waits for no second look.
    pub judging: Options,
    pub asker: Asker,
    pub budget: Budget,
    pub connection: Connection,
    pub seats: Seats<Work>,
    /// Turns at Mastodon's database: many servers are at work, few may use it at a time, and waiting for a turn is no fault.
    pub database: Semaphore,
    /// The last culls, whose held accounts are not asked about again; none unless a schedule began
    /// this one.
    pub held_by: Vec<RunId>,
    /// Accounts that Mastodon has confirmed since then are left out; `None` asks about all.
    pub confirmed_since: Option<Millis>,
    /// The same of those that our ledger has confirmed. By turns that is earlier, so that a server
    /// whose turn was cut short is asked about the others first.
    pub seen_since: Option<Millis>,
    /// A schedule began it, of all servers: it spares what would be in vain.
    pub by_schedule: bool,
}

impl Culling<'_> {
    /// Culls one server when there is a seat at its address; else it waits for one. Returns a server that may try now.
    pub(super) async fn seated(&self, work: Work) -> Result<Option<Work>, JobError> {
        let after = work.standing.map_or(AccountId(i64::MIN), |standing| standing.after);
        let page = self.page(&work, after).await?;
        let Some(address) = self.address_of(&page).await else {
            self.server(&work, page).await?;
            return Ok(None);
        };
        // Who waits for a seat is read again then.
        let Some(work) = self.seats.take(address, work) else { return Ok(None) };
        let culled = self.server(&work, page).await;
        let next: Option<Work> = self.seats.leave(address);
        culled.map(|()| next)
    }

    /// Culls one server to its end, from its first page on, or until the run is asked to end or its
    /// limit is reached.
    async fn server(&self, work: &Work, mut page: Vec<RemoteAccount>) -> Result<(), JobError> {
        let domain = &work.server.domain;
        let origins = Origins::of(self.checked_before(work));
        let mut after = work.standing.map_or(AccountId(i64::MIN), |standing| standing.after);
        // An earlier process may have found some.
        let mut some_are_condemned = work.standing.is_some();
        loop {
            if self.ctx.signals.wanted() {
                return Ok(());
            }
            if self.budget.limit_is_used_up() {
                // What was found so far is held; the server itself is for a later run.
                self.decide(domain, after, &origins).await?;
                return Ok(());
            }
            let Some(last) = page.last() else { break };
            let known = self.known(&page).await?;
            let held = self.held_before(&page).await?;
            // Asked to end, a page is dropped as a whole: nothing of it has been done yet.
            let found = tokio::select! {
                found = self.ask(&page, held, &known, &origins, work.server.accounts) => found?,
                () = self.ctx.signals.ended() => return Ok(()),
            };
            if self.may_be_us(&origins) && self.connection.trust(self).await? != Trust::Sound {
                // It was us: what this page brought says nothing about the server.
                origins.forget();
                continue;
            }
            after = last.id;
            some_are_condemned |= !found.condemned.is_empty();
            // Of those that are named by our own state, some may be gone meanwhile.
            let is_whole = self.options.release.is_none() && work.asks == Asks::All;
            let is_last = is_whole && page.len() < to_usize(PAGE);
            let is_done = is_last && !some_are_condemned && origins.are_as_before();
            // With its reason: who goes on after a stop may have nobody left to ask.
            self.checkpoint(domain, after, is_done.then_some(work.asks), origins.reason(), &origins, &found).await?;
            if is_done {
                return self.note_case(work, None, &origins).await;
            }
            if is_last {
                break;
            }
            page = self.page(work, after).await?;
        }
        let reason = self.decide(domain, after, &origins).await?;
        if self.ctx.signals.wanted() {
            return Ok(());
        }
        let before = work.standing.and_then(|standing| standing.reason).filter(|_| !origins.is_met());
        let reason = reason.or(before);
        // Who bids us slow down is well, and is asked on the next night.
        if reason.is_some_and(|reason| reason != CaseReason::SlowDown) && self.ctx.keeps_records {
            remembered_servers::forget_check(&self.ctx.db, self.ctx.site, domain).await?;
        }
        self.checkpoint(domain, after, Some(work.asks), reason, &origins, &Page::default()).await?;
        if let (None, Some(released), true) = (reason, &self.options.release, self.ctx.keeps_records) {
            condemned_accounts::released(&self.ctx.db, released, domain).await?;
        }
        self.note_case(work, reason, &origins).await
    }

    /// Whether what was met may be our own fault: a silence, or another time than our clock shows.
    pub(super) fn may_be_us(&self, origins: &Origins) -> bool {
        origins.is_silent() || self.asker.doubts_clock()
    }

    /// Whether a question that met a silence is not asked once more: it was not us, or the run is
    /// asked to end, which its caller then sees.
    pub(super) fn may_go_on(&self, trust: Trust) -> bool {
        trust == Trust::Sound || self.ctx.signals.wanted()
    }

    async fn page(&self, work: &Work, after: AccountId) -> Result<Vec<RemoteAccount>, JobError> {
        let (ctx, domain) = (self.ctx, &work.server.domain);
        let _turn = self.database.acquire().await;
        let mut after = after;
        loop {
            let wanted = match (&self.options.release, work.asks) {
                (Some(run), _) => condemned_accounts::held_of_domain(&ctx.db, run, domain, after, PAGE).await?,
                (None, Asks::SecondLooks) => {
                    let due = (self.options, ctx.clock.now());
                    ledger::second_looks_of(&ctx.db, ctx.site, domain, after, due, PAGE).await?
                }
                (None, Asks::All) => {
                    let since = (self.confirmed_since, ctx.clock.now());
                    return Ok(accounts::unconfirmed(&ctx.mastodon, domain, after, since, PAGE).await?);
                }
            };
            let there = accounts::of_ids(&ctx.mastodon, &wanted).await?;
            match wanted.last() {
                Some(last) if there.is_empty() => after = *last,
                _ => return Ok(there),
            }
        }
    }

    pub(super) async fn checkpoint(
        &self,
        domain: &Domain,
        after: AccountId,
        done: Option<Asks>,
        reason: Option<CaseReason>,
        origins: &Origins,
        page: &Page,
    ) -> Result<(), JobError> {
        let ctx = self.ctx;
        let proof = origins.proof();
        let page = PageDone {
            site: ctx.site,
            run: &ctx.run,
            owner: &ctx.owner,
            domain,
            after,
            done: done.is_some(),
            turn: done == Some(Asks::All) && reason.is_none_or(waits_for_its_turn),
            reason,
            confirmed: &page.confirmed,
            sighted: &page.sighted,
            condemned: &page.condemned,
            spared: &page.spared,
            proof: &proof,
            write_ledger: ctx.keeps_records,
            counts: page.counts.clone(),
            now: ctx.clock.now(),
        };
        Ok(run_domains::checkpoint(&ctx.db, &page).await?)
    }

    /// Writes down how a server was found; a preview leaves cases as they are, and so does a server that was not asked.
    async fn note_case(&self, work: &Work, reason: Option<CaseReason>, origins: &Origins) -> Result<(), JobError> {
        let (ctx, domain) = (self.ctx, &work.server.domain);
        let (answered, proof) = (origins.healthy().is_some(), origins.proof());
        if !ctx.keeps_records || (reason.is_none() && !answered) {
            return Ok(());
        }
        // Who will not talk to us is named in the report. It is no case, unless it is one already:
        // then it is there, and leaves its purge. A server that is well and was never in trouble
        // has nothing to be judged.
        let opens = reason.is_some_and(CaseReason::opens_case);
        if !opens && work.watched.is_none() {
            return Ok(());
        }
        let life = {
            let _turn = self.database.acquire().await;
            life_of(&ctx.mastodon, domain, ctx.clock.now()).await?
        };
        let look = Look { site: ctx.site, domain, found: reason, life, proof: Some(&proof), at: ctx.clock.now() };
        let since = silent_for_long(&ctx.states, look.at);
        if opens && cases::may_be_purged_soon(&ctx.db, ctx.site, domain, since).await? {
            // A cull asks only whom it may want to remove. Before a purge a look asks accounts as
            // well: that one counts, and is due now.
            note_life(&ctx.db, ctx.site, domain, life, look.at, &ctx.states).await?;
            return Ok(looks::hasten(&ctx.db, ctx.site, domain, look.at).await?);
        }
        spare_the_living(&ctx.db, &look).await?;
        looks::record(&ctx.db, &look, &ctx.states).await?;
        Ok(())
    }
}

/// Whether a server that was set aside for this is asked again when its next turn comes, and not
/// the next night: nobody looks at it until then.
pub(super) fn waits_for_its_turn(reason: CaseReason) -> bool {
    !reason.opens_case() && reason != CaseReason::SlowDown
}
