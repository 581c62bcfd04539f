//! Files that Mastodon forgot: attachments of posts that are gone, with no row left that leads to them.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use model::Millis;
use model::time::DAY_MS;
use rand::Rng;

use super::Population;
use super::chance::{Stream, chance};
use crate::world::Kind;
use crate::world::files::Place;

impl Population {
    /// Leaves so many forgotten attachments below `files`, each of them some weeks older than `now`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn leave_orphans(&self, files: &Path, count: u32, now: Millis) -> io::Result<()> {
        for n in 0..count {
            let mut chance = chance(self.seed, Stream::Orphans, n.into());
            let at = now.plus_ms(-chance.random_range(21..300) * DAY_MS);
            // As Mastodon makes ids: the moment, and a number of its own.
            let id = (at.0 << 16) + i64::from(n % 65_536);
            let place = Place { folder: "media_attachments/files", id, cached: true };
            let path = files.join(place.key("original", &format!("{:016x}.jpeg", chance.random::<u64>())));
            fs::create_dir_all(path.parent().unwrap_or(files))?;
            fs::write(&path, Kind::Jpeg.bytes())?;
            let file = File::options().write(true).open(&path)?;
            file.set_len(chance.random_range(40_000..900_000))?;
            file.set_modified(UNIX_EPOCH + Duration::from_millis(at.0.unsigned_abs()))?;
        }
        Ok(())
    }
}
