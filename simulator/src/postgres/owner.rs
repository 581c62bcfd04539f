//! As whom PostgreSQL runs.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::PostgresError;

/// The user that owns the data and runs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Whoever we are.
    Ourselves,
    /// The system's user `postgres`, because we are root.
    Postgres { uid: u32, gid: u32 },
}

impl Owner {
    /// Ourselves, or `postgres` when we are root.
    ///
    /// # Errors
    /// [`PostgresError::NoUser`] when we are root and there is no user `postgres`.
    pub(crate) fn of_this_process() -> Result<Self, PostgresError> {
        // /proc/self belongs to the user we act as; a system without it is not one where tests run as root.
        let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        if !root {
            return Ok(Self::Ourselves);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        users.lines().find_map(postgres_of).ok_or(PostgresError::NoUser)
    }

    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // PostgreSQL's own variables would lead its programs to another server.
        for variable in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS"] {
            command.env_remove(variable);
        }
        if let Self::Postgres { uid, gid } = self {
            command.uid(uid).gid(gid).current_dir("/");
        }
        command
    }

    pub(super) fn give(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Postgres { uid, gid } => chown(folder, Some(uid), Some(gid)),
        }
    }
}

fn postgres_of(line: &str) -> Option<Owner> {
    let mut fields = line.split(':');
    if fields.next()? != "postgres" {
        return None;
    }
    Some(Owner::Postgres { uid: fields.nth(1)?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_postgres_is_read_from_the_list_of_users() {
        let line = "postgres:x:105:110:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";
        assert_eq!(postgres_of(line), Some(Owner::Postgres { uid: 105, gid: 110 }));
        assert_eq!(postgres_of("postgresql:x:1:1::/:/bin/sh"), None);
    }
}
