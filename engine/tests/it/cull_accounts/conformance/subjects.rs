//! Who is put to the cases.

use std::collections::BTreeMap;

use engine::remotes::{Also, Asker, Limits, Probe, Remotes};
use engine::store::ledger;
use futures::StreamExt;
use futures::stream;
use model::jobs::cull_accounts::{Health, KeepReason, Options, Signs, Verdict, judge};
use model::{AccountId, Answer, CaseReason, Millis, Mode, Silence};

use super::super::{job, report};
use super::case::{Case, Outcome};
use super::town::Town;

/// A whole cull with the usual options, on a real database; what became of each account is read from where it is kept.
pub(super) async fn a_cull(town: &Town, cases: &[Case]) -> BTreeMap<String, Outcome> {
    let ground = &town.ground;
    let mut ids = BTreeMap::new();
    for case in cases {
        let account = ground.world.remote_account(&format!("subject@{}", case.domain())).uri(&case.uri(town.ports));
        let account = account.created(simulator::days_ago(400)).seen(simulator::days_ago(9)).await;
        ids.insert(case.name.clone(), account.id);
    }
    let report = report(ground.run(job(&Options::default()), Mode::Apply).await);
    let skipped: BTreeMap<&str, CaseReason> =
        report.skipped_domains.iter().map(|skipped| (skipped.domain.as_str(), skipped.reason)).collect();
    let engine = ground.engine().await;
    let open = crate::support::cases::watched(&engine).await;
    let there = ground.remote_accounts().await;
    let all: Vec<AccountId> = ids.values().copied().collect();
    let known = ledger::known(engine.db(), engine.site(), &all, (Millis(0), engine.now())).await.expect("reads");
    let outcome = |case: &Case| {
        let (domain, id) = (case.domain(), &ids[&case.name]);
        let has_case = open.iter().any(|open| open.domain.as_str() == domain);
        match skipped.get(domain.as_str()) {
            _ if !there.contains(&format!("subject@{domain}")) => Outcome::Removed,
            Some(reason) if has_case => Outcome::Case(*reason),
            Some(reason) => Outcome::Aside(*reason),
            None if known.confirmed.contains(id) => Outcome::StillThere,
            None if known.sightings.contains_key(id) => Outcome::SecondLook,
            None => Outcome::NoClearAnswer,
        }
    };
    let found: BTreeMap<String, Outcome> = cases.iter().map(|case| (case.name.clone(), outcome(case))).collect();
    let count = |wanted| found.values().filter(|outcome| **outcome == wanted).count() as u64;
    // The report says the same as the records.
    assert_eq!(report.visited, cases.len() as u64);
    assert_eq!(
        (report.removed, report.second_look, report.confirmed),
        (count(Outcome::Removed), count(Outcome::SecondLook), count(Outcome::StillThere))
    );
    found
}

/// The questions that a cull asks of a server with many accounts: its check, then headers where they are enough, then all of it.
pub(super) async fn questions(town: &Town, cases: &[Case]) -> BTreeMap<String, Outcome> {
    const AT_ONCE: usize = 16;
    let limits = Limits { per_origin: 2, per_address: 64, concurrency: 64 };
    let asker = Remotes::new(&town.ground.remotes()).expect("the settings are usable").limited(limits, None);
    let answers = stream::iter(cases).map(|case| {
        let (asker, uri) = (asker.clone(), case.uri(town.ports));
        async move { (case.name.clone(), outcome(&asker, &uri).await) }
    });
    answers.buffer_unordered(AT_ONCE).collect().await
}

async fn outcome(asker: &Asker, uri: &str) -> Outcome {
    let check = asker.check_domain(uri, Also::BOTH).await;
    match check.health {
        // No server is known by such an address.
        _ if check.must_exist == Silence::BadAddress.into() => return Outcome::NoClearAnswer,
        Health::SetAside(reason) => return set_aside(reason),
        Health::Healthy => {}
    }
    let Probe { answer, .. } = if check.headers_suffice { asker.glance(uri).await } else { asker.ask(uri).await };
    let answer = check.believed(answer);
    match judge(&answer, &Signs::default(), &Options::default(), Millis(0)) {
        Verdict::Keep(KeepReason::StillThere) => Outcome::StillThere,
        // Its server is well, so that only this account is without an answer.
        Verdict::Keep(KeepReason::NoAnswer) => Outcome::NoClearAnswer,
        Verdict::Keep(KeepReason::NoClearAnswer) if matches!(answer, Answer::SlowDown { .. }) => {
            set_aside(CaseReason::SlowDown)
        }
        Verdict::Keep(KeepReason::NoClearAnswer) => Outcome::NoClearAnswer,
        Verdict::SecondLook(_) => Outcome::SecondLook,
        Verdict::Remove(_) => Outcome::Removed,
    }
}

fn set_aside(reason: CaseReason) -> Outcome {
    if reason.opens_case() { Outcome::Case(reason) } else { Outcome::Aside(reason) }
}
