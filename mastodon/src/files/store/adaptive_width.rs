//! How many requests a service gets at a time: more while it answers, half as many when it asks for less.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::fault::Remedy;

/// At the beginning.
const FIRST: f64 = 8.0;
/// Never more.
pub(super) const MOST: usize = 32;
/// The longest rest that a service may ask for.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// So many faults one after the other, and it is no use to try the same work in other ways.
const HOPELESS: u32 = 20;

/// Additive increase, multiplicative decrease, as TCP does it.
#[derive(Debug)]
pub(super) struct Width {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    limit: f64,
    open: usize,
    rest_until: Option<Instant>,
    /// When it last became less: answers to what was sent before say nothing new.
    narrowed: Option<Instant>,
    faults_in_a_row: u32,
}

/// The right to one request; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    width: &'a Width,
    since: Instant,
}

impl Default for Width {
    fn default() -> Self {
        let state = State { limit: FIRST, open: 0, rest_until: None, narrowed: None, faults_in_a_row: 0 };
        Self { state: Mutex::new(state), freed: Notify::new() }
    }
}

impl Width {
    /// Waits until another request may be sent.
    pub(super) async fn permit(&self) -> Permit<'_> {
        loop {
            let now = Instant::now();
            let rest = self.with(|state| {
                let rest = state.rest_until.filter(|until| *until > now);
                let free = rest.is_none() && state.open < state.limit as usize;
                state.open += usize::from(free);
                if free { Err(Permit { width: self, since: now }) } else { Ok(rest) }
            });
            match rest {
                Err(permit) => return permit,
                Ok(Some(until)) => sleep_until(until).await,
                // What is freed in between is kept for the next who waits.
                Ok(None) => self.freed.notified().await,
            }
        }
    }

    /// Sends nothing for that long: the service asked for it.
    pub(super) fn rest(&self, long: Duration) {
        let until = Instant::now() + long.min(LONGEST_REST);
        self.with(|state| state.rest_until = state.rest_until.max(Some(until)));
    }

    /// Whether nothing has worked for long.
    pub(super) fn is_hopeless(&self) -> bool {
        self.with(|state| state.faults_in_a_row >= HOPELESS)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Permit<'_> {
    /// How the request ended: with everything done, or with something left that needs this.
    pub(super) fn report(self, remedy: Option<Remedy>) {
        match remedy {
            Some(Remedy::Slower) => self.too_much(),
            Some(Remedy::Later) => self.failed(),
            // It is there and answers, whatever it says.
            None | Some(Remedy::Fewer | Remedy::Singly | Remedy::None) => self.answered(),
        }
    }

    /// The service answered.
    fn answered(self) {
        let wider = self.width.with(|state| {
            let before = state.limit as usize;
            state.limit = (state.limit + 1.0 / state.limit).min(MOST as f64);
            state.faults_in_a_row = 0;
            state.limit as usize > before
        });
        if wider {
            self.width.freed.notify_one();
        }
    }

    /// The service did not do it.
    fn failed(self) {
        self.width.with(|state| state.faults_in_a_row += 1);
    }

    /// The service asked for less.
    fn too_much(self) {
        self.width.with(|state| {
            state.faults_in_a_row += 1;
            if state.narrowed.is_none_or(|narrowed| self.since >= narrowed) {
                state.limit = (state.limit / 2.0).max(1.0);
                state.narrowed = Some(Instant::now());
            }
        });
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.width.with(|state| state.open -= 1);
        self.width.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(width: &Width) -> f64 {
        width.with(|state| state.limit)
    }

    #[tokio::test]
    async fn answers_widen_it_up_to_a_bound() {
        let width = Width::default();
        for _ in 0..2_000 {
            width.permit().await.answered();
        }
        assert_eq!(limit(&width), MOST as f64);
    }

    #[tokio::test]
    async fn one_wave_of_refusals_halves_it_once() {
        let width = Width::default();
        let wave = [width.permit().await, width.permit().await, width.permit().await];
        for permit in wave {
            permit.too_much();
        }
        assert_eq!(limit(&width), FIRST / 2.0);
        for _ in 0..10 {
            width.permit().await.too_much();
        }
        assert_eq!(limit(&width), 1.0);
        assert!(!width.is_hopeless());
    }

    #[tokio::test]
    async fn no_more_are_open_than_allowed() {
        let width = Width::default();
        let mut open = Vec::new();
        for _ in 0..FIRST as usize {
            open.push(width.permit().await);
        }
        let mut next = std::pin::pin!(width.permit());
        assert!(futures::poll!(&mut next).is_pending());
        open.pop();
        next.await.answered();
    }
}
