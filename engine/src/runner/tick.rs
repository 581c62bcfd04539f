//! All that is due at one moment, for a clock that is moved by hand.

use model::Millis;
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::EngineError;

impl Engine {
    /// Does all that [`Self::work`] would do at this moment, one thing after the other, and returns when nothing more is due. A run
    /// that waits for our own connection waits for `release`, which hands it back with its checkpoint: a later tick goes on with it.
    ///
    /// # Errors
    /// [`EngineError`]; what was done stays.
    pub async fn tick(&self, release: &CancellationToken) -> Result<(), EngineError> {
        self.sweep(release).await;
        let mut learned: Option<Millis> = None;
        loop {
            let mut worked = false;
            while !release.is_cancelled()
                && let Some((claimed, owner)) = self.claim_due().await?
            {
                worked = true;
                self.execute(claimed, owner, release.clone(), CancellationToken::new()).await?;
            }
            // A look may let a purge begin, and a run may find servers to look at.
            if self.look_round(&mut learned).await == 0 && !worked {
                return Ok(());
            }
        }
    }
}
