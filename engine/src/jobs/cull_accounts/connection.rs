//! The guard against our own troubles: before silence is held against a server, our own connection
//! is known to work, and our clock to be right.

use std::time::Duration;

use model::Stage;
use model::jobs::cull_accounts::is_own_outage;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::server::Culling;
use crate::remotes::Asker;
use crate::run_context::{JobError, RunContext};
use crate::sentinels::{self, OwnTrouble};

/// How many of the engine's pauses pass between two looks at our connection: at one that works, and
/// at a broken one, which doubles so many times.
const PAUSES: (u32, u32) = (5, 10);
const DOUBLED: u32 = 5;

/// Servers that were well of late by what reached us from them, and when they were last asked.
#[derive(Debug)]
pub(super) struct Connection {
    /// How many there are.
    sentinels: usize,
    looks: Mutex<Looks>,
}

#[derive(Debug, Default)]
struct Looks {
    /// Those that answered of late come first.
    sentinels: Vec<String>,
    /// When the last look that found our connection sound began.
    sound_from: Option<Instant>,
    /// When our connection was last found to work again.
    broken_until: Option<Instant>,
}

/// Whether what was heard of a server is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Our connection works, and our clock is right.
    Sound,
    /// One of them was not; what was heard meanwhile says nothing.
    WasBroken,
}

impl Connection {
    /// Finds servers to ask, of those from which posts reached us lately. A site that knows too few
    /// of them has no such guard, but for its own proxy.
    ///
    /// Waits while too many of them are silent, or tell another time, because then it is us.
    pub(super) async fn sound(ctx: &RunContext, asker: &Asker) -> Result<Self, JobError> {
        let mut sentinels =
            sentinels::candidates::<JobError>(&ctx.db, ctx.site, &ctx.mastodon, ctx.clock.now()).await?;
        if wait_while_it_is_us(ctx, asker, &mut sentinels).await?.is_some() {
            ctx.stage(Stage::Preparing, None).await?;
        }
        let looks = Looks { sentinels, ..Looks::default() };
        Ok(Self { sentinels: looks.sentinels.len(), looks: Mutex::new(looks) })
    }

    /// Makes sure that what was just met, a silence or another time, was not our own fault. While
    /// it is, the run pauses here and goes on by itself, until it is asked to end.
    ///
    /// Only a look that began after the silence says anything about it; silences that come together share one.
    pub(super) async fn trust(&self, culling: &Culling<'_>) -> Result<Trust, JobError> {
        let (ctx, asker) = (culling.ctx, &culling.asker);
        // A proxy of ours can be asked itself, however few sentinels there are.
        if !is_own_outage(self.sentinels, self.sentinels) && !asker.is_behind_a_proxy() {
            return Ok(Trust::Sound);
        }
        let met_at = Instant::now();
        let mut looks = self.looks.lock().await;
        if looks.broken_until.is_some_and(|until| until > met_at) {
            return Ok(Trust::WasBroken);
        }
        if looks.sound_from.is_some_and(|from| from > met_at) {
            return Ok(Trust::Sound);
        }
        if let Some(last) = looks.sound_from {
            wait(ctx, (last + asker.pause() * PAUSES.0).saturating_duration_since(Instant::now())).await;
        }
        let from = Instant::now();
        let Some(over_from) = wait_while_it_is_us(ctx, asker, &mut looks.sentinels).await? else {
            looks.sound_from = Some(from);
            return Ok(Trust::Sound);
        };
        looks.sound_from = Some(over_from);
        looks.broken_until = Some(Instant::now());
        ctx.stage(Stage::Working, None).await?;
        Ok(Trust::WasBroken)
    }
}

/// Asks the sentinels, and while it is us whom they do not answer, again and again, or until the run
/// is asked to end. Returns when the last question was asked; nothing where it was not us.
async fn wait_while_it_is_us(
    ctx: &RunContext,
    asker: &Asker,
    sentinels: &mut [String],
) -> Result<Option<Instant>, JobError> {
    let mut asked_at = Instant::now();
    let mut trouble = sentinels::own_trouble(asker, sentinels).await;
    let was_us = trouble.is_some();
    let mut pauses = 0;
    while let Some(what) = trouble
        && !ctx.signals.wanted()
    {
        pause(ctx, asker, what, pauses).await?;
        pauses += 1;
        asked_at = Instant::now();
        trouble = sentinels::still(asker, sentinels, what, pauses).await;
    }
    Ok(was_us.then_some(asked_at))
}

/// Says that the run waits, and waits a while, longer after each earlier pause.
async fn pause(ctx: &RunContext, asker: &Asker, trouble: OwnTrouble, earlier: u32) -> Result<(), JobError> {
    tracing::warn!(run.id = %ctx.run, "{}, so the run pauses.", trouble.told());
    ctx.stage(Stage::Paused, None).await?;
    wait(ctx, asker.pause() * PAUSES.1 * 2_u32.pow(earlier.min(DOUBLED))).await;
    asker.forget_failures();
    Ok(())
}

/// Waits so long, or until the run is asked to end.
async fn wait(ctx: &RunContext, long: Duration) {
    tokio::select! {
        () = tokio::time::sleep(long) => {}
        () = ctx.signals.ended() => {}
    }
}
