//! Ctrl-C and SIGTERM: the first asks to stop in order, the second ends at once.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::outcome::Outcome;

/// Does work that is told by a token to stop in order. A second signal drops it where it stands, and with it what it started.
///
/// # Errors
/// Those of the work, or when signals cannot be listened to.
pub(crate) async fn interruptible<W>(work: impl FnOnce(CancellationToken) -> W) -> Result<Outcome, Failure>
where
    W: Future<Output = Result<Outcome, Failure>>,
{
    let mut signals = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let work = work(stop.clone());
    let signalled = async {
        either(&mut signals).await;
        tracing::info!("Stopping after what is at work. A second signal ends at once.");
        stop.cancel();
        either(&mut signals).await;
    };
    tokio::select! {
        done = work => done,
        () = signalled => Ok(Outcome::Cancelled),
    }
}

async fn either((interrupt, terminate): &mut (Signal, Signal)) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
