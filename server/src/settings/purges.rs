//! How long purges wait, and which are to be confirmed.

use std::ops::RangeInclusive;
use std::time::Duration;

use model::case::confirmation::Confirmation;

use super::config_file::ConfigFile;

const SECTION: &str = "purges";
/// At once to 30 days.
const HOURS: RangeInclusive<u32> = 0..=720;
const USUAL_HOURS: u32 = 24;

/// Purges of servers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Purges {
    /// How long one waits before it happens; it can be undone for so long.
    pub(crate) wait: Duration,
    /// From how many accounts on one is to be confirmed.
    pub(crate) confirm_from_accounts: u64,
    /// From how many accounts on a second person has to agree; nothing when one decides alone.
    pub(crate) second_person_from_accounts: Option<u64>,
}

pub(super) fn read(file: &mut ConfigFile) -> Purges {
    let hours = file.number(SECTION, "wait_hours", HOURS).unwrap_or(USUAL_HOURS);
    let accounts = file.number(SECTION, "confirm_from_accounts", 1..=u32::MAX);
    let second_person = file.number(SECTION, "second_person_from_accounts", 1..=u32::MAX);
    Purges {
        wait: Duration::from_secs(u64::from(hours) * 60 * 60),
        confirm_from_accounts: accounts.map_or(Confirmation::default().from_accounts, u64::from),
        second_person_from_accounts: second_person.map(u64::from),
    }
}
