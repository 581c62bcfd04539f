//! Servers that wait for a decision, and purges that wait for their time.

pub mod choice;
pub mod decide;
pub mod decided;
pub mod deliveries;
pub mod filter;
pub mod import;
pub mod members;
pub mod named;
pub mod waiting;

use leptos::prelude::*;
use model::case::{CaseCounts, CaseSum, State, StateChange, Turn};
use model::{Case, CaseReason, Domain, Millis, Operator};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};
use filter::Filter;
use waiting::Waiting;

/// The page of unreachable servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePage {
    pub operator: Operator,
    /// One page of what the filter lets through.
    pub cases: Vec<Case>,
    /// How many match the filter.
    pub matching: u64,
    /// How many of them stand on the pages before.
    pub before: u64,
    pub previous: Option<Turn>,
    pub next: Option<Turn>,
    /// What all that match are together, when they are on several pages.
    pub sum: Option<CaseSum>,
    /// How many there are of each kind.
    pub counts: CaseCounts,
    /// Servers about which nobody is asked yet, the next to be looked at first; not all of them.
    pub watched: Vec<Watched>,
    /// How many there are.
    pub watched_in_all: u64,
    /// Purges that wait or are at work, and servers that are still to be looked at for the first time.
    pub unsettled: u64,
    /// Servers that answer us although Mastodon delivers nothing to them.
    pub stuck: u64,
    /// On how many days a delivery of Mastodon's to the server of the open row failed, where that is known.
    pub failed_days: Option<u64>,
    /// What the latest looks at the server of the open row heard, newest first, as JSON.
    pub answers: Vec<(Millis, String)>,
    /// What the toast is about: the purge that was just ordered.
    pub ordered: Option<Waiting>,
    /// How long a purge waits, in milliseconds.
    pub wait_ms: i64,
    pub now: Millis,
}

/// Watched servers that the page names.
#[cfg(feature = "ssr")]
const WATCHED: u32 = 20;

/// Answers of the open row that are told word by word.
#[cfg(feature = "ssr")]
const ANSWERS: u32 = 12;

/// A server that failed lately, or lives again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    pub domain: Domain,
    pub state: State,
    /// What the latest failed look found.
    pub reason: CaseReason,
    pub next_look_at: Option<Millis>,
    pub purge_cancelled_at: Option<Millis>,
    pub change: Option<StateChange>,
}

/// Reads the servers that wait for a decision. `open` names the one whose row is open, and `ordered` one whose purge was just ordered.
#[server(prefix = "/api", endpoint = "unreachable")]
pub async fn read_queue(filter: Filter, open: Option<String>, ordered: Option<String>) -> Result<QueuePage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    // The small questions one behind the other, beside the large ones.
    let small = async {
        let watched = engine.watched(WATCHED).await?;
        let unsettled = engine.purges_waiting().await? + engine.suspects().await?;
        Ok((watched, unsettled, engine.given_up().await?.1))
    };
    let page = engine.case_page(&filter.cases, filter.order, filter.turn.as_ref());
    let (page, ((watched, watched_in_all), unsettled, stuck)) = tokio::try_join!(page, small)?;
    let sum = (page.matching > page.cases.len() as u64).then_some(page.sum);
    let watched = watched.into_iter().map(|case| Watched {
        domain: case.domain,
        state: case.state,
        reason: case.reason,
        next_look_at: case.next_look_at,
        purge_cancelled_at: case.purge_cancelled_at,
        change: case.change,
    });
    let ordered = match ordered.map(Domain::from_database) {
        Some(domain) => purge_of(&engine, &domain).await?,
        None => None,
    };
    let open = page.cases.iter().find(|case| open.as_deref() == Some(case.domain.as_str()));
    let (failed_days, answers) = match open {
        Some(case) => (engine.failed_days(&case.domain).await, engine.raw_answers(&case.domain, ANSWERS).await?),
        None => (None, Vec::new()),
    };
    Ok(QueuePage {
        operator,
        cases: page.cases,
        matching: page.matching,
        before: page.before,
        previous: page.previous,
        next: page.next,
        sum,
        counts: page.counts,
        watched: watched.collect(),
        watched_in_all,
        unsettled,
        stuck,
        failed_days,
        answers,
        ordered,
        wait_ms: engine.purge_wait_ms(),
        now: engine.now(),
    })
}

/// The purge that waits for a server, with all its servers.
#[cfg(feature = "ssr")]
async fn purge_of(engine: &engine::Engine, domain: &Domain) -> Result<Option<Waiting>, ApiError> {
    let Some(case) = engine.cases(std::slice::from_ref(domain)).await?.pop() else { return Ok(None) };
    let Some(purge) = case.purge else { return Ok(None) };
    let Some(model::Job::PurgeDomain(options)) = engine.run(&purge.run).await?.map(|run| run.job) else {
        return Ok(None);
    };
    Ok(Some(Waiting {
        run: purge.run,
        due_at: purge.due_at,
        has_begun: purge.has_begun,
        domains: options.domains,
        impact: case.impact,
        agreement_wanted_by: purge.agreement_wanted_by,
    }))
}
