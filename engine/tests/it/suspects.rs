//! Servers that somebody names, to be looked at.

use engine::ActError;
use model::case::State;
use model::{Act, Domain, Operator, Role};
use simulator::{AccountState, Behaviour, Plan};

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker};

/// Of `well.example` and `dead.example` somebody is known here; `unknown.example` does not answer either.
async fn two_known() -> Ground {
    let plan = Plan::new()
        .account("a@well.example", AccountState::Living)
        .account("b@dead.example", AccountState::Living)
        .server("dead.example", Behaviour::Refused)
        .server("unknown.example", Behaviour::Refused);
    let ground = Ground::with(plan).await;
    for acct in ["a@well.example", "b@dead.example"] {
        ground.account(acct).await;
    }
    ground
}

fn all() -> Vec<Domain> {
    ["well.example", "dead.example", "unknown.example"].map(|name| name.parse().expect("a name")).into()
}

#[tokio::test]
async fn who_fails_the_look_is_watched_and_nobody_is_asked_about_it_yet() {
    let ground = two_known().await;
    let engine = ground.engine().await;

    assert_eq!(engine.suspect(&caretaker(), &all()).await.expect("are named"), 2, "one is not known here");
    assert_eq!(engine.suspects().await.expect("reads"), 2);
    assert_eq!(engine.look_at_suspects().await.expect("looks"), 2);

    assert_eq!((engine.suspects().await.expect("reads"), open(&engine).await.len()), (0, 0));
    let watched = watched(&engine).await;
    assert_eq!(
        watched.iter().map(|case| (case.domain.as_str(), case.state)).collect::<Vec<_>>(),
        [("dead.example", State::Wobbly)]
    );
    assert_eq!(ground.state.acts(Act::Suspect).await, ["well.example dead.example"]);
}

#[tokio::test]
async fn who_is_named_twice_is_looked_at_once() {
    let ground = two_known().await;
    let (first, second) = (ground.engine().await, ground.engine().await);
    for _ in 0..2 {
        first.suspect(&caretaker(), &all()).await.expect("are named");
    }
    let (one, other) = tokio::join!(first.look_at_suspects(), second.look_at_suspects());
    assert_eq!(one.expect("looks") + other.expect("looks"), 2);
}

#[tokio::test]
async fn a_visitor_names_nobody() {
    let ground = two_known().await;
    let engine = ground.engine().await;
    let visitor = Operator { name: "vi".to_owned(), role: Role::Visitor };
    let refused = engine.suspect(&visitor, &all()).await;
    assert!(matches!(refused, Err(ActError::NotAllowed(_))), "{refused:?}");
    assert_eq!(engine.suspects().await.expect("reads"), 0);
}
