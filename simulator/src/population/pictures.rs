//! Pictures on disk: real ones, drawn out to a believable length with a hole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tokio::task::JoinSet;

use super::PopulationError;
use super::person::Picture;
use crate::world::Kind;
use crate::world::files::Place;

/// A file to be written.
#[derive(Debug)]
struct Order {
    key: String,
    kind: Kind,
    size: u32,
}

/// Writes files beside the database, a batch at a time.
#[derive(Debug)]
pub(crate) struct Pictures {
    root: PathBuf,
    orders: Vec<Order>,
    at_work: JoinSet<io::Result<()>>,
    files: u64,
    bytes: u64,
}

/// As many files as one batch has.
const BATCH: usize = 2_000;

impl Pictures {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, orders: Vec::new(), at_work: JoinSet::new(), files: 0, bytes: 0 }
    }

    /// A file of every style a profile picture or an emoji of that kind has.
    pub(crate) fn store(&mut self, place: Place<'_>, picture: &Picture, still: bool) {
        self.order(place.key("original", &picture.name), picture.kind, picture.size);
        if still {
            let stem = picture.name.split('.').next().unwrap_or(&picture.name);
            self.order(place.key("static", &format!("{stem}.png")), Kind::Png, picture.size / 3);
        }
    }

    pub(crate) fn order(&mut self, key: String, kind: Kind, size: u32) {
        self.files += 1;
        self.bytes += u64::from(size).max(kind.bytes().len() as u64);
        self.orders.push(Order { key, kind, size });
    }

    /// Starts on what was ordered, if it is a batch, and waits for one of those at work when there are enough.
    pub(crate) async fn proceed(&mut self) -> Result<(), PopulationError> {
        if self.orders.len() >= BATCH {
            self.start();
        }
        while self.at_work.len() > 2 {
            self.finish_one().await?;
        }
        Ok(())
    }

    /// Writes the rest. Gives the number of files and the sum of their lengths.
    pub(crate) async fn finish(mut self) -> Result<(u64, u64), PopulationError> {
        self.start();
        while !self.at_work.is_empty() {
            self.finish_one().await?;
        }
        Ok((self.files, self.bytes))
    }

    fn start(&mut self) {
        let (root, orders) = (self.root.clone(), std::mem::take(&mut self.orders));
        self.at_work.spawn_blocking(move || orders.iter().try_for_each(|order| write(&root, order)));
    }

    async fn finish_one(&mut self) -> Result<(), PopulationError> {
        match self.at_work.join_next().await {
            Some(Ok(result)) => result.map_err(PopulationError::Files),
            Some(Err(error)) => Err(PopulationError::Files(io::Error::other(error))),
            None => Ok(()),
        }
    }
}

fn write(root: &Path, order: &Order) -> io::Result<()> {
    let path = root.join(&order.key);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    let mut file = File::create(path)?;
    file.write_all(order.kind.bytes())?;
    file.set_len(u64::from(order.size).max(order.kind.bytes().len() as u64))
}
