//! A Redis of a test's own, all of whose keys and messages are seen.

use std::collections::BTreeSet;

use futures::StreamExt;
use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands, Client};
use simulator::PrivateRedis;
use tempfile::TempDir;

/// A Redis server and somebody who listens to every channel of it.
pub(crate) struct Spy {
    pub(crate) connection: MultiplexedConnection,
    listener: redis::aio::PubSub,
    server: PrivateRedis,
    _folder: TempDir,
}

impl Spy {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = PrivateRedis::start(folder.path()).expect("Redis starts");
        let client = Client::open(server.url()).expect("an address");
        let mut listener = client.get_async_pubsub().await.expect("it answers");
        listener.psubscribe("*").await.expect("it lets listen");
        let connection = client.get_multiplexed_async_connection().await.expect("it answers");
        Self { connection, listener, server, _folder: folder }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// What was said since this was asked last, each message with its channel, sorted.
    pub(crate) async fn heard(&mut self) -> Vec<String> {
        let _: u32 = self.connection.publish("the end", "").await.expect("it is said");
        let mut heard = Vec::new();
        let mut messages = self.listener.on_message();
        while let Some(message) = messages.next().await {
            if message.get_channel_name() == "the end" {
                break;
            }
            heard.push(format!(
                "{} {}",
                message.get_channel_name(),
                String::from_utf8_lossy(message.get_payload_bytes())
            ));
        }
        heard.sort();
        heard
    }

    /// Every key with each of its members, a line each.
    pub(crate) async fn lines(&mut self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        let keys: Vec<String> = self.connection.keys("*").await.expect("keys are listed");
        for key in keys {
            let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut self.connection).await.expect("a type");
            match kind.as_str() {
                "zset" => {
                    // As texts: a number of 18 digits is more than a score can tell.
                    let members: Vec<String> = self.connection.zrange(&key, 0, -1).await.expect("a sorted set");
                    lines.extend(members.iter().map(|member| format!("{key} = {member}")));
                }
                "set" => {
                    let members: Vec<String> = self.connection.smembers(&key).await.expect("a set");
                    lines.extend(members.iter().map(|member| format!("{key} = {member}")));
                }
                _ => {
                    lines.insert(key);
                }
            }
        }
        lines
    }
}
