//! The panel at its address: listens, serves, works, and stops in order.

use std::net::SocketAddr;
use std::time::Duration;

use engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::settings::Panel;
use crate::site::Site;

/// How long browsers may hold their connections after the wish to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// A panel that has its address and does not answer yet.
#[derive(Debug)]
pub(crate) struct Listening {
    listener: TcpListener,
    address: SocketAddr,
    panel: Panel,
}

/// Takes the address.
///
/// # Errors
/// [`Failure::Listen`].
pub(crate) async fn listen(panel: &Panel) -> Result<Listening, Failure> {
    let told = |source| Failure::Listen { address: panel.listen, source };
    let listener = TcpListener::bind(panel.listen).await.map_err(told)?;
    let address = listener.local_addr().map_err(told)?;
    if !panel.site_root.join("pkg").is_dir() {
        tracing::warn!(
            folder = %panel.site_root.display(),
            "There is no style sheet; build it with scripts/build-front or name its folder with --site-root."
        );
    }
    Ok(Listening { listener, address, panel: panel.clone() })
}

impl Listening {
    /// What to type into a browser.
    pub(crate) fn address(&self) -> String {
        self.panel.public_url.as_ref().map_or_else(|| self.own_address(), ToString::to_string)
    }

    /// Where it listens, for a proxy.
    pub(crate) fn own_address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers and works until `stop`: then no new connection is taken, runs are handed back at their checkpoint, and our own state
    /// is closed.
    ///
    /// # Errors
    /// [`Failure::Serve`].
    pub(crate) async fn serve(self, engine: Engine, stop: CancellationToken) -> Result<(), Failure> {
        let site = Site::new(engine.clone(), &self.panel, self.address, stop.clone());
        let service = site.router(&self.panel).into_make_service_with_connect_info::<SocketAddr>();
        let answering = axum::serve(self.listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        let answering = async {
            tokio::select! {
                ended = async { answering.await } => ended.map_err(Failure::Serve),
                () = async { stop.cancelled().await; tokio::time::sleep(FAREWELL).await } => Ok(()),
            }
        };
        let working = engine.work(stop.clone());
        let (answered, ()) = tokio::join!(async { answering.await.inspect_err(|_| stop.cancel()) }, working);
        engine.close().await;
        answered
    }
}
