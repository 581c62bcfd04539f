//! Sending approved notices: one message at a time, never one twice.
//!
//! Before a request a message is claimed, and the claim is kept until it is written down what came of it. Each message has a key of its
//! own, and Mastodon makes no second post of the same key for an hour. So after a stop between the request and the writing down, the same
//! request is made again within that time; later nobody could tell, and the message is not sent again.

use mastodon::members;
use model::Millis;
use model::notice::{Failure, Halt, text};
use model::time::MINUTE_MS;
use tokio_util::sync::CancellationToken;

use super::web_api::{Said, WebApi};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::notices::sending::{self, Message, Outcome};
use crate::store::notices::{self, turns};
use crate::views::chain;

/// Messages are so far apart, at least. Mastodon lets an account write 300 posts in three hours and says so when they are used up.
const APART_MS: i64 = 2_000;
/// Whoever has not written down after so long what came of a message has died: a request takes less.
const DIED_MS: i64 = 2 * MINUTE_MS;
/// For so long the same request makes no second post; Mastodon remembers keys for an hour.
const REMEMBERED_MS: i64 = 55 * MINUTE_MS;
/// The pauses after a try that failed where Mastodon asks for none; after the last of these tries there is none more.
const PAUSES_MS: [i64; 5] = [MINUTE_MS, 4 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS];
/// After so many pauses of the runner it is looked whether a message is due.
const PAUSES: u32 = 2;

impl Engine {
    /// Sends the message that is due; `false` when there is none, when it is not our turn, and when nothing can be sent at all. Any number
    /// of processes may do so together.
    ///
    /// # Errors
    /// [`EngineError`]; a message that was claimed is due again in minutes.
    pub async fn send_next_notice(&self) -> Result<bool, EngineError> {
        let Some(api) = self.web_api() else { return Ok(false) };
        let now = self.now();
        let Some(message) = sending::due(self.db(), self.site(), now).await? else { return Ok(false) };
        if let Some(outcome) = self.settled_without_sending(&message, now).await? {
            sending::settle(self.db(), &message, message.tries, outcome, now).await?;
            return Ok(true);
        }
        let affected = notices::affected(self.db(), &message.run, &message.member).await?;
        let post = text::post(message.texts.of(message.language), message.language, &affected);
        let claim = (now.plus_ms(APART_MS), now.plus_ms(DIED_MS));
        if !sending::claim(self.db(), self.site(), &message, now, claim).await? {
            return Ok(false);
        }
        let outcome = self.outcome(api, &message, &post).await?;
        sending::settle(self.db(), &message, message.tries + 1, outcome, self.now()).await?;
        Ok(true)
    }

    /// What becomes of a message that is not to be sent any more.
    async fn settled_without_sending(&self, message: &Message, now: Millis) -> Result<Option<Outcome>, EngineError> {
        let in_doubt = message.asked_at.is_some();
        if message.asked_at.is_some_and(|at| at.plus_ms(REMEMBERED_MS) <= now) {
            return Ok(Some(Outcome::Unsure));
        }
        if message.cancelled {
            return Ok(Some(if in_doubt { Outcome::Unsure } else { Outcome::Cancelled }));
        }
        let readers = members::readers(&self.mastodon().await?, std::slice::from_ref(&message.member)).await?;
        if readers.contains_key(&message.member) {
            return Ok(None);
        }
        Ok(Some(if in_doubt { Outcome::Unsure } else { Outcome::Failed(Failure::Gone) }))
    }

    /// Makes the request and says what came of it. What concerns the whole account is written down at once.
    async fn outcome(&self, api: &WebApi, message: &Message, post: &str) -> Result<Outcome, EngineError> {
        let key = format!("groundskeeper-notice-{}-{}", message.run, message.member);
        let said = api.post(post, message.language, &key, self.now()).await;
        // What an earlier request came to may still be unknown.
        let doubted = message.asked_at.is_some();
        match said {
            Said::Posted => Ok(Outcome::Sent),
            Said::Refused => Ok(Outcome::Failed(Failure::Refused)),
            Said::SlowDown(pause_ms) => self.again(message, pause_ms, Failure::Busy, doubted).await,
            Said::Unreachable => self.again(message, None, Failure::Unreachable, doubted).await,
            Said::Broken(pause_ms) => self.again(message, pause_ms, Failure::Busy, true).await,
            Said::Halted(why) => self.halted(why, doubted).await,
        }
    }

    /// Tries again after a pause in which nobody sends anything; not after the last try.
    async fn again(
        &self,
        message: &Message,
        pause_ms: Option<i64>,
        failure: Failure,
        in_doubt: bool,
    ) -> Result<Outcome, EngineError> {
        let tries = message.tries as usize;
        let usual_ms = PAUSES_MS[tries.min(PAUSES_MS.len() - 1)];
        let due_at = self.now().plus_ms(pause_ms.unwrap_or(usual_ms));
        turns::rest(self.db(), self.site(), due_at).await?;
        if tries + 1 < PAUSES_MS.len() {
            return Ok(Outcome::Again { due_at, in_doubt });
        }
        Ok(if in_doubt { Outcome::Unsure } else { Outcome::Failed(failure) })
    }

    /// Nothing more is sent until a person says so; the message waits with all others.
    async fn halted(&self, why: Halt, in_doubt: bool) -> Result<Outcome, EngineError> {
        tracing::error!(why = why.as_str(), "No member is written to any more until somebody lets it go on.");
        turns::halt(self.db(), self.site(), why).await?;
        Ok(Outcome::Again { due_at: self.now(), in_doubt })
    }

    /// Sends what is due until `shutdown`. A request that was begun is waited for, so that it is known what came of it.
    pub(crate) async fn keep_sending(self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            match self.send_next_notice().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(error = %chain(&error), "Members could not be written to."),
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(self.timing().poll * PAUSES) => {}
            }
        }
    }
}
