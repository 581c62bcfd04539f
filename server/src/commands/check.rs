//! `check`: whether everything Groundskeeper needs is there, each finding with what to do about it.

use std::time::Duration;

use engine::Clock;
use engine::remotes::{Families, Remotes, has_route, takes_connections};
use mastodon::check::Finding;
use mastodon::settings::Proxy;
use serde_json::json;

use super::opening::{open_state, remotes_settings};
use crate::failure::{Failure, chain};
use crate::outcome::Outcome;
use crate::say::say;
use crate::settings::{Settings, SettingsError};

/// How long a proxy may take to answer: it stands near by.
const PATIENCE: Duration = Duration::from_secs(5);

/// Looks at everything, also when something fails early; ends well only when all is fine.
pub(super) async fn check(settings: Result<Settings, SettingsError>, json: bool) -> Result<Outcome, Failure> {
    let (findings, outcome) = match settings {
        Ok(settings) => {
            let findings = look(&settings).await;
            let fine = findings.iter().all(|finding| finding.ok);
            (findings, if fine { Outcome::Finished } else { Outcome::Failed })
        }
        Err(error) => (vec![of_settings(&error)], Outcome::BadArguments),
    };
    if json {
        let fine = outcome == Outcome::Finished;
        say(json!({ "ok": fine, "findings": findings }))?;
    } else {
        findings.iter().try_for_each(print)?;
    }
    Ok(outcome)
}

async fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![of_state(settings).await];
    let Some(mastodon) = &settings.mastodon else {
        findings.push(bad("mastodon", chain(&Failure::NoMastodon), "Name the file with --mastodon-env FILE."));
        return findings;
    };
    findings.push(match Remotes::new(&remotes_settings(settings, mastodon)) {
        Ok(_) => good("remotes", "Other servers can be asked."),
        Err(error) => bad("remotes", chain(&error), "Name a name server with --dns, and a readable --ca-file."),
    });
    match &mastodon.proxies.all {
        Some(proxy) => findings.push(of_proxy(proxy, "Other servers are", "http_proxy").await),
        // Behind a proxy it does not matter to what this machine has a way.
        None => findings.push(of_routes(Families::by(has_route))),
    }
    if let Some(proxy) = &mastodon.proxies.hidden {
        findings.push(match mastodon.proxies.hidden_services {
            true => of_proxy(proxy, "Onions and eepsites are", "http_hidden_proxy").await,
            false => good(
                "proxy",
                format!(
                    "Onions and eepsites are not asked through {proxy}, because ALLOW_ACCESS_TO_HIDDEN_SERVICE is not true."
                ),
            ),
        });
    }
    findings.extend(mastodon::check::check(mastodon, || Clock::System.now()).await);
    findings
}

async fn of_state(settings: &Settings) -> Finding {
    match open_state(&settings.state).await {
        Ok(db) => {
            db.close().await;
            good("state", format!("Groundskeeper's own state at {} is up to date.", settings.state.shown()))
        }
        Err(failure) => {
            bad("state", chain(&failure), "Name a place that can be written with --state, and leave room on its disk.")
        }
    }
}

/// Who is asked through a proxy, and whether it is there.
async fn of_proxy(proxy: &Proxy, who: &str, variable: &str) -> Finding {
    if takes_connections(proxy, PATIENCE).await {
        return good("proxy", format!("{who} asked through the proxy {proxy}."));
    }
    bad(
        "proxy",
        format!(
            "{who} asked through the proxy {proxy}, which takes no connection. Until it does, nothing is held against them."
        ),
        &format!("Start the proxy, or correct {variable} in Mastodon's settings."),
    )
}

/// By which kinds of addresses others are reached. To lack one is no fault: what follows is told.
fn of_routes(families: Families) -> Finding {
    let unreached = |lacking: &str| {
        format!(
            "This machine has no way to {lacking} addresses. Servers that have no other are not asked, and nothing is \
             held against them."
        )
    };
    match families {
        Families { ipv4: true, ipv6: true } => {
            good("routes", "This machine has a way to addresses of both kinds, IPv4 and IPv6.")
        }
        Families { ipv4: true, ipv6: false } => good("routes", unreached("IPv6")),
        Families { ipv4: false, ipv6: true } => good("routes", unreached("IPv4")),
        Families { ipv4: false, ipv6: false } => {
            good("routes", "This machine has no way into the internet: only servers near by can be asked.")
        }
    }
}

fn of_settings(error: &SettingsError) -> Finding {
    bad("settings", error.to_string(), "Correct the named lines or options.")
}

fn good(name: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { name, ok: true, sentence: sentence.into(), remedy: None }
}

fn bad(name: &'static str, sentence: String, remedy: &str) -> Finding {
    Finding { name, ok: false, sentence, remedy: Some(remedy.to_owned()) }
}

fn print(finding: &Finding) -> std::io::Result<()> {
    say(format_args!("{}  {:<16}{}", if finding.ok { "ok  " } else { "FAIL" }, finding.name, finding.sentence))?;
    finding.remedy.iter().try_for_each(|remedy| say(format_args!("{:22}{remedy}", "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_ipv6_is_told_what_follows_and_is_fine() {
        let told = of_routes(Families { ipv4: true, ipv6: false });
        assert!(told.ok && told.sentence.contains("no way to IPv6") && told.sentence.contains("nothing is held"));
        assert!(of_routes(Families { ipv4: false, ipv6: true }).sentence.contains("no way to IPv4"));
        assert!(of_routes(Families { ipv4: false, ipv6: false }).sentence.contains("near by"));
        assert!(of_routes(Families { ipv4: true, ipv6: true }).sentence.contains("both kinds"));
    }

    #[tokio::test]
    async fn a_proxy_is_told_without_its_password_and_whether_it_is_there() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let port = listener.local_addr().expect("is bound").port();
        let proxy = Proxy { host: "127.0.0.1".to_owned(), port, credentials: Some("me:hunter2".to_owned().into()) };
        let told = of_proxy(&proxy, "Other servers are", "http_proxy").await;
        assert!(told.ok);
        assert_eq!(told.sentence, format!("Other servers are asked through the proxy http://127.0.0.1:{port}."));
        drop(listener);
        let told = of_proxy(&proxy, "Other servers are", "http_proxy").await;
        assert!(!told.ok && told.remedy.is_some_and(|remedy| remedy.contains("http_proxy")));
        assert!(told.sentence.contains("takes no connection") && !told.sentence.contains("hunter2"));
    }
}
