//! The network of a history, as the engine asks it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use engine::remotes::{Asked, Book, SimulatedNetwork, Told};
use model::{Millis, Silence};
use simulator::years::{History, Own, Question};
use tokio_util::sync::CancellationToken;

/// So often one name is asked about at one moment before it is plain that the engine waits for our
/// own connection.
const PATIENCE: u32 = 12;
/// The same where our clock is wrong and everybody answers: there would be long pauses between.
const WRONG_CLOCK_PATIENCE: u32 = 3;
/// By what servers are asked whether it is us.
const NODE_INFO: &str = "/.well-known/nodeinfo";

/// Answers as of the moment that it is set to, and counts.
#[derive(Debug)]
pub(crate) struct Network {
    history: Arc<History>,
    at: AtomicI64,
    requests: AtomicU64,
    waiting: Mutex<Waiting>,
}

/// Time stands still while the engine works; a run that waits for our own connection is handed
/// back, and goes on later.
#[derive(Debug, Default)]
struct Waiting {
    release: CancellationToken,
    asked: HashMap<String, u32>,
}

impl Network {
    pub(crate) fn of(history: Arc<History>) -> Self {
        Self { history, at: AtomicI64::new(0), requests: AtomicU64::new(0), waiting: Mutex::default() }
    }

    /// Sets the moment. What is returned tells the engine to hand its work back.
    pub(crate) fn set(&self, at: Millis) -> CancellationToken {
        self.at.store(at.0, Ordering::SeqCst);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = Waiting::default();
        waiting.release.clone()
    }

    /// HTTP requests so far.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }

    fn at(&self) -> Millis {
        Millis(self.at.load(Ordering::SeqCst))
    }

    fn notice(&self, name: &str, patience: u32) {
        if self.history.own(self.at()).is_none() {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = waiting.asked.entry(name.to_owned()).or_default();
        *asked += 1;
        if *asked > patience {
            waiting.release.cancel();
        }
    }
}

impl SimulatedNetwork for Network {
    fn addresses(&self, name: &str, asked: Book) -> Result<Vec<IpAddr>, Silence> {
        self.notice(name, PATIENCE);
        self.history.addresses(self.at(), name, asked == Book::Second)
    }

    fn answer(&self, asked: &Asked<'_>) -> Result<Told, Silence> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        if matches!(self.history.own(self.at()), Some(Own::Clock { .. })) && asked.url.path() == NODE_INFO {
            self.notice(asked.url.host_str().unwrap_or_default(), WRONG_CLOCK_PATIENCE);
        }
        let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = &asked.url[url::Position::BeforePath..url::Position::AfterQuery];
        let question = Question {
            host: asked.url.host_str().unwrap_or_default(),
            path,
            wants_document: header("accept").contains("activity+json"),
            signed: asked.headers.contains_key("signature"),
            past_caches: header("cache-control").contains("no-cache"),
        };
        let mut reply = self.history.reply(self.at(), &question)?;
        let age_s = reply.headers.iter().find(|(name, _)| *name == "age").and_then(|(_, age)| age.parse::<i64>().ok());
        let date = self.at().plus_ms(-age_s.unwrap_or_default() * 1_000).to_utc();
        reply.headers.push(("date", date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
        let body = if asked.method == "HEAD" { Vec::new() } else { reply.body };
        Ok(Told { status: reply.status, headers: reply.headers, body })
    }
}
