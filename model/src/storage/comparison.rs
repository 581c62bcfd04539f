//! What the storage itself holds, object by object, against what the database says of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Amount, StoredKind};
use crate::bytes::Bytes;
use crate::time::{DAY_MS, Millis};

/// Objects named as examples, of each sort.
pub const EXAMPLES: usize = 20;
/// What lay down later than this before the run is left to itself: Mastodon stores a file before its row is there for everybody.
pub const SETTLING_MS: i64 = DAY_MS;

/// What the row says whose id is in the place of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// It holds this very file, in whatever style.
    Holds,
    /// It is there and holds another file, or none.
    HoldsAnother,
    /// There is no such row.
    Gone,
}

/// Whose an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Owned,
    /// No row leads to it, so nobody can be shown it and Mastodon will never remove it.
    Orphan,
    /// Nobody's, yet too young to tell, or waiting in the removal journal.
    Pending,
}

/// Says whose an object is that lies in one of Mastodon's places. In doubt it is somebody's.
///
/// Differs from `tootctl media remove-orphans`, which knows no age: here an object has to lie for a day, and one of which only the
/// style or the format is not the expected one belongs to its row.
#[must_use]
pub fn judge(row: Row, last_modified: Millis, in_journal: bool, now: Millis) -> Standing {
    match row {
        Row::Holds => Standing::Owned,
        Row::HoldsAnother | Row::Gone if in_journal || last_modified.plus_ms(SETTLING_MS) > now => Standing::Pending,
        Row::HoldsAnother | Row::Gone => Standing::Orphan,
    }
}

/// Why orphans were found and all of them left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brake {
    /// Nothing at all belongs to this Mastodon: it is another one's storage, or the wrong database.
    NothingIsOurs,
    /// More of what lies there would go than the options allow.
    TooMany,
}

/// What one listing found. Only examples are named, so its size depends on no number of objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comparison {
    /// What a row leads to, every style of it.
    pub owned: BTreeMap<StoredKind, Amount>,
    pub orphans: BTreeMap<StoredKind, Amount>,
    pub pending: Amount,
    /// What lies in no place of these kinds: the site's own pictures, exports, or nothing of Mastodon's. Always left alone.
    pub unknown: Amount,
    pub orphan_examples: Vec<String>,
    pub unknown_examples: Vec<String>,
}

impl Comparison {
    /// Takes in an object of a kind.
    pub fn add(&mut self, kind: StoredKind, standing: Standing, key: &str, amount: Amount) {
        match standing {
            Standing::Owned => *self.owned.entry(kind).or_default() += amount,
            Standing::Pending => self.pending += amount,
            Standing::Orphan => {
                *self.orphans.entry(kind).or_default() += amount;
                name(&mut self.orphan_examples, key);
            }
        }
    }

    /// Takes in an object that lies in no known place.
    pub fn add_unknown(&mut self, key: &str, amount: Amount) {
        self.unknown += amount;
        name(&mut self.unknown_examples, key);
    }

    #[must_use]
    pub fn all_owned(&self) -> Amount {
        sum(&self.owned)
    }

    #[must_use]
    pub fn all_orphans(&self) -> Amount {
        sum(&self.orphans)
    }

    /// What is left of it once orphans of these amounts are gone. Examples are named only while none went.
    #[must_use]
    pub fn without(mut self, gone: &BTreeMap<StoredKind, Amount>) -> Self {
        for (kind, gone) in gone {
            if let Some(left) = self.orphans.get_mut(kind) {
                left.files = left.files.saturating_sub(gone.files);
                left.bytes = Bytes(left.bytes.0.saturating_sub(gone.bytes.0));
            }
        }
        self.orphans.retain(|_, left| left.files > 0);
        if !gone.is_empty() {
            self.orphan_examples.clear();
        }
        self
    }

    /// What keeps orphans from being removed, when at most so many percent of the objects in Mastodon's places may be.
    #[must_use]
    pub fn brake(&self, most_percent: u32) -> Option<Brake> {
        let (owned, orphans) = (self.all_owned().files, self.all_orphans().files);
        let known = owned.saturating_add(orphans).saturating_add(self.pending.files);
        if orphans == 0 {
            None
        } else if owned == 0 {
            Some(Brake::NothingIsOurs)
        } else {
            let too_many = u128::from(orphans) * 100 > u128::from(known) * u128::from(most_percent);
            too_many.then_some(Brake::TooMany)
        }
    }
}

fn sum(amounts: &BTreeMap<StoredKind, Amount>) -> Amount {
    let mut sum = Amount::default();
    for amount in amounts.values() {
        sum += *amount;
    }
    sum
}

fn name(examples: &mut Vec<String>, key: &str) {
    if examples.len() < EXAMPLES {
        examples.push(key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_780_000_000_000);

    #[test]
    fn only_what_nobody_holds_for_a_day_is_an_orphan() {
        let (old, young) = (Millis(NOW.0 - SETTLING_MS), Millis(NOW.0 - SETTLING_MS + 1));
        let cases = [
            (Row::Holds, old, false, Standing::Owned),
            (Row::Holds, young, true, Standing::Owned),
            (Row::Gone, old, false, Standing::Orphan),
            (Row::Gone, young, false, Standing::Pending),
            (Row::Gone, old, true, Standing::Pending),
            (Row::HoldsAnother, old, false, Standing::Orphan),
            (Row::HoldsAnother, young, false, Standing::Pending),
            (Row::HoldsAnother, old, true, Standing::Pending),
            // A clock that is ahead of ours makes nothing old.
            (Row::Gone, Millis(NOW.0 + 5), false, Standing::Pending),
            (Row::Gone, Millis(i64::MAX), false, Standing::Pending),
        ];
        for (row, modified, in_journal, standing) in cases {
            assert_eq!(judge(row, modified, in_journal, NOW), standing, "{row:?} {modified:?} {in_journal}");
        }
    }

    fn found(owned: u64, orphans: u64, pending: u64) -> Comparison {
        let mut found = Comparison::default();
        let mut add = |standing, count| {
            for n in 0..count {
                let key = format!("{standing:?}/{n}");
                found.add(StoredKind::Avatars, standing, &key, Amount { files: 1, bytes: Bytes(10) });
            }
        };
        add(Standing::Owned, owned);
        add(Standing::Orphan, orphans);
        add(Standing::Pending, pending);
        found
    }

    #[test]
    fn the_brake_holds_what_is_too_much_and_all_of_a_foreign_storage() {
        let cases = [
            (found(90, 10, 0), 10, None),
            (found(90, 11, 0), 10, Some(Brake::TooMany)),
            (found(80, 10, 10), 10, None),
            (found(1, 99, 0), 99, None),
            (found(1, 99, 0), 98, Some(Brake::TooMany)),
            (found(0, 1, 0), 100, Some(Brake::NothingIsOurs)),
            (found(0, 0, 5), 0, None),
            (found(5, 1, 0), 0, Some(Brake::TooMany)),
        ];
        for (found, percent, brake) in cases {
            assert_eq!(found.brake(percent), brake, "{found:?} at {percent} %");
        }
    }

    #[test]
    fn what_went_is_no_orphan_any_more() {
        let gone = |files, bytes| BTreeMap::from([(StoredKind::Avatars, Amount { files, bytes: Bytes(bytes) })]);
        let left = found(5, 4, 0).without(&gone(3, 30));
        assert_eq!((left.all_orphans(), left.all_owned().files), (Amount { files: 1, bytes: Bytes(10) }, 5));
        assert_eq!(found(5, 4, 0).without(&gone(4, 40)).orphans, BTreeMap::new());
        assert_eq!(found(5, 4, 0).without(&BTreeMap::new()), found(5, 4, 0));
    }

    #[test]
    fn sums_are_whole_and_examples_are_few() {
        let mut found = found(2, 50, 1);
        found.add_unknown("backups/dumps/1", Amount { files: 1, bytes: Bytes(7) });
        assert_eq!((found.all_orphans().files, found.all_orphans().bytes), (50, Bytes(500)));
        assert_eq!((found.orphan_examples.len(), found.unknown.files), (EXAMPLES, 1));
        let json = serde_json::to_string(&found).expect("is written");
        assert_eq!(serde_json::from_str::<Comparison>(&json).expect("is read"), found);
    }
}
