//! What a Mastodon server stores, as one measurement found it in the database: a file per word.
//!
//! Sizes are those of Mastodon's own columns, which know the original style of a file only; what a store really holds is more.

pub mod ages;
pub mod comparison;
pub mod growth;
pub mod money;
pub mod regret;
pub mod terms;

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::domain::Domain;
use crate::ids::RunId;
use crate::time::Millis;
pub use ages::Ages;
pub use comparison::Comparison;
pub use money::Money;
pub use regret::Regret;
pub use terms::Terms;

/// A kind of stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredKind {
    /// `accounts.avatar_…`
    Avatars,
    /// `accounts.header_…`
    Headers,
    /// `media_attachments`: the file and its thumbnail.
    Attachments,
    /// `custom_emojis`
    Emojis,
    /// `preview_cards`: pictures of pages that posts link to, which belong to no server.
    PreviewCards,
}

impl StoredKind {
    pub const ALL: [Self; 5] = [Self::Avatars, Self::Headers, Self::Attachments, Self::Emojis, Self::PreviewCards];
}

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Of this server and its members.
    Local,
    /// Copies from elsewhere.
    Remote,
}

/// How many files, and how much they take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub files: u64,
    pub bytes: Bytes,
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.files = self.files.saturating_add(other.files);
        self.bytes += other.bytes;
    }
}

/// One kind, by whose files they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub local: Amount,
    pub remote: Amount,
}

impl Share {
    #[must_use]
    pub fn total(self) -> Amount {
        let mut total = self.local;
        total += self.remote;
        total
    }
}

/// Everything that is stored, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stock {
    pub avatars: Share,
    pub headers: Share,
    pub attachments: Share,
    pub emojis: Share,
    pub preview_cards: Share,
}

impl Stock {
    #[must_use]
    pub fn of(&self, kind: StoredKind) -> Share {
        match kind {
            StoredKind::Avatars => self.avatars,
            StoredKind::Headers => self.headers,
            StoredKind::Attachments => self.attachments,
            StoredKind::Emojis => self.emojis,
            StoredKind::PreviewCards => self.preview_cards,
        }
    }

    pub fn add(&mut self, kind: StoredKind, origin: Origin, amount: Amount) {
        let share = match kind {
            StoredKind::Avatars => &mut self.avatars,
            StoredKind::Headers => &mut self.headers,
            StoredKind::Attachments => &mut self.attachments,
            StoredKind::Emojis => &mut self.emojis,
            StoredKind::PreviewCards => &mut self.preview_cards,
        };
        *match origin {
            Origin::Local => &mut share.local,
            Origin::Remote => &mut share.remote,
        } += amount;
    }

    /// All kinds, of everybody.
    #[must_use]
    pub fn total(&self) -> Amount {
        let mut total = Amount::default();
        for kind in StoredKind::ALL {
            total += self.of(kind).total();
        }
        total
    }

    /// Avatars and headers of other servers' accounts: what can be tidied.
    #[must_use]
    pub fn pictures(&self) -> Amount {
        let mut pictures = self.avatars.remote;
        pictures += self.headers.remote;
        pictures
    }
}

/// What is stored of one other server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerStock {
    pub domain: Domain,
    pub files: u64,
    pub avatars: Bytes,
    pub headers: Bytes,
    pub attachments: Bytes,
    pub emojis: Bytes,
}

impl ServerStock {
    #[must_use]
    pub fn empty(domain: Domain) -> Self {
        let (avatars, headers, attachments, emojis) = Default::default();
        Self { domain, files: 0, avatars, headers, attachments, emojis }
    }

    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.avatars + self.headers + self.attachments + self.emojis
    }

    /// Adds files of a kind; preview cards belong to no server and are left out.
    pub fn add(&mut self, kind: StoredKind, amount: Amount) {
        let part = match kind {
            StoredKind::Avatars => &mut self.avatars,
            StoredKind::Headers => &mut self.headers,
            StoredKind::Attachments => &mut self.attachments,
            StoredKind::Emojis => &mut self.emojis,
            StoredKind::PreviewCards => return,
        };
        *part += amount.bytes;
        self.files = self.files.saturating_add(amount.files);
    }
}

/// One whole measurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The run that measured.
    pub run: RunId,
    /// When it began; ages are counted up to this moment.
    pub measured_at: Millis,
    pub stock: Stock,
    pub ages: Ages,
    /// The servers of which most is stored, the largest first.
    pub servers: Vec<ServerStock>,
    pub regret: Regret,
}

/// What the storage itself held when it was listed last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub at: Millis,
    /// What the database said at that time.
    pub stock: Stock,
    pub comparison: Comparison,
}

/// An earlier measurement, as far as the line over time needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub at: Millis,
    pub stock: Stock,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_place_of_its_own_and_all_add_up() {
        let mut stock = Stock::default();
        for (n, kind) in (1..).zip(StoredKind::ALL) {
            stock.add(kind, Origin::Remote, Amount { files: n, bytes: Bytes(n * 10) });
            stock.add(kind, Origin::Local, Amount { files: 1, bytes: Bytes(1) });
            assert_eq!(stock.of(kind).remote, Amount { files: n, bytes: Bytes(n * 10) });
        }
        assert_eq!(stock.total(), Amount { files: 20, bytes: Bytes(155) });
        assert_eq!(stock.pictures(), Amount { files: 3, bytes: Bytes(30) });
    }

    #[test]
    fn a_preview_card_belongs_to_no_server() {
        let mut server = ServerStock::empty("a.example".parse().expect("a name"));
        for kind in StoredKind::ALL {
            server.add(kind, Amount { files: 2, bytes: Bytes(5) });
        }
        assert_eq!((server.files, server.bytes()), (8, Bytes(20)));
    }
}
