//! Where Mastodon's database is.

use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;
use url::Url;

use super::{SettingsFault, text};
use crate::env_file::Env;

/// How to reach the database: `DATABASE_URL` where it says something, else the `DB_…` variables, else Mastodon's own defaults.
#[derive(Clone, Debug)]
pub struct Database {
    pub host: Host,
    pub port: u16,
    pub user: String,
    pub password: SecretString,
    pub name: String,
    pub ssl_mode: SslMode,
    /// Whether a connection may keep statements: not behind a PgBouncer that shares connections out by transaction.
    pub prepared_statements: bool,
}

/// A machine, or the folder of a Unix socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    Name(String),
    SocketFolder(PathBuf),
}

/// What the connection must be protected by, in libpq's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl FromStr for SslMode {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return Err("must be disable, allow, prefer, require, verify-ca or verify-full".to_owned()),
        })
    }
}

impl From<&str> for Host {
    /// As libpq reads it: a path is the folder of a socket, and nothing is the usual folder.
    fn from(host: &str) -> Self {
        match host {
            "" => Self::SocketFolder("/var/run/postgresql".into()),
            path if path.starts_with('/') => Self::SocketFolder(path.into()),
            name => Self::Name(name.to_owned()),
        }
    }
}

/// Mirrors config/database.yml and Rails' merging of `DATABASE_URL` into it.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<Database> {
    let url = text(env, "DATABASE_URL").map(Parts::of_url).transpose().unwrap_or_else(|sentence| {
        faults.push(SettingsFault::new("DATABASE_URL", sentence));
        None
    });
    let url = url.unwrap_or_default();
    let port = match text(env, "DB_PORT").map(str::parse) {
        Some(Err(_)) => {
            faults.push(SettingsFault::new("DB_PORT", "must be the number of a port, 1 to 65535"));
            None
        }
        Some(Ok(port)) => Some(port),
        None => Some(5432),
    };
    let ssl_mode = match text(env, "DB_SSLMODE").map(SslMode::from_str) {
        Some(Err(sentence)) => {
            faults.push(SettingsFault::new("DB_SSLMODE", sentence));
            None
        }
        Some(Ok(mode)) => Some(mode),
        None => Some(SslMode::Prefer),
    };
    let own = |variable: &str, default: &str| env.get(variable).map_or(default, |v| v.trim()).to_owned();
    Some(Database {
        host: url.host.unwrap_or_else(|| Host::from(own("DB_HOST", "localhost").as_str())),
        port: url.port.or(port)?,
        user: url.user.unwrap_or_else(|| own("DB_USER", "mastodon")),
        password: url.password.unwrap_or_else(|| env.get("DB_PASS").cloned().unwrap_or_default()).into(),
        name: url.name.unwrap_or_else(|| own("DB_NAME", "mastodon_production")),
        ssl_mode: url.ssl_mode.or(ssl_mode)?,
        prepared_statements: url.prepared_statements.unwrap_or_else(|| says_yes(&own("PREPARED_STATEMENTS", "true"))),
    })
}

/// Everything but a clear yes is a no, which is right everywhere and only slower.
fn says_yes(word: &str) -> bool {
    word.eq_ignore_ascii_case("true")
}

/// What an address says; what it leaves out, the other variables say.
#[derive(Default)]
struct Parts {
    host: Option<Host>,
    port: Option<u16>,
    user: Option<String>,
    password: Option<String>,
    name: Option<String>,
    ssl_mode: Option<SslMode>,
    prepared_statements: Option<bool>,
}

impl Parts {
    fn of_url(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|fault| format!("is not an address ({fault})"))?;
        if !matches!(url.scheme(), "postgres" | "postgresql" | "postgis") {
            return Err("must begin with postgres://".to_owned());
        }
        let plain = |part: &str| decoded(part).filter(|part| !part.is_empty());
        let mut parts = Self {
            host: url.host_str().and_then(plain).map(|host| Host::from(host.as_str())),
            port: url.port(),
            user: plain(url.username()),
            password: url.password().and_then(plain),
            name: plain(url.path().trim_start_matches('/')),
            ssl_mode: None,
            prepared_statements: None,
        };
        for (key, value) in url.query_pairs() {
            match &*key {
                "host" => parts.host = Some(Host::from(&*value)),
                "sslmode" => parts.ssl_mode = Some(value.parse().map_err(|fault| format!("sslmode {fault}"))?),
                "prepared_statements" => parts.prepared_statements = Some(says_yes(&value)),
                _ => {}
            }
        }
        Ok(parts)
    }
}

/// Text of which `%41` stands for `A`.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::env_file;

    fn database(text: &str) -> Database {
        let mut faults = Vec::new();
        let database = read(&env_file::parse(text).expect("is read"), &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        database.expect("is usable")
    }

    #[test]
    fn mastodons_defaults_hold() {
        let database = database("");
        assert_eq!(database.host, Host::Name("localhost".into()));
        assert_eq!((database.port, database.ssl_mode), (5432, SslMode::Prefer));
        assert_eq!((database.user.as_str(), database.name.as_str()), ("mastodon", "mastodon_production"));
        assert_eq!(database.password.expose_secret(), "");
    }

    #[test]
    fn a_path_is_the_folder_of_a_socket() {
        assert_eq!(database("DB_HOST=/run/pg").host, Host::SocketFolder("/run/pg".into()));
        assert_eq!(database("DB_HOST=").host, Host::SocketFolder("/var/run/postgresql".into()));
        assert_eq!(database("DATABASE_URL=postgres:///x?host=/run/pg").host, Host::SocketFolder("/run/pg".into()));
        assert_eq!(database("DATABASE_URL=postgres://%2Frun%2Fpg/x").host, Host::SocketFolder("/run/pg".into()));
    }

    #[test]
    fn the_database_url_wins_where_it_says_something() {
        let database = database(
            "DB_HOST=other\nDB_PORT=6432\nDB_USER=someone\nDB_NAME=else\nDATABASE_URL='postgresql://u:p%40ss@db/live?sslmode=require'",
        );
        assert_eq!(database.host, Host::Name("db".into()));
        assert_eq!((database.user.as_str(), database.name.as_str()), ("u", "live"));
        assert_eq!(database.password.expose_secret(), "p@ss");
        assert_eq!((database.port, database.ssl_mode), (6432, SslMode::Require));
    }

    #[test]
    fn statements_are_kept_unless_somebody_says_otherwise() {
        let cases = [
            ("", true),
            ("PREPARED_STATEMENTS=true", true),
            ("PREPARED_STATEMENTS=false", false),
            ("PREPARED_STATEMENTS=off", false),
            ("DATABASE_URL=postgres://db/live?prepared_statements=false", false),
            ("PREPARED_STATEMENTS=false\nDATABASE_URL=postgres://db/live?prepared_statements=true", true),
        ];
        for (text, expected) in cases {
            assert_eq!(database(text).prepared_statements, expected, "{text}");
        }
    }
}
