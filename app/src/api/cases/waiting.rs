//! Purges that wait for their time.

use leptos::prelude::*;
use model::case::Impact;
use model::{Case, Domain, Millis, Operator, RunId};
use serde::{Deserialize, Serialize};

use super::super::ApiError;
#[cfg(feature = "ssr")]
use super::super::{engine, operator};

/// A purge in the waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub run: RunId,
    pub due_at: Millis,
    /// Whether something was removed already: then it can no longer be undone.
    pub has_begun: bool,
    pub domains: Vec<Domain>,
    /// Of all its servers together; members who follow people on several of them count more than once.
    pub impact: Impact,
    /// Who ordered it, while a second person has to agree.
    pub agreement_wanted_by: Option<String>,
}

/// The waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRoom {
    pub operator: Operator,
    pub waiting: Vec<Waiting>,
    /// How long a purge waits, in milliseconds.
    pub wait_ms: i64,
    pub now: Millis,
}

/// The purges in the waiting room among the open cases, soonest first, each with all its servers.
#[must_use]
pub fn waiting_in(cases: &[Case]) -> Vec<Waiting> {
    let mut waiting: Vec<Waiting> = Vec::new();
    for (case, purge) in cases.iter().filter_map(|case| Some((case, case.purge.as_ref()?))) {
        let place = waiting.iter().position(|known| known.run == purge.run).unwrap_or_else(|| {
            waiting.push(Waiting {
                run: purge.run.clone(),
                due_at: purge.due_at,
                has_begun: purge.has_begun,
                domains: Vec::new(),
                impact: Impact::default(),
                agreement_wanted_by: purge.agreement_wanted_by.clone(),
            });
            waiting.len() - 1
        });
        waiting[place].domains.push(case.domain.clone());
        waiting[place].impact = waiting[place].impact.and(case.impact);
    }
    waiting.sort_by_key(|purge| purge.due_at);
    waiting
}

/// Reads the waiting room.
#[server(prefix = "/api", endpoint = "waiting-room")]
pub async fn read_waiting_room() -> Result<WaitingRoom, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let waiting = waiting_in(&engine.waiting_room().await?);
    Ok(WaitingRoom { operator, waiting, wait_ms: engine.purge_wait_ms(), now: engine.now() })
}

/// Takes a purge out of the waiting room: its servers are back in the list, which `from`, its query, leaves filtered.
#[server(prefix = "/api", endpoint = "undo-purge")]
pub async fn undo_purge(run: RunId, #[server(default)] from: String) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.undo_purge(&operator, &run).await?;
    leptos_axum::redirect(&super::decide::back(&from, "undone=purge"));
    Ok(())
}

/// Agrees, as a second person, to a large purge.
#[server(prefix = "/api", endpoint = "agree-purge")]
pub async fn agree_purge(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.agree(&operator, &run).await?;
    leptos_axum::redirect("/waiting-room");
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
    use model::case::{State, WaitingPurge};

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
            change: None,
            damaged: false,
            evidence: Vec::new(),
            impact: Impact { accounts: 2, members_following: 1, ..Impact::default() },
            purge: purge.map(|(run, due)| WaitingPurge {
                run: run.parse().expect("an id"),
                due_at: Millis(due),
                has_begun: false,
                agreement_wanted_by: None,
            }),
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
