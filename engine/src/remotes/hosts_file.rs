//! The hosts file: names that are answered before DNS is asked.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::RemotesError;

/// The addresses per name, in lower case and without the final dot.
type Table = HashMap<String, Vec<IpAddr>>;

/// A hosts file that is read again when it changes.
pub(super) struct HostsFile {
    path: PathBuf,
    read: Mutex<Read>,
}

struct Read {
    stamp: Option<Stamp>,
    table: Arc<Table>,
}

/// What tells one state of the file from the next: its time of change and its length. `None` is no file.
type Stamp = (SystemTime, u64);

impl HostsFile {
    /// Reads the file; a missing one has no names.
    pub(super) fn new(path: &Path) -> Result<Self, RemotesError> {
        let failed = |source| RemotesError::HostsFile { path: path.to_owned(), source };
        let stamp = present(std::fs::metadata(path)).map_err(failed)?.map(|meta| stamp_of(&meta));
        let text = present(std::fs::read(path)).map_err(failed)?.unwrap_or_default();
        let read = Read { stamp, table: Arc::new(parse(&text)) };
        Ok(Self { path: path.to_owned(), read: Mutex::new(read) })
    }

    /// The addresses of a name, or `None` when the file does not know it.
    ///
    /// A file that cannot be read any more leaves the names as they were: losing them would send questions elsewhere.
    pub(super) async fn addresses_of(&self, host: &str) -> Option<Vec<IpAddr>> {
        if let Ok(found) = present(tokio::fs::metadata(&self.path).await) {
            let stamp = found.map(|meta| stamp_of(&meta));
            if stamp != self.lock().stamp
                && let Ok(text) = present(tokio::fs::read(&self.path).await)
            {
                let table = Arc::new(parse(&text.unwrap_or_default()));
                *self.lock() = Read { stamp, table };
            }
        }
        let table = Arc::clone(&self.lock().table);
        table.get(host.trim_end_matches('.')).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn stamp_of(meta: &std::fs::Metadata) -> Stamp {
    (meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), meta.len())
}

/// Lines of `address name…`; `#` begins a comment. Lines with anything else as address (a zone, a typing error) are passed over.
fn parse(text: &[u8]) -> Table {
    let mut table = Table::new();
    for line in String::from_utf8_lossy(text).lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let Some(address) = words.next().and_then(|word| word.parse::<IpAddr>().ok()) else { continue };
        for name in words {
            let addresses = table.entry(name.trim_end_matches('.').to_ascii_lowercase()).or_default();
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(all: &[&str]) -> Vec<IpAddr> {
        all.iter().map(|ip| ip.parse().expect("the test names addresses")).collect()
    }

    #[test]
    fn a_hosts_file_is_read_as_the_system_reads_it() {
        let table = parse(
            b"# comment\n127.0.0.1\tlocalhost\n::1 localhost ip6-localhost # more\n\n192.0.2.7  Alpha.Example beta.example.\r\n\
              fe80::1%lo0 zone\nnonsense here\n192.0.2.7 alpha.example\n\xff\n",
        );
        assert_eq!(table.get("localhost"), Some(&ips(&["127.0.0.1", "::1"])));
        assert_eq!(table.get("alpha.example"), Some(&ips(&["192.0.2.7"])));
        assert_eq!(table.get("beta.example"), Some(&ips(&["192.0.2.7"])));
        assert_eq!(table.len(), 4, "{table:?}");
    }

    #[tokio::test]
    async fn a_changed_file_is_read_again_and_a_missing_one_has_no_names() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("hosts");
        let hosts = HostsFile::new(&path)?;
        assert_eq!(hosts.addresses_of("a.example").await, None);
        std::fs::write(&path, "192.0.2.1 a.example\n")?;
        assert_eq!(hosts.addresses_of("a.example.").await, Some(ips(&["192.0.2.1"])));
        std::fs::write(&path, "192.0.2.22 a.example\n")?;
        assert_eq!(hosts.addresses_of("a.example").await, Some(ips(&["192.0.2.22"])));
        std::fs::remove_file(&path)?;
        assert_eq!(hosts.addresses_of("a.example").await, None);
        Ok(())
    }

    #[test]
    fn a_hosts_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let refused = HostsFile::new(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains(&folder.path().display().to_string()), "{refused}");
    }
}
