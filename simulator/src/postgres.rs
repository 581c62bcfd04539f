//! A PostgreSQL server of our own, made from the system's programs.

pub(crate) mod leftover;
pub(crate) mod owner;
pub(crate) mod programs;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use owner::Owner;
use programs::Programs;

/// What a private PostgreSQL promises about its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The data survives a crash and is found again at the next start (demo).
    Kept,
    /// Nothing is ever flushed, there are 300 connections and no autovacuum (tests, benchmarks).
    Disposable,
}

/// A PostgreSQL server on a free port of loopback that stops when this value is dropped.
///
/// Its superuser is `postgres`, without a password: it is for simulated data only. As root it runs as the system's user `postgres`,
/// because PostgreSQL refuses root.
#[derive(Debug)]
pub struct PrivatePostgres {
    data: PathBuf,
    port: u16,
    programs: Programs,
    owner: Owner,
    durability: Durability,
}

/// Why a private PostgreSQL could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    #[error(
        "PostgreSQL is not installed: neither PATH nor /usr/lib/postgresql has initdb and pg_ctl; run scripts/setup"
    )]
    NotInstalled,
    #[error(
        "PostgreSQL refuses to run as root and this machine has no user “postgres”; install PostgreSQL from the system's packages"
    )]
    NoUser,
    #[error("the folder {0} cannot be prepared for PostgreSQL")]
    Folder(PathBuf, #[source] io::Error),
    #[error("no free port on loopback")]
    NoPort(#[source] io::Error),
    #[error("{program} cannot be run")]
    Run { program: &'static str, source: io::Error },
    #[error("{program} failed; every folder above the data must let the user “postgres” pass: {said}")]
    Failed { program: &'static str, said: String },
}

impl PrivatePostgres {
    /// Starts a server whose data, log and socket are inside `dir`, making them where they are absent.
    ///
    /// Data that is there is kept; a server left over by a killed process is stopped first.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, the folder cannot be used, or the server does not come up.
    pub fn start(dir: &Path, durability: Durability) -> Result<Self, PostgresError> {
        let programs = Programs::find().ok_or(PostgresError::NotInstalled)?;
        let owner = Owner::of_this_process()?;
        let in_folder = |source| PostgresError::Folder(dir.to_owned(), source);
        fs::create_dir_all(dir).map_err(in_folder)?;
        let dir = fs::canonicalize(dir).map_err(in_folder)?;
        owner.give(&dir).map_err(in_folder)?;
        let data = dir.join("data");
        if data.join("PG_VERSION").exists() {
            leftover::stop(&data, &programs, &owner)?;
        } else {
            run(
                "initdb",
                owner.command(&programs.initdb).arg("--pgdata").arg(&data).args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ]),
            )?;
        }
        Self::start_on_a_free_port(&dir, data, programs, owner, durability)
    }

    /// Another process may take the port between our look and PostgreSQL's, so a few are tried.
    fn start_on_a_free_port(
        dir: &Path,
        data: PathBuf,
        programs: Programs,
        owner: Owner,
        durability: Durability,
    ) -> Result<Self, PostgresError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let port = free_port().map_err(PostgresError::NoPort)?;
            let started = run(
                "pg_ctl",
                owner
                    .command(&programs.pg_ctl)
                    .args(["start", "--wait", "--silent", "--timeout=60", "--pgdata"])
                    .arg(&data)
                    .arg("--log")
                    .arg(dir.join("log"))
                    .arg("--options")
                    .arg(options(dir, port, durability)),
            );
            match started {
                Ok(()) => return Ok(Self { data, port, programs, owner, durability }),
                Err(_) if tries < 3 => {}
                Err(PostgresError::Failed { program, said }) => {
                    let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
                    let last: Vec<&str> = log.lines().rev().take(5).collect();
                    let said = format!("{said} {}", last.into_iter().rev().collect::<Vec<_>>().join(" "));
                    return Err(PostgresError::Failed { program, said });
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of one of its databases, for its superuser.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let mode = match self.durability {
            Durability::Kept => "fast",
            Durability::Disposable => "immediate",
        };
        if let Err(error) = stop(&self.programs, &self.owner, &self.data, mode) {
            tracing::warn!(%error, "the private PostgreSQL did not stop");
        }
    }
}

fn options(dir: &Path, port: u16, durability: Durability) -> String {
    // A path of a Unix socket has at most 107 bytes; a deeper folder goes without.
    let socket = format!("{}/.s.PGSQL.{port}", dir.display());
    let socket_dir = if socket.len() <= 100 { dir.display().to_string() } else { String::new() };
    let mut options = format!("-h 127.0.0.1 -p {port} -k '{socket_dir}'");
    if durability == Durability::Disposable {
        options += " -F -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c autovacuum=off \
            -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c checkpoint_timeout=1h";
    }
    options
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn stop(programs: &Programs, owner: &Owner, data: &Path, mode: &str) -> Result<(), PostgresError> {
    let mut command = owner.command(&programs.pg_ctl);
    run("pg_ctl", command.args(["stop", "--wait", "--silent", "--mode", mode, "--pgdata"]).arg(data))
}

/// Runs a program to its end; what it said is kept for the error.
fn run(program: &'static str, command: &mut Command) -> Result<(), PostgresError> {
    let output = command.stdin(Stdio::null()).output().map_err(|source| PostgresError::Run { program, source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(PostgresError::Failed { program, said: String::from_utf8_lossy(&said).trim().to_owned() })
}
