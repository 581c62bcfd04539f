//! A proxy on loopback: it opens tunnels with CONNECT and passes plain requests on. All names lead
//! it to loopback, without a question to anybody.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const OPEN: &str = "HTTP/1.1 200 Connection established\r\n\r\n";
const UNREACHED: &str = "HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const WHO: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// It ends with this value; then its port refuses connections.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    lines: Arc<Mutex<Vec<String>>>,
    task: JoinSet<()>,
}

impl Proxy {
    /// A proxy for everybody.
    pub(crate) async fn start() -> Self {
        Self::at(0, None).await
    }

    /// One that turns away whoever does not say `Basic` and these credentials.
    pub(crate) async fn asking_for(credentials: &'static str) -> Self {
        Self::at(0, Some(credentials)).await
    }

    /// One at that port; 0 is any.
    pub(crate) async fn at(port: u16, credentials: Option<&'static str>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("loopback has that port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let lines = Arc::default();
        let mut task = JoinSet::new();
        task.spawn(serve(listener, Arc::clone(&lines), credentials));
        Self { port, lines, task }
    }

    /// The first lines of what it was asked, in order: a method and whom it asks for, without a
    /// path.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it.
    pub(crate) async fn die(mut self) {
        self.task.shutdown().await;
    }
}

async fn serve(listener: TcpListener, lines: Arc<Mutex<Vec<String>>>, credentials: Option<&'static str>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let lines = Arc::clone(&lines);
        connections.spawn(async move {
            // Who hangs up has heard enough.
            let _ = pass_on(client, &lines, credentials).await;
        });
    }
}

async fn pass_on(mut client: TcpStream, lines: &Mutex<Vec<String>>, credentials: Option<&str>) -> std::io::Result<()> {
    let head = head(&mut client).await?;
    let (method, target) = head.split_once(' ').unwrap_or_default();
    let target = target.split(' ').next().unwrap_or_default();
    let bare = target.strip_prefix("http://").unwrap_or(target);
    let (place, _) = bare.split_once('/').unwrap_or((bare, ""));
    lines.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{method} {place}"));
    let wanted = credentials.map(|credentials| format!("proxy-authorization: Basic {credentials}").to_lowercase());
    if wanted.is_some_and(|wanted| !head.to_lowercase().contains(&wanted)) {
        return client.write_all(WHO.as_bytes()).await;
    }
    let port = place.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok()).unwrap_or(80);
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return client.write_all(UNREACHED.as_bytes()).await;
    };
    if method == "CONNECT" {
        client.write_all(OPEN.as_bytes()).await?;
    } else {
        server.write_all(to_the_server(&head, target).as_bytes()).await?;
    }
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

/// The head as the server itself is to see it: with the path alone, on a connection for this
/// request.
fn to_the_server(head: &str, target: &str) -> String {
    let path = target.splitn(4, '/').nth(3).unwrap_or_default();
    let mine = |line: &&str| {
        let line = line.to_lowercase();
        !line.starts_with("proxy-") && !line.starts_with("connection:")
    };
    let rest: Vec<&str> = head.trim_end().lines().skip(1).filter(mine).collect();
    let method = head.split(' ').next().unwrap_or_default();
    format!("{method} /{path} HTTP/1.1\r\n{}\r\nconnection: close\r\n\r\n", rest.join("\r\n"))
}

async fn head(client: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
