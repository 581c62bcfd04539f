//! The world of the cases: a site, and a server for each case.

use std::collections::HashMap;
use std::sync::Arc;

use futures::FutureExt;
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::case::{Case, Ports, Script};
use crate::support::ground::Ground;
use crate::support::told_server::{ACTOR, Request, ToldServer, reply};

/// The server to which some redirects lead: it says the status that its path names.
pub(super) const ELSEWHERE: &str = "elsewhere.example";

pub(super) struct Town {
    pub(super) ground: Ground,
    pub(super) ports: Ports,
    _told: ToldServer,
    _strangers: Fediverse,
}

impl Town {
    pub(super) async fn of(cases: &[Case]) -> Self {
        let mut plan = Plan::new().server(ELSEWHERE, Behaviour::Healthy);
        let mut scripts = HashMap::new();
        for case in cases {
            plan = plan.server(&case.host, case.behaviour.clone());
            plan = plan.account(&format!("subject@{}", case.host), AccountState::Gone);
            plan = plan.server(&format!("www.{}", case.host), case.behaviour.clone());
            scripts.insert(case.host.clone(), Arc::clone(&case.script));
        }
        let strangers = Fediverse::start(plan.clone()).await.expect("starts");
        let ground = Ground::with(plan).await;
        let (http, https) = (ground.fediverse.http_port(), ground.fediverse.https_port());
        let strangers_port = strangers.https_port();
        let told = ToldServer::start(move |request| {
            let ports = Ports { http, https, strangers: strangers_port, told: request.port() };
            match scripts.get(request.host().trim_start_matches("www.")) {
                Some(script) => Script::clone(script)(request, ports),
                None => elsewhere(request).boxed(),
            }
        })
        .await;
        let ports = Ports { http, https, strangers: strangers_port, told: told.port };
        Self { ground, ports, _told: told, _strangers: strangers }
    }
}

async fn elsewhere(request: Request) {
    let status = request.path.trim_matches('/').parse().unwrap_or(404);
    request.say(reply(status, "", if status == 200 { ACTOR } else { "" })).await;
}
