//! A size of stored data that prints itself.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// A number of bytes, printed in decimal units as people read them: "412 MB", "1.9 GB", "nothing" is left to the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes(pub u64);

impl Bytes {
    pub const ZERO: Self = Self(0);

    /// A column of PostgreSQL (`int4`/`int8`, possibly absent or damaged) as a size; negative counts as zero.
    #[must_use]
    pub fn from_column(value: Option<i64>) -> Self {
        Self(value.and_then(|v| u64::try_from(v).ok()).unwrap_or(0))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KB: u64 = 1_000;
        const MB: u64 = 1_000_000;
        const GB: u64 = 1_000_000_000;
        const TB: u64 = 1_000_000_000_000;
        let tenths = |unit: u64| (self.0 + unit / 20) / (unit / 10);
        match self.0 {
            0..KB => write!(f, "{} bytes", self.0),
            KB..999_500 => write!(f, "{} KB", (self.0 + KB / 2) / KB),
            999_500..999_500_000 => write!(f, "{} MB", (self.0 + MB / 2) / MB),
            999_500_000..999_950_000_000 => write!(f, "{}.{} GB", tenths(GB) / 10, tenths(GB) % 10),
            _ => write!(f, "{}.{} TB", tenths(TB) / 10, tenths(TB) % 10),
        }
    }
}

impl Add for Bytes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_prints_itself_in_the_unit_people_read() {
        let cases = [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_500, "2 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (412_300_000, "412 MB"),
            (999_500_000, "1.0 GB"),
            (1_949_999_999, "1.9 GB"),
            (41_260_000_000, "41.3 GB"),
            (1_250_000_000_000, "1.3 TB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(Bytes(bytes).to_string(), text, "{bytes}");
        }
    }

    #[test]
    fn a_damaged_column_counts_as_nothing() {
        assert_eq!(Bytes::from_column(Some(-1)), Bytes::ZERO);
        assert_eq!(Bytes::from_column(None), Bytes::ZERO);
        assert_eq!(Bytes::from_column(Some(7)), Bytes(7));
    }
}
