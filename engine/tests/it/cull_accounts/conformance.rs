//! What a cull makes of every answer that a remote server may give, by name: all cases live in one world.
//!
//! The subject is a parameter: a whole cull through the engine, or the questions alone with headers first. Both must agree with the
//! tables, and so with PRODUCT §2: only a 404 or 410 of a healthy server may lead to a removal.

mod bodies;
mod case;
mod catch_alls;
mod connections;
mod heads;
mod names;
mod redirects;
mod statuses;
mod subjects;
mod town;

use std::collections::BTreeMap;

use case::{Case, Outcome};
use town::Town;

fn every_case() -> Vec<Case> {
    let tables = [
        statuses::cases(),
        redirects::cases(),
        catch_alls::cases(),
        names::cases(),
        connections::cases(),
        bodies::cases(),
        heads::cases(),
    ];
    tables.into_iter().flatten().collect()
}

/// Puts all cases before the subject at once, and names every one that came out otherwise.
async fn conforms(subject: impl AsyncFn(&Town, &[Case]) -> BTreeMap<String, Outcome>) {
    let cases = every_case();
    let town = Town::of(&cases).await;
    let found = subject(&town, &cases).await;
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| found.get(&case.name) != Some(&case.outcome))
        .map(|case| format!("{}: {:?} was expected, {:?} came out", case.name, case.outcome, found.get(&case.name)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert_eq!(town.ground.fediverse.trapped(), 0, "no private address was connected to");
}

#[test]
fn every_case_has_a_name_and_a_server_of_its_own() {
    let cases = every_case();
    let domains: std::collections::BTreeSet<String> = cases.iter().map(Case::domain).collect();
    assert_eq!(domains.len(), cases.len());
    assert!(domains.iter().all(|domain| domain.split('.').all(|label| label.len() < 64)), "{domains:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_cull_does_what_the_tables_say() {
    conforms(subjects::a_cull).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_with_headers_first_find_what_the_tables_say() {
    conforms(subjects::questions).await;
}
