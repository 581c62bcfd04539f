//! Runs a command with a private PostgreSQL and a private Redis, and ends as the command ended.
//!
//! `with-services COMMAND…`: the addresses are in `GROUNDSKEEPER_TEST_POSTGRES` and `GROUNDSKEEPER_TEST_REDIS`. Services that the
//! caller already provides in both variables are used as they are.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use anyhow::{Context, bail};
use simulator::services::{POSTGRES, REDIS, TestServices};
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A file system in memory, on Linux.
const MEMORY: &str = "/dev/shm";
/// Bytes that the services may come to hold, most of them in the databases of benchmarks.
const PLENTY: u64 = 8 << 30;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let mut words = env::args_os().skip(1);
    let Some(program) = words.next() else {
        bail!("which command? usage: with-services COMMAND…");
    };
    let mut command = Command::new(&program);
    command.args(words);
    let provided = env::var_os(POSTGRES).is_some() && env::var_os(REDIS).is_some();
    let services = if provided { None } else { Some(TestServices::start(&folder()?)?) };
    command.envs(services.iter().flat_map(TestServices::variables));
    // Before the command starts: told to end before that was heard, the services would be left.
    let signals = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let child = command.spawn().with_context(|| format!("{} cannot be run", program.display()))?;
    let status = wait(child, signals).await?;
    drop(services);
    Ok(exit_code(status))
}

/// In memory where there is plenty of it: databases that live for one test need no disk, and making one writes thousands of files.
/// Otherwise in the build folder, which is found from this program: it lies in `target/<profile>`.
fn folder() -> anyhow::Result<PathBuf> {
    if let Ok(memory) = rustix::fs::statvfs(MEMORY)
        && memory.f_bavail.saturating_mul(memory.f_frsize) >= PLENTY
    {
        let user = rustix::process::getuid().as_raw();
        return Ok(Path::new(MEMORY).join(format!("groundskeeper-services-{user}")));
    }
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).context("this program must lie in the build folder")?;
    Ok(target.join("services"))
}

/// Waits for the command. A signal to end is passed on, so that the command may end in order and the services after it.
async fn wait(mut child: Child, (mut interrupt, mut terminate): (Signal, Signal)) -> anyhow::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return Ok(status?),
            // A terminal sends Ctrl-C to the command as well.
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {
                if let Some(pid) = child.id() {
                    Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
                }
            }
        }
    }
}

/// The command's own status; 128 and the number of the signal that ended it, as a shell says it.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
