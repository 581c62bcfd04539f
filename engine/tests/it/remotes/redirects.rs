//! Redirects are followed by hand, each checked.

use model::{Answer, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::{ACTOR, ToldServer, hosts, reply, settings_with};
use super::{asker, settings_for};

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new()
        .account("alice@town.example", AccountState::Living)
        .account("gone@town.example", AccountState::Gone)
        .server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    for (hops, acct, answer) in [
        (1, "alice@town.example", Answer::Present),
        (3, "alice@town.example", Answer::Present),
        (3, "gone@town.example", Answer::Gone { tombstone: true }),
        (4, "alice@town.example", Silence::Redirects.into()),
    ] {
        let fediverse = town(Behaviour::Redirects(hops)).await;
        let probe = asker(&settings_for(&fediverse)).ask(&fediverse.https_uri(acct)).await;
        assert_eq!(probe.answer, answer, "{hops}");
        assert_eq!(fediverse.seen("town.example").requests, 4.min(u64::from(hops) + 1));
    }
}

#[tokio::test]
async fn the_address_that_answered_is_kept_as_evidence() {
    let fediverse = town(Behaviour::Redirects(2)).await;
    let uri = fediverse.uri("alice@town.example");
    let probe = asker(&settings_for(&fediverse)).ask(&uri).await;
    assert_eq!(probe.proof.final_url, Some(format!("{uri}?hop=2")));
}

#[tokio::test]
async fn a_loop_is_noticed_when_it_closes() {
    let fediverse = town(Behaviour::RedirectLoop).await;
    let probe = asker(&settings_for(&fediverse)).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Silence::Redirects.into());
    assert_eq!(fediverse.seen("town.example").requests, 1);
}

#[tokio::test]
async fn a_redirect_without_a_usable_address_leads_nowhere() {
    for header in ["", "location: ftp://other.example/\r\n", "location: https://\r\n", "location: \u{fffd}://x\r\n"] {
        let server = ToldServer::start(move |request| request.say(reply(302, header, ""))).await;
        let names = hosts("127.0.0.1 told.example\n");
        let probe = asker(&settings_with(names.path())).ask(&format!("http://told.example:{}/a", server.port)).await;
        assert_eq!(probe.answer, Silence::Redirects.into(), "{header}");
    }
}

/// Sends `/at-www` to `www.told.example` and everything else to another server; says that status there.
async fn moved_house(status: u16) -> ToldServer {
    ToldServer::start(move |request| {
        let is_first = request.number.is_multiple_of(2);
        let host = if request.path == "/at-www" { "www.told.example" } else { "elsewhere.example" };
        let port = request.stream.local_addr().map_or(0, |address| address.port());
        let location = format!("location: http://{host}:{port}{}\r\n", request.path);
        request.say(if is_first { reply(301, &location, "") } else { reply(status, "", ACTOR) })
    })
    .await
}

#[tokio::test]
async fn what_another_server_does_not_know_is_not_gone() {
    let names = hosts("127.0.0.1 told.example www.told.example elsewhere.example\n");
    let settings = settings_with(names.path());
    for (status, path, answer) in [
        (404, "/users/alice", Answer::Trouble { status: 301 }),
        (410, "/users/alice", Answer::Trouble { status: 301 }),
        (403, "/users/alice", Answer::Refused { status: 403 }),
        (200, "/users/alice", Answer::Present),
        (404, "/at-www", Answer::NotFound),
        (410, "/at-www", Answer::Gone { tombstone: false }),
    ] {
        let server = moved_house(status).await;
        let probe = asker(&settings).ask(&format!("http://told.example:{}{path}", server.port)).await;
        assert_eq!(probe.answer, answer, "{status} {path}");
        assert_eq!(probe.proof.status, Some(status), "the evidence is what came back");
        assert_eq!(server.heads().len(), 2);
    }
}
