//! A wire to a database that a test cuts and mends: what goes through it is passed on unread.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// It ends with this value; then its port refuses connections.
pub(crate) struct Wire {
    pub(crate) port: u16,
    to: (String, u16),
    task: JoinSet<()>,
}

impl Wire {
    /// A wire to that host and port.
    pub(crate) async fn to(host: String, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let own = listener.local_addr().expect("a bound socket has an address").port();
        let mut wire = Self { port: own, to: (host, port), task: JoinSet::new() };
        wire.task.spawn(serve(listener, wire.to.clone()));
        wire
    }

    /// Ends all connections and refuses new ones.
    pub(crate) async fn cut(&mut self) {
        self.task.shutdown().await;
    }

    /// Takes connections again, at the same port.
    pub(crate) async fn mend(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.expect("the port is free again");
        self.task.spawn(serve(listener, self.to.clone()));
    }
}

async fn serve(listener: TcpListener, to: (String, u16)) {
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let to = to.clone();
        connections.spawn(async move {
            if let Ok(mut server) = TcpStream::connect((to.0.as_str(), to.1)).await {
                // Whoever hangs up has ended it.
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
