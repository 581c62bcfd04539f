//! A site's web API as far as writing a message needs it: it remembers keys as Mastodon does, and fails as a test tells it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use tokio::io::AsyncReadExt;

use super::told_server::{Request, ToldServer, reply};

/// A post as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Post {
    pub(crate) status: String,
    pub(crate) visibility: String,
    pub(crate) language: String,
    /// The key under which it is remembered.
    #[serde(default)]
    key: String,
}

/// What it does with one request, other than to make a post and say so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// Refuses with this status and these headers.
    Says(u16, &'static str),
    /// Makes the post and never says so.
    TakesInSilence,
    /// Says yes to everything, as a page does that is not Mastodon's.
    IsAnotherPage,
}

pub(crate) struct WebApi {
    server: ToldServer,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    posts: Vec<Post>,
    answers: VecDeque<Answer>,
}

impl Memory {
    /// The same key makes no second post.
    fn remember(&mut self, post: Post) {
        if !self.posts.iter().any(|known| known.key == post.key) {
            self.posts.push(post);
        }
    }
}

impl WebApi {
    /// One that gives these answers first.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let memory = Arc::new(Mutex::new(Memory { answers: answers.into_iter().collect(), ..Memory::default() }));
        let remembered = Arc::clone(&memory);
        let server = ToldServer::start(move |request| answer(request, Arc::clone(&remembered))).await;
        Self { server, memory }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    /// The posts that were made, each once.
    pub(crate) fn posts(&self) -> Vec<Post> {
        lock(&self.memory).posts.clone()
    }

    /// The heads of all requests.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.server.heads()
    }
}

async fn answer(mut request: Request, memory: Arc<Mutex<Memory>>) {
    let mut post = body(&mut request).await;
    let answer = lock(&memory).answers.pop_front();
    match answer {
        Some(Answer::Says(status, headers)) => return request.say(reply(status, headers, "{}")).await,
        Some(Answer::IsAnotherPage) => return request.say(reply(200, "", "<html></html>")).await,
        Some(Answer::TakesInSilence) | None => {}
    }
    let key = request.head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).expect("has a key");
    key.clone_into(&mut post.key);
    lock(&memory).remember(post);
    match answer {
        Some(_) => std::future::pending().await,
        None => request.say(reply(200, "content-type: application/json\r\n", r#"{"id":"1"}"#)).await,
    }
}

/// What was sent, read until it is whole.
async fn body(request: &mut Request) -> Post {
    let mut bytes = Vec::new();
    loop {
        bytes.push(request.stream.read_u8().await.expect("more comes"));
        if let Ok(post) = serde_json::from_slice(&bytes) {
            return post;
        }
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}
