//! One Redis, found anew after it was lost.

use std::fmt;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{AsyncConnectionConfig, Client, Cmd, ConnectionAddr, FromRedisValue, IntoConnectionInfo, Pipeline};
use redis::{RedisConnectionInfo, RedisError, Script};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::settings::{RedisPlace, RedisServer};

/// How long it may take to answer. A removal waits for it, so this is short.
const PATIENCE: Duration = Duration::from_secs(3);

/// A Redis and the connection to it, if there is one.
pub(crate) struct Node {
    server: RedisServer,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Node {
    pub(crate) fn new(server: RedisServer) -> Self {
        Self { server, connection: Mutex::default() }
    }

    pub(crate) async fn send(&self, pipe: &Pipeline) -> Result<(), RedisError> {
        let mut connection = self.connection().await?;
        let sent = pipe.exec_async(&mut connection).await;
        self.lose_after(sent).await
    }

    /// Asks it something.
    pub(crate) async fn ask<T: FromRedisValue>(&self, question: &Cmd) -> Result<T, RedisError> {
        let mut connection = self.connection().await?;
        let answer = question.query_async(&mut connection).await;
        self.lose_after(answer).await
    }

    /// Asks it several things at once.
    pub(crate) async fn ask_all<T: FromRedisValue>(&self, questions: &Pipeline) -> Result<T, RedisError> {
        let mut connection = self.connection().await?;
        let answers = questions.query_async(&mut connection).await;
        self.lose_after(answers).await
    }

    /// Makes sure that it knows a script.
    pub(crate) async fn load(&self, script: &Script) -> Result<(), RedisError> {
        let mut connection = self.connection().await?;
        let loaded = script.load_async(&mut connection).await.map(|_| ());
        self.lose_after(loaded).await
    }

    /// After an error nobody knows what state the connection is in, and a master may have become a replica.
    async fn lose_after<T>(&self, result: Result<T, RedisError>) -> Result<T, RedisError> {
        if result.is_err() {
            *self.connection.lock().await = None;
        }
        result
    }

    async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut held = self.connection.lock().await;
        if let Some(connection) = &*held {
            return Ok(connection.clone());
        }
        let connection = connect(&self.server).await?;
        *held = Some(connection.clone());
        Ok(connection)
    }
}

async fn connect(server: &RedisServer) -> Result<MultiplexedConnection, RedisError> {
    let patience =
        AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
    let address = match &server.place {
        RedisPlace::Server { host, port, tls: false } => ConnectionAddr::Tcp(host.clone(), *port),
        RedisPlace::Server { host, port, tls: true } => {
            ConnectionAddr::TcpTls { host: host.clone(), port: *port, insecure: false, tls_params: None }
        }
        RedisPlace::Socket(path) => ConnectionAddr::Unix(path.clone()),
        RedisPlace::Sentinels { sentinels, master, user, password } => {
            let addresses = sentinels.iter().map(|(host, port)| ConnectionAddr::Tcp(host.clone(), *port));
            let mut builder = SentinelClientBuilder::new(addresses, master, SentinelServerType::Master)?
                .set_client_to_redis_db(server.database);
            if let Some(user) = &server.user {
                builder = builder.set_client_to_redis_username(user);
            }
            if let Some(password) = &server.password {
                builder = builder.set_client_to_redis_password(password.expose_secret());
            }
            if let Some(user) = user {
                builder = builder.set_client_to_sentinel_username(user);
            }
            if let Some(password) = password {
                builder = builder.set_client_to_sentinel_password(password.expose_secret());
            }
            return builder.build()?.get_async_connection_with_config(&patience).await;
        }
    };
    let mut who = RedisConnectionInfo::default().set_db(server.database);
    if let Some(user) = &server.user {
        who = who.set_username(user);
    }
    if let Some(password) = &server.password {
        who = who.set_password(password.expose_secret());
    }
    let client = Client::open(address.into_connection_info()?.set_redis_settings(who))?;
    client.get_multiplexed_async_connection_with_config(&patience).await
}
