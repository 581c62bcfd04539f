//! Hosts of inboxes: whether they are there, without delivering anything.

use model::Silence;

use super::asker;
use super::told_server::{Request, ToldServer, hosts, reply, settings_with};

const STAYS_AWAY: &str = "User-agent: Groundskeeper\nDisallow: /\n";

/// What a host that says these things answers, and the method and path of each request.
async fn asked<Saying>(
    answer: impl Fn(Request) -> Saying + Send + Sync + 'static,
) -> (Result<bool, Silence>, Vec<String>)
where
    Saying: Future<Output = ()> + Send + 'static,
{
    let told = ToldServer::start(answer).await;
    let names = hosts("127.0.0.1 inbox.example\n");
    let asker = asker(&settings_with(names.path()));
    let answered = asker.inbox_answers(&format!("http://inbox.example:{}/inbox", told.port)).await;
    let line = |head: String| head.split(" HTTP").next().unwrap_or_default().to_owned();
    (answered, told.heads().into_iter().map(line).collect())
}

#[tokio::test]
async fn whatever_an_inbox_answers_its_host_is_there() {
    for status in [200, 302, 401, 403, 404, 405, 410, 500] {
        let (answered, asked) = asked(move |request| request.say(reply(status, "location: /elsewhere\r\n", ""))).await;
        assert_eq!(answered, Ok(true), "{status}");
        assert_eq!(asked[0], "HEAD /inbox", "{status}");
        assert!(!asked.iter().any(|line| line.contains("elsewhere") && line.starts_with("HEAD")), "{asked:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_reaches_nobody_is_not_the_host() {
    for status in [502, 504, 521] {
        let (answered, asked) = asked(move |request| request.say(reply(status, "", ""))).await;
        assert_eq!((answered, asked.len()), (Ok(false), 1), "{status}");
    }
}

#[tokio::test]
async fn who_does_not_know_head_is_asked_with_get_and_never_given_anything() {
    let (answered, asked) = asked(|request| async move {
        if request.method == "GET" {
            request.say(reply(405, "", "")).await;
        }
    })
    .await;
    assert_eq!(answered, Ok(true));
    assert_eq!(asked, ["HEAD /inbox", "GET /inbox", "GET /robots.txt"]);
}

#[tokio::test]
async fn who_wants_us_to_stay_away_is_left_alone() {
    let (answered, asked) = asked(|request| async move {
        let robots = if request.path == "/robots.txt" { STAYS_AWAY } else { "" };
        request.say(reply(200, "", robots)).await;
    })
    .await;
    assert_eq!((answered, asked.len()), (Ok(false), 2));
}

#[tokio::test]
async fn nobody_there_is_a_silence() {
    let asker = asker(&super::settings());
    assert_eq!(asker.inbox_answers("http://127.0.0.1:1/inbox").await, Err(Silence::ConnectionRefused));
    assert_eq!(asker.inbox_answers("not an address").await, Err(Silence::BadAddress));
}
