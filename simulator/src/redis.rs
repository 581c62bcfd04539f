//! A Redis server of our own, made from the system's program.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A Redis server on a free port of loopback that keeps nothing and stops when this value is dropped.
#[derive(Debug)]
pub struct PrivateRedis {
    process: Child,
    port: u16,
}

/// Why a private Redis could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RedisError {
    #[error("redis-server cannot be run; run scripts/setup")]
    Run(#[source] io::Error),
    #[error("the folder for Redis cannot be made")]
    Folder(#[source] io::Error),
    #[error("no free port on loopback")]
    NoPort(#[source] io::Error),
    #[error("redis-server did not answer within 20 seconds")]
    Silent,
    #[error("redis-server was not understood")]
    Refused(#[source] ::redis::RedisError),
}

impl PrivateRedis {
    /// Starts a server that works in `dir`, where it leaves `redis.pid` and nothing else.
    ///
    /// # Errors
    /// When redis-server is not installed or does not come up.
    pub fn start(dir: &Path) -> Result<Self, RedisError> {
        fs::create_dir_all(dir).map_err(RedisError::Folder)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(RedisError::NoPort)?;
        let port = listener.local_addr().map_err(RedisError::NoPort)?.port();
        drop(listener);
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"])
            .args(["--port", &port.to_string(), "--pidfile", "redis.pid", "--dir", "."])
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C in a terminal is for the command that uses the server; the server ends after it.
            .process_group(0)
            .spawn()
            .map_err(RedisError::Run)?;
        fs::write(dir.join("redis.pid"), process.id().to_string()).map_err(RedisError::Folder)?;
        let redis = Self { process, port };
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if Instant::now() > deadline {
                return Err(RedisError::Silent);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(redis)
    }

    /// Its address, as Mastodon writes it in `REDIS_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        // It holds nothing worth a farewell; both calls fail only when it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
