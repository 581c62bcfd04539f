//! Looking again at servers in trouble, by a timetable that widens: whether they are back, closed for good, or in other hands.

mod given_up;
pub(crate) mod hearing;
mod inbox_hosts;
pub(crate) mod signs;
mod suspects;

use std::collections::BTreeMap;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use mastodon::Mastodon;
use model::time::HOUR_MS;
use model::{Domain, Millis};
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::failure::is_of_another_shape;
use crate::impacts;
use crate::remotes::{Asker, Limits};
use crate::sentinels::{self, OwnTrouble, SENTINELS};
use crate::signing;
use crate::store;
use crate::store::looks::{self, Due, Look};
use crate::views::chain;
use hearing::Heard;

/// Servers looked at in one go.
const AT_ONCE: u32 = 32;
/// How many at a time: nobody waits for this, so it stays small.
const LIMITS: Limits = Limits { per_origin: 1, per_address: 1, concurrency: 4 };
/// When a look that we took upon us and did not finish is due again.
const AGAIN_MS: i64 = HOUR_MS;
/// After so many pauses of the runner it is looked whether a look is due.
const PAUSES: u32 = 10;

/// What came of looking at some servers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Round {
    looked: usize,
    /// It is us, and nothing that was heard is believed: nobody else need be asked now.
    is_us: bool,
}

/// What a job may do of all this: have servers looked at now.
#[derive(Clone, Debug)]
pub(crate) struct LookNow(Engine);

impl LookNow {
    pub(crate) fn by(engine: &Engine) -> Self {
        Self(engine.clone())
    }

    /// Looks at these servers, whatever their timetable says. Of those that are silent nothing is written down while our own connection is
    /// broken.
    ///
    /// # Errors
    /// [`EngineError`]; what was written down stays.
    pub(crate) async fn at(&self, mastodon: &Mastodon, domains: Vec<Domain>) -> Result<(), EngineError> {
        let asker = self.0.few_at_a_time(mastodon).await?;
        let life = mastodon::domains::last_life(mastodon, &domains, self.0.now()).await?;
        for heard in &self.0.hear_all(mastodon, &asker, domains).await?.0 {
            self.0.note_heard(mastodon, heard, &life).await?;
        }
        Ok(())
    }
}

impl Engine {
    /// Looks at the servers whose next look is due, up to some dozens; returns how many were looked at. Any number of processes may do
    /// so together. While our own connection is broken nothing is held against anybody.
    ///
    /// # Errors
    /// [`EngineError`]; what was written down stays, and the rest is due again within the hour.
    pub async fn look_again(&self) -> Result<usize, EngineError> {
        Ok(self.round_of_looks().await?.looked)
    }

    async fn round_of_looks(&self) -> Result<Round, EngineError> {
        let due = looks::due(self.db(), self.site(), self.now(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(Round::default());
        }
        let mastodon = self.mastodon().await?;
        let claimed = self.claim_looks(due).await?;
        let asker = self.few_at_a_time(&mastodon).await?;
        let life = mastodon::domains::last_life(&mastodon, &claimed, self.now()).await?;
        let (heard, is_us) = self.hear_all(&mastodon, &asker, claimed).await?;
        for heard in &heard {
            self.note_heard(&mastodon, heard, &life).await?;
            self.note_delivery(&mastodon, &asker, heard).await?;
        }
        Ok(Round { looked: heard.len(), is_us })
    }

    /// Asks as the site, where its key can be read.
    async fn few_at_a_time(&self, mastodon: &Mastodon) -> Result<Asker, EngineError> {
        let signer = signing::signer(mastodon).await?.ok();
        Ok(self.remotes().limited(LIMITS, signer))
    }

    /// Asks these servers, a few at a time. Those that are silent are left out when it is us whom
    /// nobody answers, and all of them while our clock is wrong. Returns whether it is us and
    /// nothing is left, too.
    async fn hear_all(
        &self,
        mastodon: &Mastodon,
        asker: &Asker,
        domains: Vec<Domain>,
    ) -> Result<(Vec<Heard>, bool), EngineError> {
        let questions: Vec<_> = domains.into_iter().map(|domain| self.hear(mastodon, asker, domain).boxed()).collect();
        let mut heard: Vec<Heard> = stream::iter(questions).buffer_unordered(LIMITS.concurrency).try_collect().await?;
        if heard.iter().any(|heard| heard.silent) || asker.doubts_clock() {
            let trouble = self.own_trouble(mastodon, asker).await?;
            heard.retain(|heard| is_believed(trouble, heard.silent));
            let is_us = trouble.is_some() && heard.is_empty();
            return Ok((heard, is_us));
        }
        Ok((heard, false))
    }

    /// Takes these looks upon us, as far as nobody else has.
    async fn claim_looks(&self, due: Vec<Due>) -> Result<Vec<Domain>, EngineError> {
        let until = self.now().plus_ms(AGAIN_MS);
        let mut claimed = Vec::new();
        for due in due {
            if looks::claim(self.db(), self.site(), &due, until).await? {
                claimed.push(due.domain);
            }
        }
        Ok(claimed)
    }

    /// What is the matter with ourselves, if it is us. Asked after each silence, because a purge
    /// may begin on a look.
    async fn own_trouble(&self, mastodon: &Mastodon, asker: &Asker) -> Result<Option<OwnTrouble>, EngineError> {
        let candidates = sentinels::candidates::<EngineError>(self.db(), self.site(), mastodon, self.now()).await?;
        let mut some: Vec<String> = candidates.into_iter().take(SENTINELS).collect();
        let trouble = sentinels::own_trouble(asker, &mut some).await;
        if let Some(trouble) = trouble {
            tracing::warn!("{}, so what looks met is not written down.", trouble.told());
        }
        Ok(trouble)
    }

    /// Writes down what a look heard, with the latest sign of life of its server among these.
    async fn note_heard(
        &self,
        mastodon: &Mastodon,
        heard: &Heard,
        life: &BTreeMap<Domain, Millis>,
    ) -> Result<(), EngineError> {
        let Heard { domain, at, found, proof, .. } = heard;
        let (found, life) = (*found, life.get(domain).copied());
        let look = Look { site: self.site(), domain, found, life, proof: Some(proof), at: *at };
        self.note(mastodon, &look).await
    }

    /// Writes a look down. Signs of life take the server out of its purge. Who becomes a case has
    /// its impact counted, unless that was done of late.
    async fn note(&self, mastodon: &Mastodon, look: &Look<'_>) -> Result<(), EngineError> {
        signs::spare_the_living(self.db(), look).await?;
        let settled = looks::record(self.db(), look, &self.timing().states).await?;
        if settled.is_some_and(|settled| settled.state.opens_case()) {
            let one = std::slice::from_ref(look.domain);
            let uncounted = store::impacts::uncounted_of(self.db(), self.site(), one, look.at).await?;
            let states = &self.timing().states;
            impacts::count::<EngineError>(self.db(), self.site(), mastodon, &uncounted, states, look.at).await?;
        }
        Ok(())
    }

    /// Counts the impact of some servers again that was not counted of late; returns of how many.
    ///
    /// # Errors
    /// [`EngineError`]; what was counted stays.
    pub async fn count_again(&self) -> Result<usize, EngineError> {
        let now = self.now();
        let old = store::impacts::uncounted(self.db(), self.site(), now, impacts::BATCH).await?;
        if !old.is_empty() {
            let mastodon = self.mastodon().await?;
            impacts::count::<EngineError>(self.db(), self.site(), &mastodon, &old, &self.timing().states, now).await?;
        }
        Ok(old.len())
    }

    /// Everything that is due, one kind after the other, whatever became of the kind before it; what Mastodon has given up is learned anew every
    /// hour. While it is us and nothing that was heard is believed, the rest waits. Returns how many
    /// were looked at.
    pub(crate) async fn look_round(&self, learned: &mut Option<Millis>) -> usize {
        let now = self.now();
        if learned.is_none_or(|at| at.plus_ms(HOUR_MS) <= now) {
            // Also when that fails: the next try is in an hour.
            *learned = Some(now);
            self.told(self.learn_given_up().await).await;
        }
        // Counting may take a while on large servers: a few between two pauses.
        self.told(self.count_again().await).await;
        self.told(self.learn_inbox_hosts().await).await;
        let again = self.told(self.round_of_looks().await).await;
        if again.is_us {
            return again.looked;
        }
        let suspects = self.told(self.round_of_suspects().await).await;
        if suspects.is_us {
            return again.looked + suspects.looked;
        }
        again.looked + suspects.looked + self.told(self.look_at_given_up().await).await
    }

    /// What came of a step; a failure is logged, and the next step goes on.
    async fn told<T: Default>(&self, step: Result<T, EngineError>) -> T {
        match step {
            Ok(came) => came,
            Err(error) => {
                if is_of_another_shape(&error) {
                    self.forget_mastodon().await;
                }
                tracing::warn!(error = %chain(&error), "Servers in trouble could not be looked at.");
                T::default()
            }
        }
    }

    /// Looks again and again until `shutdown`.
    pub(crate) async fn keep_looking(self, shutdown: CancellationToken) {
        let mut learned = None;
        while !shutdown.is_cancelled() {
            let looked = tokio::select! {
                looked = self.look_round(&mut learned) => looked,
                () = shutdown.cancelled() => return,
            };
            if looked > 0 {
                continue;
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(self.timing().poll * PAUSES) => {}
            }
        }
    }
}

/// Whether what a look heard may be written down, with this the matter with ourselves.
fn is_believed(trouble: Option<OwnTrouble>, silent: bool) -> bool {
    match trouble {
        None => true,
        Some(OwnTrouble::Connection) => !silent,
        Some(OwnTrouble::Clock) => false,
    }
}
