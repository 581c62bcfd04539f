//! By which numbers it is told what has become of a server in trouble.

use model::case::{EarlyLooks, StateSettings};

use super::config_file::ConfigFile;

const SECTION: &str = "servers";
const EARLY_LOOKS: &str = "early_looks_minutes";

/// What is not said is as usual; numbers that do not fit together are a fault.
pub(super) fn read(file: &mut ConfigFile) -> StateSettings {
    let mut states = StateSettings::default();
    let numbers = [
        ("life_days", &mut states.life_days),
        ("good_looks", &mut states.good_looks),
        ("silent_failing_days", &mut states.silent_failing_days),
        ("closed_looks", &mut states.closed_looks),
        ("closed_hours", &mut states.closed_hours),
        ("closed_purge_days", &mut states.closed_purge_days),
        ("no_address_looks", &mut states.no_address_looks),
        ("no_address_distinct_days", &mut states.no_address_distinct_days),
        ("no_address_silent_days", &mut states.no_address_silent_days),
        ("long_silent_days", &mut states.long_silent_days),
        ("changed_hands_days", &mut states.changed_hands_days),
        ("confirm_minutes", &mut states.confirm_minutes),
        ("daily_until_day", &mut states.daily_until_day),
        ("weekly_until_day", &mut states.weekly_until_day),
        ("then_every_days", &mut states.then_every_days),
    ];
    for (key, number) in numbers {
        if let Some(told) = file.number(SECTION, key, 0..=u32::MAX) {
            *number = told;
        }
    }
    if let Some(looks) = file.numbers(SECTION, EARLY_LOOKS) {
        match EarlyLooks::new(&looks) {
            Ok(looks) => states.early_looks_minutes = looks,
            Err(error) => file.fault(SECTION, EARLY_LOOKS, &format!("makes no sense: {error}")),
        }
    }
    if let Err(error) = states.check() {
        file.other_fault(format!("In the section [{SECTION}] of the config file {error}."));
    }
    states
}
