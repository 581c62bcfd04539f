//! A second name server is asked before anything is concluded from a name that the first does not find.

use std::time::Duration;

use engine::remotes::{Also, Asker, Remotes, RemotesSettings, Timeouts};
use model::jobs::cull_accounts::Health;
use model::{Answer, CaseReason, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::{LIMITS, hasty, patient, settings_for};

const ALICE: &str = "alice@town.example";

/// Two name servers that know the same town; only the second's town is asked anything else.
struct Two {
    first: Fediverse,
    second: Fediverse,
}

impl Two {
    async fn saying(first: Behaviour, second: Behaviour) -> Self {
        Self { first: town(first).await, second: town(second).await }
    }

    fn settings(&self) -> RemotesSettings {
        RemotesSettings { second_dns: Some(self.second.dns_addr()), ..settings_for(&self.first) }
    }

    fn asker(&self) -> Asker {
        super::asker(&self.settings())
    }

    fn uri(&self) -> String {
        self.second.uri(ALICE)
    }

    fn questions(&self) -> (u64, u64) {
        (self.first.seen("town.example").questions, self.second.seen("town.example").questions)
    }
}

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new().account(ALICE, AccountState::Living).server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn a_first_that_lies_or_is_broken_hurts_nobody() {
    for lie in [Behaviour::NoSuchName, Behaviour::NameWithoutAddress, Behaviour::BrokenName, Behaviour::RefusedName] {
        let two = Two::saying(lie.clone(), Behaviour::Healthy).await;
        assert_eq!(two.asker().check_domain(&two.uri(), Also::SOFTWARE).await.health, Health::Healthy, "{lie:?}");
        assert_eq!(two.asker().ask(&two.uri()).await.answer, Answer::Present, "{lie:?}");
    }
}

#[tokio::test]
async fn a_first_that_is_silent_hurts_nobody() {
    let two = Two::saying(Behaviour::SilentName, Behaviour::Healthy).await;
    // The silence is waited for, and then the second has as long to answer.
    let timeouts = Timeouts { connect: Duration::from_secs(3), ..patient() };
    let settings = RemotesSettings { timeouts, ..two.settings() };
    assert_eq!(super::asker(&settings).ask(&two.uri()).await.answer, Answer::Present);
}

#[tokio::test]
async fn a_name_is_missing_only_when_both_say_so() {
    use Behaviour::{BrokenName, NameWithoutAddress, NoSuchName, RefusedName};
    let cases = [
        (NoSuchName, NoSuchName, Silence::NoSuchName, CaseReason::NoAddress),
        (NameWithoutAddress, NameWithoutAddress, Silence::NoAddress, CaseReason::NoAddress),
        (NoSuchName, NameWithoutAddress, Silence::NoAddress, CaseReason::NoAddress),
        (NoSuchName, BrokenName, Silence::NameServer, CaseReason::AddressBook),
        (NoSuchName, RefusedName, Silence::NameServer, CaseReason::AddressBook),
        (NameWithoutAddress, BrokenName, Silence::NameServer, CaseReason::AddressBook),
        (BrokenName, NoSuchName, Silence::NameServer, CaseReason::AddressBook),
    ];
    for (first, second, silence, reason) in cases {
        let two = Two::saying(first.clone(), second.clone()).await;
        let check = two.asker().check_domain(&two.uri(), Also::SOFTWARE).await;
        let told = (check.must_exist, check.health);
        assert_eq!(told, (silence.into(), Health::SetAside(reason)), "{first:?}, then {second:?}");
    }
}

#[tokio::test]
async fn a_missing_name_that_the_second_is_silent_about_is_trouble_of_the_address_book() {
    let two = Two::saying(Behaviour::NoSuchName, Behaviour::SilentName).await;
    let settings = RemotesSettings { timeouts: hasty(), ..two.settings() };
    assert_eq!(super::asker(&settings).ask(&two.uri()).await.answer, Silence::NameServer.into());
}

#[tokio::test]
async fn the_second_is_not_asked_about_a_name_that_the_first_finds() {
    for found in [Behaviour::Healthy, Behaviour::PrivateAddress] {
        let two = Two::saying(found, Behaviour::NoSuchName).await;
        two.asker().ask(&two.uri()).await;
        assert_eq!(two.questions(), (2, 0), "one question for each kind of address");
    }
}

#[tokio::test]
async fn an_address_of_the_second_is_not_looked_up_for_every_account() {
    let two = Two::saying(Behaviour::NoSuchName, Behaviour::Healthy).await;
    let asker = two.asker();
    for _ in 0..20 {
        assert_eq!(asker.ask(&two.uri()).await.answer, Answer::Present);
    }
    assert_eq!(two.questions(), (2, 2));
}

#[tokio::test]
async fn a_name_that_both_deny_is_looked_up_once_in_a_run_and_again_in_the_next() {
    let two = Two::saying(Behaviour::NoSuchName, Behaviour::NoSuchName).await;
    let remotes = Remotes::new(&two.settings()).expect("the settings are usable");
    let first_run = remotes.limited(LIMITS, None);
    assert_eq!(first_run.ask(&two.uri()).await.answer, Silence::NoSuchName.into());
    let questions = two.questions();
    two.second.set("town.example", Behaviour::Healthy);
    for _ in 0..5 {
        assert_eq!(first_run.ask(&two.uri()).await.answer, Silence::NoSuchName.into());
    }
    assert_eq!(two.questions(), questions);
    assert_eq!(remotes.limited(LIMITS, None).ask(&two.uri()).await.answer, Answer::Present);
}
