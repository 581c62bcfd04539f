//! A plain server that says what a test tells it, one request per connection.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use engine::remotes::RemotesSettings;
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The least that is an account.
pub(crate) const ACTOR: &str = r#"{"type":"Person","inbox":"https://told.example/inbox"}"#;

/// A request as it came, and the connection to answer on.
pub(crate) struct Request {
    /// 0 for the first of this server.
    pub(crate) number: usize,
    pub(crate) method: String,
    pub(crate) path: String,
    host: String,
    /// The request line and the headers.
    pub(crate) head: String,
    pub(crate) stream: TcpStream,
}

impl Request {
    /// Whom it asks, without a port.
    pub(crate) fn host(&self) -> &str {
        self.host.split(':').next().unwrap_or_default()
    }

    /// The port it came to.
    pub(crate) fn port(&self) -> u16 {
        self.stream.local_addr().map_or(0, |address| address.port())
    }

    /// Sends these bytes and closes the connection.
    pub(crate) async fn say(mut self, bytes: impl AsRef<[u8]>) {
        // A client that has heard enough may be gone already.
        let _ = self.stream.write_all(bytes.as_ref()).await;
        let _ = self.stream.shutdown().await;
    }
}

/// The bytes of a whole answer.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

/// A server on a free port of loopback; it ends with this value.
pub(crate) struct ToldServer {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
    _task: JoinSet<()>,
}

impl ToldServer {
    pub(crate) async fn start<Answer, Saying>(answer: Answer) -> Self
    where
        Answer: Fn(Request) -> Saying + Send + Sync + 'static,
        Saying: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let mut task = JoinSet::new();
        task.spawn(serve(listener, Arc::clone(&heads), answer));
        Self { port, heads, _task: task }
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve<Answer, Saying>(listener: TcpListener, heads: Arc<Mutex<Vec<String>>>, answer: Answer)
where
    Answer: Fn(Request) -> Saying + Send + Sync + 'static,
    Saying: Future<Output = ()> + Send + 'static,
{
    let (answer, requests) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
    let mut connections = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let (answer, requests, heads) = (Arc::clone(&answer), Arc::clone(&requests), Arc::clone(&heads));
        connections.spawn(async move {
            let Some(head) = head(&mut stream).await else { return };
            let mut words = head.split(' ').map(str::to_owned);
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let host = head.lines().find_map(|line| Some(line.split_once("host: ")?.1.to_owned())).unwrap_or_default();
            heads.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
            let number = requests.fetch_add(1, Ordering::SeqCst);
            answer(Request { number, method, path, host, head, stream }).await;
        });
    }
}

/// What came up to the empty line, or nothing from somebody who asks nothing.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// A hosts file with these lines.
pub(crate) fn hosts(lines: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file for the test");
    file.write_all(lines.as_bytes()).expect("the file takes its lines");
    file
}

/// Settings that know the names of a hosts file.
pub(crate) fn settings_with(hosts: &Path) -> RemotesSettings {
    RemotesSettings { hosts_file: hosts.to_owned(), ..crate::remotes::settings() }
}
