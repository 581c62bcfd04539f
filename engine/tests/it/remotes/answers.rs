//! What a server says is read as it says it.

use engine::remotes::Probe;
use model::{Answer, Millis};
use simulator::{AccountState, Behaviour, Fediverse, Plan, RetryAfter};

use super::told_server::{ACTOR, ToldServer, hosts, reply, settings_with};
use super::{asker, settings_for};

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new()
        .server("town.example", behaviour)
        .account("alive@town.example", AccountState::Living)
        .account("gone@town.example", AccountState::Gone)
        .account("moved@town.example", AccountState::Moved("https://new.example/users/moved".to_owned()));
    Fediverse::start(plan).await.expect("the fediverse starts")
}

async fn ask(behaviour: Behaviour, name: &str) -> Answer {
    let fediverse = town(behaviour).await;
    asker(&settings_for(&fediverse)).ask(&fediverse.uri(&format!("{name}@town.example"))).await.answer
}

#[tokio::test]
async fn a_living_a_deleted_and_an_unknown_account_are_told_apart_over_http_and_https() {
    let fediverse = town(Behaviour::Healthy).await;
    let asker = asker(&settings_for(&fediverse));
    let cases = [
        ("alive@town.example", Answer::Present, 200, None),
        ("gone@town.example", Answer::Gone { tombstone: true }, 410, None),
        ("never@town.example", Answer::NotFound, 404, None),
        ("moved@town.example", Answer::Present, 200, Some("https://new.example/users/moved".to_owned())),
    ];
    for (acct, answer, status, moved_to) in cases {
        for uri in [fediverse.uri(acct), fediverse.https_uri(acct)] {
            let Probe { answer: said, proof } = asker.ask(&uri).await;
            assert_eq!(said, answer);
            assert_eq!((proof.status, proof.final_url, &proof.moved_to), (Some(status), Some(uri), &moved_to));
        }
    }
    assert_eq!(fediverse.seen("town.example").requests, 8, "one question per account and address");
}

#[tokio::test]
async fn a_410_without_a_tombstone_is_a_410_all_the_same() {
    assert_eq!(ask(Behaviour::CatchAllGone, "alive").await, Answer::Gone { tombstone: false });
}

#[tokio::test]
async fn a_server_that_will_not_talk_to_us_is_not_taken_for_gone() {
    assert_eq!(ask(Behaviour::SignedOnly, "gone").await, Answer::Refused { status: 401 });
    assert_eq!(ask(Behaviour::Forbidden, "gone").await, Answer::Refused { status: 403 });
    assert_eq!(ask(Behaviour::Trouble(503), "gone").await, Answer::Trouble { status: 503 });
    assert_eq!(ask(Behaviour::Trouble(500), "gone").await, Answer::Trouble { status: 500 });
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_is_heard() {
    let after = |retry_after_s| Answer::SlowDown { retry_after_s };
    assert_eq!(ask(Behaviour::TooManyRequests(RetryAfter::Seconds(600)), "alive").await, after(Some(600)));
    assert_eq!(ask(Behaviour::TooManyRequests(RetryAfter::Absent), "alive").await, after(None));
    let past = RetryAfter::At(Millis(1_700_000_000_000));
    assert_eq!(ask(Behaviour::TooManyRequests(past), "alive").await, after(Some(0)));
}

#[tokio::test]
async fn we_say_who_asks_and_what_for_and_nothing_else_of_us() {
    let server = ToldServer::start(|request| request.say(reply(200, "", ACTOR))).await;
    let names = hosts("127.0.0.1 told.example\n");
    let uri = format!("http://someone:secret@told.example:{}/users/alice?page=1#main-key", server.port);
    assert_eq!(asker(&settings_with(names.path())).ask(&uri).await.answer, Answer::Present);
    let head = server.heads().concat().to_lowercase();
    assert!(head.starts_with("get /users/alice?page=1 http/1.1\r\n"), "{head}");
    assert!(head.contains("user-agent: groundskeeper (+https://keeper.example/about)\r\n"), "{head}");
    assert!(
        head.contains(
            "accept: application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"\r\n"
        ),
        "{head}"
    );
    for absent in ["authorization:", "referer:", "cookie:"] {
        assert!(!head.contains(absent), "{head}");
    }
}

/// What is heard of an account whose server leads to a challenge, which answers with that status.
async fn behind_a_challenge(status: u16) -> Probe {
    let server = ToldServer::start(move |request| {
        let answer = if request.path.starts_with("/.within.website/") {
            reply(status, "content-type: text/html\r\n", "<html>Making sure you are no bot</html>")
        } else {
            reply(307, "location: /.within.website/x/cmd/anubis/\r\n", "")
        };
        request.say(answer)
    })
    .await;
    let names = hosts("127.0.0.1 told.example\n");
    asker(&settings_with(names.path())).ask(&format!("http://told.example:{}/users/alice", server.port)).await
}

#[tokio::test]
async fn a_challenge_is_a_refusal_and_its_404_is_not_the_accounts() {
    for status in [200, 403, 404, 410, 503] {
        let Probe { answer, proof } = behind_a_challenge(status).await;
        assert_eq!((answer, proof.status), (Answer::Refused { status }, Some(status)));
    }
    assert_eq!(ask(Behaviour::Challenge, "alive").await, Answer::Refused { status: 200 });
    assert_eq!(ask(Behaviour::Challenge, "gone").await, Answer::Refused { status: 200 });
}
