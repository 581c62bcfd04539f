//! Redirects and links to a private address, in every dress in which it can be written.

use engine::remotes::Also;
use model::Silence;
use simulator::Behaviour;

use super::super::asker;
use super::super::told_server::{ToldServer, hosts, reply, settings_with};
use super::town;

/// The trap's address and name as they may be written in a URL; `PORT` is where it listens.
const DRESSES: [&str; 18] = [
    "http://127.66.66.66:PORT/x",
    "http://127.66.66.66.:PORT/x",
    "http://127.66.66.66..:PORT/x",
    "http://127.66.16962:PORT/x",
    "http://127.4342338:PORT/x",
    "http://2134000194:PORT/x",
    "http://0x7f424242:PORT/x",
    "http://0x7f.0x42.66.0102:PORT/x",
    "http://0177.66.66.66:PORT/x",
    "http://１２７.66.66。66:PORT/x",
    "http://%31%32%37.66.66.66:PORT/x",
    "http://[::ffff:127.66.66.66]:PORT/x",
    "http://[::ffff:7f42:4242]:PORT/x",
    "http://town.example@127.66.66.66:PORT/x",
    "//127.66.66.66:PORT/x",
    "http:\\\\127.66.66.66:PORT\\x",
    "http://trap.example:PORT/x",
    "HTTP://TRAP.Example.:PORT/x",
];

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed_in_any_dress() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = hosts("127.0.0.1 told.example\n127.66.66.66 trap.example\n");
    let asker = asker(&settings_with(names.path()));
    for (number, dress) in DRESSES.into_iter().enumerate() {
        let status = [300, 301, 302, 303, 307, 308][number % 6];
        let target = dress.replace("PORT", &fediverse.http_port().to_string());
        let told = ToldServer::start(move |request| {
            let location = match request.path.as_str() {
                "/late" => "/later".to_owned(),
                "/later" => "/last".to_owned(),
                _ => target.clone(),
            };
            request.say(reply(status, &format!("location: {location}\r\n"), ""))
        })
        .await;
        for (path, hops) in [("first", 1), ("late", 3)] {
            let before = told.heads().len();
            let probe = asker.ask(&format!("http://told.example:{}/{path}", told.port)).await;
            assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{path} {dress}");
            assert_eq!((told.heads().len() - before, fediverse.trapped()), (hops, 0), "{path} {dress}");
        }
    }
}

#[tokio::test]
async fn no_question_of_a_server_check_is_led_to_a_private_address() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = hosts("127.0.0.1 told.example\n127.66.66.66 trap.example www.told.example\n");
    let asker = asker(&settings_with(names.path()));
    let trap = format!("http://trap.example:{}/x", fediverse.http_port());
    let www = format!("http://www.told.example:{}/x", fediverse.http_port());
    for led in ["/.well-known/nodeinfo", "/robots.txt", "/users/gk", "/actor", "links"] {
        let (trap, www) = (trap.clone(), www.clone());
        let told = ToldServer::start(move |request| {
            let rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
            let answer = match request.path.as_str() {
                path if path.starts_with(led) => reply(302, &format!("location: {trap}\r\n"), ""),
                "/.well-known/nodeinfo" => {
                    reply(200, "", &format!(r#"{{"links":[{{"rel":"{rel}","href":"{www}"}}]}}"#))
                }
                _ => reply(404, "", ""),
            };
            request.say(answer)
        })
        .await;
        let uri = format!("http://told.example:{}/users/alice", told.port);
        asker.check_domain(&uri, Also::BOTH).await;
        asker.instance_key(&uri).await;
        asker.answers(&uri).await;
        asker.glance(&uri).await;
        assert!(!told.heads().is_empty());
        assert_eq!(fediverse.trapped(), 0, "{led}");
    }
}
