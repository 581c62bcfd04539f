//! What goes wrong, and what was asked.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hyper::{Method, Request};
use s3s::Body;

/// How a request that deletes goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum S3Fault {
    /// 500, nothing deleted.
    InternalError,
    /// 503 `SlowDown`, nothing deleted, with `Retry-After` in seconds.
    SlowDown { retry_after: Option<u32> },
    /// The connection is closed instead of an answer, nothing deleted.
    Dropped,
    /// Half of the keys of a batch are deleted, then the connection is closed.
    HalfDone,
    /// Keys that contain the text are not deleted and come out with that code; the others are.
    Refused { containing: String, code: &'static str },
    /// All are deleted, and the answer names another key as failed.
    ForeignKey,
    /// A batch is answered with this status; keys one by one are deleted.
    NoBulk { status: u16 },
    /// 404 without a word, as whatever else may listen at a wrong address; nothing deleted.
    Elsewhere,
}

/// How many requests came, by what they ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct S3Seen {
    /// `DeleteObjects`
    pub batches: u64,
    /// `DeleteObject`
    pub singles: u64,
    /// `ListObjectsV2`
    pub lists: u64,
    pub others: u64,
}

impl S3Seen {
    #[must_use]
    pub fn all(self) -> u64 {
        self.batches + self.singles + self.lists + self.others
    }
}

#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next: VecDeque<S3Fault>,
    always: Option<S3Fault>,
    seen: S3Seen,
}

impl Faults {
    pub(super) fn fail_next(&self, faults: impl IntoIterator<Item = S3Fault>) {
        self.with(|state| state.next.extend(faults));
    }

    pub(super) fn fail_always(&self, fault: Option<S3Fault>) {
        self.with(|state| state.always = fault);
    }

    pub(super) fn seen(&self) -> S3Seen {
        self.with(|state| state.seen)
    }

    /// Counts the request, and says what it meets.
    pub(super) fn of(&self, request: &Request<Body>) -> Option<S3Fault> {
        let query = request.uri().query().unwrap_or_default();
        self.with(|state| {
            let batch = match *request.method() {
                Method::POST if query.split('&').any(|word| word.trim_end_matches('=') == "delete") => {
                    state.seen.batches += 1;
                    true
                }
                Method::DELETE => {
                    state.seen.singles += 1;
                    false
                }
                Method::GET if query.contains("list-type") => {
                    state.seen.lists += 1;
                    return None;
                }
                _ => {
                    state.seen.others += 1;
                    return None;
                }
            };
            let fault = state.next.pop_front().or_else(|| state.always.clone());
            fault.filter(|fault| batch || !matches!(fault, S3Fault::NoBulk { .. }))
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
