//! Servers in secure mode tell the truth only to those who sign.

use model::Mode;
use model::failures::FailureCause;
use simulator::{AccountState, Behaviour, Plan};

use super::{at_once, job, report};
use crate::support::ground::Ground;
use crate::support::state::State;

fn plan() -> Plan {
    Plan::new()
        .server("secure.example", Behaviour::SignedOnly)
        .account("alive@secure.example", AccountState::Living)
        .account("gone@secure.example", AccountState::Gone)
        .account("lost@secure.example", AccountState::NotFound)
}

async fn settle(ground: &Ground) {
    for acct in ["alive@secure.example", "gone@secure.example", "lost@secure.example"] {
        ground.account(acct).await;
    }
}

#[tokio::test]
async fn with_the_sites_key_a_server_in_secure_mode_tells_who_is_gone() {
    let ground = Ground::with(plan()).await;
    settle(&ground).await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.confirmed, report.removed, report.unanswered), (1, 2, 0));
    assert!(!report.failures.has(FailureCause::NotSigned));
    assert_eq!(ground.remote_accounts().await, ["alive@secure.example"]);
}

#[tokio::test]
async fn without_a_key_everybody_stays_and_the_report_says_that_nothing_was_signed() {
    let ground = Ground::without_actor(State::sqlite().await, plan()).await;
    settle(&ground).await;
    let before = ground.moment().await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.visited, report.confirmed, report.removed, report.unanswered), (3, 0, 0, 3));
    assert!(report.failures.has(FailureCause::NotSigned));
    assert!(!report.all_green());
    assert!(before == ground.moment().await, "nobody was removed");
    assert!(
        crate::support::cases::watched(&ground.engine().await).await.is_empty(),
        "who will not talk to us is no case"
    );
}
