//! A server that outlived the process that started it.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;

use super::PostgresError;
use super::owner::Owner;
use super::programs::Programs;

/// Stops the server that still runs on `data`, or removes the lock file of one that does not.
///
/// A lock file alone proves nothing: after a reboot its process id may be anybody's. So the process must have `data` as its folder,
/// and its port must answer; otherwise the file is stale.
pub(crate) fn stop(data: &Path, programs: &Programs, owner: &Owner) -> Result<(), PostgresError> {
    let lock = data.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&lock) else {
        return Ok(());
    };
    let mut lines = text.lines();
    let pid: Option<u32> = lines.next().and_then(|line| line.trim().parse().ok());
    let port: Option<u16> = lines.nth(2).and_then(|line| line.trim().parse().ok());
    let ours = pid.is_some_and(|pid| works_in(pid, data));
    if ours && port.is_some_and(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()) {
        return super::stop(programs, owner, data, "fast");
    }
    match fs::remove_file(&lock) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(PostgresError::Folder(data.to_owned(), error)),
        _ => Ok(()),
    }
}

/// Whether a process lives that has `folder` as its working folder; where that cannot be seen, whether its port answers decides.
pub(crate) fn works_in(pid: u32, folder: &Path) -> bool {
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => cwd == folder,
        Err(_) => !Path::new("/proc/self").exists(),
    }
}
