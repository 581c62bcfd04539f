//! How long the receipts of purges are kept.

use std::ops::RangeInclusive;
use std::time::Duration;

use model::receipt::KEPT_DAYS;

use super::config_file::ConfigFile;

/// A day to ten years.
const DAYS: RangeInclusive<u32> = 1..=3_650;

/// Receipts of purges: what members had on servers that are gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Receipts {
    /// How long one is kept after the end of its run.
    pub(crate) kept: Duration,
}

pub(super) fn read(file: &mut ConfigFile) -> Receipts {
    let days = file.number("receipts", "keep_days", DAYS).unwrap_or(KEPT_DAYS);
    Receipts { kept: Duration::from_secs(u64::from(days) * 24 * 60 * 60) }
}
