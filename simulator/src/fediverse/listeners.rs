//! The plain and the encrypted listener.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::wire::{Faults, Wire};

/// What an answer knows of its connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) faults: Arc<Faults>,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
}

/// A connection of either kind.
#[derive(Debug)]
pub(crate) enum Io {
    Plain(Wire),
    Encrypted(Box<TlsStream<Wire>>),
}

/// Gives connections to `axum::serve` as they become ready.
#[derive(Debug)]
pub(crate) struct Connections {
    ready: mpsc::Receiver<(Io, Peer)>,
    scheme: &'static str,
}

/// Binds a listener of loopback; 0 takes a free port.
pub(crate) async fn bind(address: Ipv4Addr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((address, port))).await
}

impl Connections {
    /// Accepts on `listener`, for HTTPS with handshakes side by side: a client that never finishes one holds up nobody.
    pub(crate) fn on(listener: TcpListener, tls: Option<TlsAcceptor>) -> (Self, impl Future<Output = ()>) {
        let (sender, ready) = mpsc::channel(64);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let accepting = async move {
            loop {
                // Too many open files: the next round succeeds when some have closed.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::task::yield_now().await;
                    continue;
                };
                let (sender, tls) = (sender.clone(), tls.clone());
                tokio::spawn(async move {
                    let peer = Peer { faults: Arc::default(), scheme };
                    if let Some(io) = open(stream, &peer, tls).await {
                        // Nobody waits for it any more once the fediverse has ended.
                        let _ = sender.send((io, peer)).await;
                    }
                });
            }
        };
        (Self { ready, scheme }, accepting)
    }
}

async fn open(stream: TcpStream, peer: &Peer, tls: Option<TlsAcceptor>) -> Option<Io> {
    // Small answers must not wait for more to send.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(stream, Arc::clone(&peer.faults));
    match tls {
        None => Some(Io::Plain(wire)),
        Some(acceptor) => acceptor.accept(wire).await.ok().map(|stream| Io::Encrypted(Box::new(stream))),
    }
}

impl Listener for Connections {
    type Io = Io;
    type Addr = Peer;

    async fn accept(&mut self) -> (Io, Peer) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task has ended, and this one is about to.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { faults: Arc::default(), scheme: self.scheme })
    }
}

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        stream.remote_addr().clone()
    }
}

impl AsyncRead for Io {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_read(cx, buf),
            Self::Encrypted(io) => Pin::new(io).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Io {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_write(cx, buf),
            Self::Encrypted(io) => Pin::new(io).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_flush(cx),
            Self::Encrypted(io) => Pin::new(io).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_shutdown(cx),
            Self::Encrypted(io) => Pin::new(io).poll_shutdown(cx),
        }
    }
}
