//! Servers that wait for a decision, and purges that wait for their time.

pub mod choice;
pub mod filter;

use leptos::prelude::*;
use model::case::{Impact, State};
use model::{Bytes, Case, Domain, Millis, Operator, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};
use choice::Choice;
use filter::{Counts, Filter};

/// Days that *Wait* waits.
pub const WAIT_DAYS: i64 = 30;

/// The page of unreachable servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePage {
    pub operator: Operator,
    /// What is shown of them after filtering.
    pub cases: Vec<Case>,
    /// How many match the filter.
    pub matching: u64,
    /// How many there are of each kind.
    pub counts: Counts,
    /// Servers about which nobody is asked yet, the next to be looked at first; not all of them.
    pub watched: Vec<Watched>,
    /// How many there are.
    pub watched_in_all: u64,
    /// What the toast is about: the purge that was just ordered.
    pub ordered: Option<Waiting>,
    pub now: Millis,
}

/// Watched servers that the page names.
#[cfg(feature = "ssr")]
const WATCHED: usize = 20;

/// A server that failed lately, or lives again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    pub domain: Domain,
    pub state: State,
    pub next_look_at: Option<Millis>,
    pub purge_cancelled_at: Option<Millis>,
}

/// A purge in the waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub run: RunId,
    pub due_at: Millis,
    pub domains: Vec<Domain>,
    /// Of all its servers together; members who follow people on several of them count more than once.
    pub impact: Impact,
}

/// The waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRoom {
    pub operator: Operator,
    pub waiting: Vec<Waiting>,
    pub now: Millis,
}

/// The purges in the waiting room among the open cases, soonest first, each with all its servers.
#[must_use]
pub fn waiting_in(cases: &[Case]) -> Vec<Waiting> {
    let mut waiting: Vec<Waiting> = Vec::new();
    for (case, purge) in cases.iter().filter_map(|case| Some((case, case.purge.as_ref()?))) {
        let place = waiting.iter().position(|known| known.run == purge.run).unwrap_or_else(|| {
            let (run, due_at) = (purge.run.clone(), purge.due_at);
            waiting.push(Waiting { run, due_at, domains: Vec::new(), impact: Impact::default() });
            waiting.len() - 1
        });
        waiting[place].domains.push(case.domain.clone());
        waiting[place].impact = together(waiting[place].impact, case.impact);
    }
    waiting.sort_by_key(|purge| purge.due_at);
    waiting
}

/// What two purges would touch together.
fn together(one: Impact, other: Impact) -> Impact {
    Impact {
        accounts: one.accounts + other.accounts,
        statuses: one.statuses + other.statuses,
        media: one.media + other.media,
        members_following: one.members_following + other.members_following,
        followed_there: one.followed_there + other.followed_there,
        followers_there: one.followers_there + other.followers_there,
        last_sign_of_life: one.last_sign_of_life.max(other.last_sign_of_life),
        unavailable_since: one.unavailable_since.min(other.unavailable_since),
    }
}

/// The storage that a list of cases takes together.
#[must_use]
pub fn media(cases: &[Case]) -> Bytes {
    cases.iter().map(|case| case.impact.media).sum()
}

/// Reads the servers that wait for a decision. `ordered` names a server whose purge was just ordered.
#[server(prefix = "/api", endpoint = "unreachable")]
pub async fn read_queue(filter: Filter, ordered: Option<String>) -> Result<QueuePage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let now = engine.now();
    let cases = engine.cases().await?;
    let watched = engine.watched().await?;
    let watched_in_all = watched.len() as u64;
    let watched = watched.into_iter().take(WATCHED).map(|case| Watched {
        domain: case.domain,
        state: case.state,
        next_look_at: case.next_look_at,
        purge_cancelled_at: case.purge_cancelled_at,
    });
    let ordered = ordered.and_then(|name| {
        waiting_in(&cases).into_iter().find(|purge| purge.domains.iter().any(|domain| domain.as_str() == name))
    });
    let open: Vec<Case> = cases.into_iter().filter(|case| case.purge.is_none()).collect();
    let counts = Counts::of(&open, now);
    let chosen = filter.choose(open, now);
    let matching = chosen.len() as u64;
    Ok(QueuePage {
        operator,
        cases: filter.page_of(chosen),
        matching,
        counts,
        watched: watched.collect(),
        watched_in_all,
        ordered,
        now,
    })
}

/// Decides about servers: those that are ticked, or the one whose button was pressed.
#[server(prefix = "/api", endpoint = "decide")]
pub async fn decide_cases(#[server(default)] servers: Vec<Domain>, choice: Choice) -> Result<(), ApiError> {
    use choice::Wish;
    use leptos_router::location::Url;
    use model::Decision;

    let operator = operator()?;
    let servers = choice.only.map_or(servers, |only| vec![only]);
    let first = servers.first().ok_or(ApiError::NothingToPurge)?;
    let engine = engine()?;
    let (decision, told) = match choice.wish {
        Wish::Wait => {
            let until = engine.now().plus_ms(WAIT_DAYS * model::time::DAY_MS);
            (Decision::Wait { until }, format!("waits={}", servers.len()))
        }
        Wish::Keep => (Decision::Keep, format!("kept={}", servers.len())),
        Wish::Purge => (Decision::Purge, format!("purged={}", Url::escape(first.as_str()))),
    };
    engine.decide(&operator, &servers, decision).await?;
    leptos_axum::redirect(&format!("/unreachable?{told}"));
    Ok(())
}

/// Reads the waiting room.
#[server(prefix = "/api", endpoint = "waiting-room")]
pub async fn read_waiting_room() -> Result<WaitingRoom, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    Ok(WaitingRoom { operator, waiting: waiting_in(&engine.cases().await?), now: engine.now() })
}

/// Takes a purge out of the waiting room: its servers are back in the list.
#[server(prefix = "/api", endpoint = "undo-purge")]
pub async fn undo_purge(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.undo_purge(&operator, &run).await?;
    leptos_axum::redirect("/unreachable?undone=purge");
    Ok(())
}

/// Starts a purge before its time and shows the run.
#[server(prefix = "/api", endpoint = "purge-now")]
pub async fn purge_now(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.purge_now(&operator, &run).await?;
    leptos_axum::redirect(&format!("/runs/{run}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::CaseReason;
    use model::case::WaitingPurge;

    fn case(name: &str, purge: Option<(&str, i64)>) -> Case {
        Case {
            domain: name.parse().expect("a name"),
            reason: CaseReason::NoAddress,
            silent_since: Millis(0),
            last_asked_at: Millis(0),
            state: State::Silent,
            state_since: None,
            purge_from: None,
            next_look_at: None,
            purge_cancelled_at: None,
            evidence: Vec::new(),
            impact: Impact { accounts: 2, members_following: 1, ..Impact::default() },
            purge: purge.map(|(run, due)| WaitingPurge { run: run.parse().expect("an id"), due_at: Millis(due) }),
        }
    }

    #[test]
    fn servers_purged_together_wait_together() {
        let (late, soon) = ("0193e8a0-7b1c-7def-8123-000000000001", "0193e8a0-7b1c-7def-8123-000000000002");
        let cases = [
            case("a.example", Some((late, 9))),
            case("b.example", None),
            case("c.example", Some((soon, 4))),
            case("d.example", Some((late, 9))),
        ];
        let waiting = waiting_in(&cases);
        let names: Vec<Vec<&str>> =
            waiting.iter().map(|purge| purge.domains.iter().map(Domain::as_str).collect()).collect();
        assert_eq!(names, [vec!["c.example"], vec!["a.example", "d.example"]]);
        assert_eq!((waiting[1].impact.accounts, waiting[1].impact.members_following), (4, 2));
    }
}
