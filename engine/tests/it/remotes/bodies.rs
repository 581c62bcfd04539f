//! Of a body no more is read than is needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use model::Answer;
use tokio::io::AsyncWriteExt;

use super::asker;
use super::told_server::{Request, ToldServer, hosts, reply, settings_with};

/// What the buffers of a connection on loopback may hold besides what is read.
const BUFFERS: usize = 32 * 1024 * 1024;

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let sent = Arc::<AtomicUsize>::default();
    let endless = {
        let sent = Arc::clone(&sent);
        move |mut request: Request| {
            let sent = Arc::clone(&sent);
            async move {
                let chunk = [b' '; 64 * 1024];
                let _ = request.stream.write_all(b"HTTP/1.1 200 Told\r\nconnection: close\r\n\r\n{").await;
                while request.stream.write_all(&chunk).await.is_ok() {
                    sent.fetch_add(chunk.len(), Ordering::SeqCst);
                }
            }
        }
    };
    let server = ToldServer::start(endless).await;
    let names = hosts("127.0.0.1 told.example\n");
    let probe = asker(&settings_with(names.path())).ask(&format!("http://told.example:{}/a", server.port)).await;
    assert_eq!(probe.answer, Answer::SomethingElse, "what is cut off is no account");
    assert!(sent.load(Ordering::SeqCst) < BUFFERS, "{sent:?}");
}

#[tokio::test]
async fn a_tombstone_is_recognised_up_to_the_cap_and_not_beyond() {
    let cap = 256 * 1024;
    let bare = r#"{"type":"Tombstone","pad":""}"#.len();
    for (length, tombstone) in [(cap, true), (cap + 1, false)] {
        let body = format!(r#"{{"type":"Tombstone","pad":"{}"}}"#, "x".repeat(length - bare));
        let server = ToldServer::start(move |request| request.say(reply(410, "", &body))).await;
        let names = hosts("127.0.0.1 told.example\n");
        let probe = asker(&settings_with(names.path())).ask(&format!("http://told.example:{}/a", server.port)).await;
        assert_eq!(probe.answer, Answer::Gone { tombstone }, "{length}");
    }
}
